package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"signup", "usage", "test", "up", "bench", "chaos", "segment"})
    void everyCommandHasHelp(String command) {
        assertThat(Ran.command(Map.of(), "--help").out()).contains("  " + command + " ");
        Ran ran = Ran.command(Map.of(), command, "--help");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("Usage: sluice " + command);
    }

    @Test
    void unknownCommandIsRefusedWithTheUsage() {
        Ran ran = Ran.command(Map.of(), "nonsense");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("nonsense");
    }

    @Test
    void missingOptionIsNamed() {
        Ran ran = Ran.command(Map.of(), "signup", "--email", "a@b.example");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("--name");
    }

    @Test
    void versionIsOneLine() {
        assertThat(Ran.command(Map.of(), "--version").out())
                .startsWith("sluice ")
                .hasLineCount(1);
    }
}
