package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.simulation.check.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A suite that finds nothing proves something only if it would have found something. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsTest {
    /** As many as the suite runs. */
    private static final int MAX_SEEDS = 600;

    /**
     * The seed that found a bug last, if it was a late one: tried first, which saves minutes. Where it finds nothing any
     * more, all are tried, and the newer one belongs there.
     */
    private static final String FOUND_LATE = "/found-late.properties";

    private static final Properties LATE = read();

    @ParameterizedTest
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    @EnumSource
    void plantedBugIsFound(PlantedBug bug, @TempDir Path folder) throws Exception {
        try (Overlay overlay = Overlay.of(bug, folder)) {
            String seen = "";
            long seed = 0;
            PrimitiveIterator.OfLong seeds = seeds(bug);
            while (seen.isEmpty() && seeds.hasNext()) {
                seed = seeds.nextLong();
                seen = overlay.violations(seed).stream()
                        .filter(violation -> bug.isSeenBy(checkOf(violation)))
                        .findFirst()
                        .orElse("");
            }
            System.out.printf(
                    "%s: seed %d: %s%n", bug, seed, seen.lines().findFirst().orElse(""));
            assertThat(seen).as("%s, within %d seeds", bug, MAX_SEEDS).isNotEmpty();
        }
    }

    private static PrimitiveIterator.OfLong seeds(PlantedBug bug) {
        LongStream all = LongStream.rangeClosed(1, MAX_SEEDS);
        String late = LATE.getProperty(bug.name());
        return (late == null ? all : LongStream.concat(LongStream.of(Long.parseLong(late)), all)).iterator();
    }

    private static Properties read() {
        Properties late = new Properties();
        try (InputStream file = PlantedBugsTest.class.getResourceAsStream(FOUND_LATE)) {
            late.load(Objects.requireNonNull(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return late;
    }

    private static Check checkOf(String violation) {
        return Check.valueOf(violation.substring(0, violation.indexOf(' ')));
    }
}
