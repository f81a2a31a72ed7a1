package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.harness.python.ProcessRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** Facts about SQS that a client's program tries, a test each. */
public final class Facts {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Facts() {}

    /**
     * Runs a program that prints a line of JSON for each fact: its name, and what was wrong or null.
     *
     * @param least so many it has
     */
    public static List<DynamicTest> of(ClientCommand command, int least) throws Exception {
        ProcessRun run = ProcessRun.of(command.words(), command.environment(), "", PATIENCE);
        assertThat(run.exitCode()).as(run.said()).isZero();
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : run.output().lines().toList()) {
            JsonNode fact = new ObjectMapper().readTree(line);
            tests.add(dynamicTest(
                    fact.path("fact").asText(),
                    () -> assertThat(fact.path("wrong").asText("")).isIn("", "null")));
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(least);
        return tests;
    }
}
