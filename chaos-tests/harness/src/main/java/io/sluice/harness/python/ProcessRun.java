package io.sluice.harness.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A child process that has ended.
 *
 * @param output what it printed
 * @param errors what it printed on its error stream
 */
public record ProcessRun(int exitCode, String output, String errors) {
    /**
     * Runs a command to its end. The child does not see the machine's own AWS settings.
     *
     * @param input for its standard input
     * @throws IOException also when it takes longer than the patience
     */
    public static ProcessRun of(List<String> command, Map<String, String> environment, String input, Duration patience)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sluice-run-");
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            clean(builder.environment()).putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new IOException(command + " took longer than " + patience + ": " + read(err));
            }
            return new ProcessRun(process.exitValue(), read(out), read(err));
        } finally {
            for (Path file : List.of(in, out, err, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Takes AWS settings out of a child's environment. */
    public static Map<String, String> clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("PYTHON"));
        return environment;
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** All that it printed. */
    public String said() {
        return output + errors;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
