package io.sluice.clients.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the built server is started: by Java and not by the script, so that the child is the server itself. Below {@code
 * ./sluice} it is what the script has just built, with its cache for quick starts; below Maven alone it is the module's
 * target folder.
 */
final class StandaloneCommand {
    private static final String MODULE = "services/standalone";
    private static final String MAIN = "io.sluice.standalone.Standalone";

    private StandaloneCommand() {}

    /** The command without the server's own arguments. */
    static List<String> find() {
        Path root = ProjectFolder.find();
        try {
            Optional<Path> built = belowTheScript() ? builtByTheScript(root) : Optional.empty();
            return built.isPresent()
                    ? command(built.get())
                    : command(root.resolve(MODULE).resolve("target"));
        } catch (IOException notBuilt) {
            throw new UncheckedIOException("build " + MODULE + " first (package writes its class path)", notBuilt);
        }
    }

    private static boolean belowTheScript() {
        return System.getenv("SLUICE_BUILD_LOCKED") != null || System.getProperty("sluice.root") != null;
    }

    private static Optional<Path> builtByTheScript(Path root) throws IOException {
        Path runs = root.resolve(".sluice/run");
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("services-standalone."))
                    .filter(folder -> Files.exists(folder.resolve("classpath")))
                    .max(Comparator.comparingLong(
                            folder -> folder.resolve("classpath").toFile().lastModified()));
        }
    }

    private static List<String> command(Path folder) throws IOException {
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
