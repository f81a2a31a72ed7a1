package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.simulation.check.Check;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A suite that finds nothing proves something only if it would have found something. */
class PlantedBugsTest {
    /** The suite runs more than twice as many. */
    private static final int MAX_SEEDS = 200;

    @ParameterizedTest
    @EnumSource
    void plantedBugIsFound(PlantedBug bug, @TempDir Path folder) throws Exception {
        try (Overlay overlay = Overlay.of(bug, folder)) {
            List<String> violations = List.of();
            long seed = 0;
            while (violations.isEmpty() && ++seed <= MAX_SEEDS) {
                violations = overlay.violations(seed);
            }
            System.out.printf("%s: seed %d: %s%n", bug, seed, violations.isEmpty() ? "" : first(violations));
            assertThat(violations)
                    .as("%s, within %d seeds", bug, MAX_SEEDS)
                    .anyMatch(violation -> bug.isSeenBy(Check.valueOf(violation.substring(0, violation.indexOf(' ')))));
        }
    }

    private static String first(List<String> violations) {
        String text = violations.getFirst().lines().findFirst().orElse("");
        return text.substring(0, Math.min(160, text.length()));
    }
}
