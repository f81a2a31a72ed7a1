package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.harness.python.ProcessRun;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.ProjectFolder;
import io.sluice.harness.server.ServerProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour works by paste. */
class TourTest {
    /** The script may build the command line first. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    @Timeout(900)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "signs up a fixed address")
    void theTourWorksByPaste() throws Exception {
        Path root = ProjectFolder.find();
        Tour tour = Tour.of(Files.readString(root.resolve("README.md")));
        assertThat(tour.blocks()).extracting(Tour.Block::language).contains("bash", "java");
        String java = "'%s' -cp '%s'"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"));
        Path script = Files.writeString(folder.resolve("tour.sh"), "cd '" + root + "'\n" + tour.script(java, folder));
        try (ServerProcess server = ServerProcess.start()) {
            Map<String, String> environment = environment();
            environment.put("SLUICE_ENDPOINT", server.endpoint().toString());
            ProcessRun run = ProcessRun.of(List.of("bash", script.toString()), environment, "", PATIENCE);
            assertThat(run.exitCode()).as(run.said()).isZero();
            assertThat(run.output())
                    .contains("two espressi", "one cappuccino", "a glass of water", "\"queue\":\"orders\"");
        }
    }

    @Test
    void onlyMarkedBlocksAreTheTour() {
        Tour tour = Tour.of("""
                ```bash
                not this
                ```
                <!-- tour -->
                ```bash
                this
                ```
                """);
        assertThat(tour.blocks()).containsExactly(new Tour.Block("bash", "this\n"));
        assertThatThrownBy(() -> Tour.of("<!-- tour -->\nno block\n")).hasMessageContaining("line 2");
    }

    @Test
    void aFailingStepFailsTheTour() throws Exception {
        Tour tour = Tour.of("<!-- tour -->\n```bash\nfalse\n```\n<!-- tour -->\n```bash\ntrue\n```\n");
        Path script = Files.writeString(folder.resolve("failing.sh"), tour.script("java", folder));
        ProcessRun run = ProcessRun.of(List.of("bash", script.toString()), Map.of(), "", Duration.ofSeconds(10));
        assertThat(run.succeeded()).isFalse();
    }

    /** As after {@code pip install awscli boto3}. */
    private static Map<String, String> environment() throws Exception {
        List<Python> tools =
                List.of(new PythonInstaller().install(Toolset.BOTO3), new PythonInstaller().install(Toolset.AWSCLI));
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "PATH",
                Stream.concat(tools.stream().map(tool -> tool.programs().toString()), Stream.of(System.getenv("PATH")))
                        .collect(Collectors.joining(File.pathSeparator)));
        String path = tools.stream()
                .flatMap(tool -> Stream.ofNullable(tool.environment().get("PYTHONPATH")))
                .collect(Collectors.joining(File.pathSeparator));
        if (!path.isEmpty()) {
            environment.put("PYTHONPATH", path);
        }
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        return environment;
    }
}
