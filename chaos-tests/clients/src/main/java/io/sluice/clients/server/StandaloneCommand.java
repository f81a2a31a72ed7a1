package io.sluice.clients.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the built standalone server is started, without the script, so that the child is the server itself. */
final class StandaloneCommand {
    private static final String MODULE = "services/standalone";
    private static final String MAIN = "io.sluice.standalone.Standalone";

    private StandaloneCommand() {}

    /** The command without the server's own arguments. */
    static List<String> find() {
        Path module = ProjectFolder.find().resolve(MODULE);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            String libraries = Files.readString(module.resolve("target/classpath"), StandardCharsets.UTF_8)
                    .strip();
            // A small heap and the quick compiler alone: it must start often, beside its clients, on two cores.
            return List.of(
                    java.toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    module.resolve("target/classes") + ":" + libraries,
                    MAIN);
        } catch (IOException notBuilt) {
            throw new UncheckedIOException("build " + MODULE + " first (mvn package writes its class path)", notBuilt);
        }
    }
}
