package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for Maven that writes reports. */
class RunTestsTest {
    @TempDir
    Path root;

    private Path reports;

    @BeforeEach
    void module() throws IOException {
        reports = Files.createDirectories(root.resolve("data-plane/model/target/surefire-reports"));
    }

    @Test
    void sumsTheReports() throws IOException {
        maven(report("A", 3, 0, 0, 1) + report("B", 4, 0, 0, 0), 0);

        Ran ran = Ran.command(Map.of(), root, "test");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).endsWith("\n6 passed, 0 failed, 1 skipped\n");
    }

    @Test
    void failuresAndErrorsAreFailures() throws IOException {
        maven(report("A", 5, 1, 2, 0), 1);

        Ran ran = Ran.command(Map.of(), root, "test");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).endsWith("2 passed, 3 failed, 0 skipped\n");
    }

    @Test
    void aRunWithoutTestsFails() throws IOException {
        Files.writeString(
                reports.resolve("TEST-stale.xml"), "<testsuite tests='9' failures='0' errors='0' skipped='0'/>");
        maven("", 0);

        Ran ran = Ran.command(Map.of(), root, "test");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("no test ran");
        assertThat(ran.out()).endsWith("0 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void aBrokenBuildFailsThoughItsTestsPassed() throws IOException {
        maven(
                report("A", 1, 0, 0, 0)
                        + "echo '[ERROR] Unused declared dependencies found:'; echo '[ERROR] [Help 1] x'\n",
                1);

        Ran ran = Ran.command(Map.of(), root, "test");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("Unused declared").doesNotContain("Help");
    }

    @Test
    void otherArgumentsGoToMaven() throws IOException {
        maven(report("A", 1, 0, 0, 0) + "echo \"[ERROR] $*\"\n", 0);

        Ran ran = Ran.command(Map.of(), root, "test", "-pl", "data-plane/queue", "-Dtest=AckingTest");

        assertThat(ran.out()).contains("--fail-at-end verify -pl data-plane/queue -Dtest=AckingTest");
    }

    private String report(String name, int tests, int failures, int errors, int skipped) {
        return "echo \"<?xml version='1.0'?><testsuite tests='%d' failures='%d' errors='%d' skipped='%d'/>\" > %s/TEST-%s.xml%n"
                .formatted(tests, failures, errors, skipped, reports, name);
    }

    private void maven(String script, int exit) throws IOException {
        Path maven = root.resolve("mvnw");
        Files.writeString(
                maven,
                "#!/bin/sh\necho '[INFO] Building sluice-model 0.1.0-SNAPSHOT        [1/1]'\n" + script + "exit " + exit
                        + "\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }
}
