package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillNineTest {
    private static final int CYCLES = 4;
    private static final int LINES_BEFORE_KILL = 150;

    @TempDir
    Path directory;

    private final Map<String, String> tenants = new HashMap<>();
    private final Map<String, String> topics = new HashMap<>();
    private final Set<Long> incarnations = new HashSet<>();

    @Test
    void whatWasAnsweredOutlivesKillNine() throws IOException, InterruptedException {
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            runAndKill(LINES_BEFORE_KILL + 17 * cycle);
            try (Opened catalog = new Opened(directory)) {
                tenants.forEach((id, secret) ->
                        assertThat(catalog.keys.find(id).orElseThrow().secret()).isEqualTo(secret));
                topics.forEach((tenant, line) -> check(catalog, tenant, line.split(" ")));
            }
        }
        assertThat(tenants).hasSizeGreaterThan(CYCLES * LINES_BEFORE_KILL / 4);
    }

    /** A change that was made but not said when the process died may be ahead of the last line by one step. */
    private static void check(Opened catalog, String tenant, String[] line) {
        var topic = catalog.topics.find(TenantId.parse(tenant), "queue");
        switch (line[0]) {
            case "deleted" -> assertThat(topic).isEmpty();
            default -> {
                if (topic.isPresent()) {
                    assertThat(topic.get().incarnation()).isEqualTo(Long.parseLong(line[2]));
                    assertThat(topic.get().revision()).isBetween(Long.parseLong(line[3]), 2L);
                } else {
                    assertThat(catalog.topics.unapplied())
                            .anyMatch(change -> change.deleted()
                                    && change.topic().tenant().toString().equals(tenant));
                }
            }
        }
    }

    private void runAndKill(int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillNine.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                note(line.split(" "), line);
                if (--lines == 0) {
                    child.destroyForcibly();
                }
            }
        } catch (IOException cutOff) {
            // The pipe of a killed process may end in the middle of a line, which then was not said.
        }
        assertThat(child.waitFor()).isEqualTo(137);
    }

    private void note(String[] words, String line) {
        switch (words[0]) {
            case "tenant" -> tenants.put(words[2], words[3]);
            default -> {
                topics.put(words[1], line);
                if (words[3].equals("1")) {
                    assertThat(incarnations.add(Long.parseLong(words[2]))).isTrue();
                }
            }
        }
    }
}
