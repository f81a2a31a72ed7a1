package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.simulation.check.Check;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

    @ParameterizedTest
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    @EnumSource
    void plantedBugIsFound(PlantedBug bug, @TempDir Path folder) throws Exception {
        try (Overlay overlay = Overlay.of(bug, folder)) {
            String seen = "";
            long seed = 0;
            while (seen.isEmpty() && ++seed <= MAX_SEEDS) {
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

    private static Check checkOf(String violation) {
        return Check.valueOf(violation.substring(0, violation.indexOf(' ')));
    }
}
