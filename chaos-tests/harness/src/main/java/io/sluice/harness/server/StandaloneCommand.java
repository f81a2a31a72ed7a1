package io.sluice.harness.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the built server is started: by Java and not by the script, so that the child is the server itself. Below {@code
 * ./sluice} it is what the script has just built, with its cache for quick starts; below Maven alone it is the module's
 * target folder.
 */
public final class StandaloneCommand {
    private static final String MODULE = "services/standalone";
    private static final String MAIN = "io.sluice.standalone.Standalone";
    private static final String VERIFY = "io.sluice.standalone.verify.Verify";

    private StandaloneCommand() {}

    /**
     * The command without the server's own arguments.
     *
     * @param java flags of the virtual machine on top of the usual ones
     */
    static List<String> find(List<String> java) {
        String built = System.getenv("SLUICE_UP_FOLDER");
        try {
            return command(
                    built != null
                            ? Path.of(built)
                            : ProjectFolder.find().resolve(MODULE).resolve("target"),
                    java);
        } catch (IOException notBuilt) {
            throw new UncheckedIOException("build " + MODULE + " first (package writes its class path)", notBuilt);
        }
    }

    /**
     * What {@code ./sluice verify} does, on a directory that no server uses.
     *
     * @param output gets what it says, at the end
     * @return its exit status, 0 when everything is intact
     */
    public static int verify(Path data, Path output) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(find(List.of()));
        command.set(command.size() - 1, VERIFY);
        command.addAll(List.of("--data", data.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start()
                .waitFor();
    }

    private static List<String> command(Path folder, List<String> java) throws IOException {
        String classpath = Files.readString(folder.resolve("classpath"), StandardCharsets.UTF_8)
                .strip();
        // As the script does it, but with the quick compiler alone: no life here is long enough for the other.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms32m",
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(java);
        Path quickStart = folder.resolve("standalone.aot");
        if (Files.exists(quickStart)) {
            command.add("-XX:AOTCache=" + quickStart);
        } else {
            classpath = folder.resolve("classes") + ":" + classpath;
        }
        command.addAll(List.of("-cp", classpath, MAIN));
        return command;
    }
}
