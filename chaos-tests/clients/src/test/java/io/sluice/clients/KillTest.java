package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import picocli.CommandLine;

/** What {@code ./sluice chaos --kill} does, for a short while. */
class KillTest {
    private static final String CYCLES = "20";

    @Test
    @Timeout(600)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void nothingPromisedIsBrokenByKills() {
        StringWriter said = new StringWriter();
        int exit = new CommandLine(new Chaos()).setOut(new PrintWriter(said)).execute("--cycles", CYCLES);
        System.out.println(said);
        assertThat(exit).as(said.toString()).isZero();
    }
}
