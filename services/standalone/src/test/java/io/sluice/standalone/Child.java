package io.sluice.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as a process of its own, started as {@code ./sluice up} does, on a folder of the test's. */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Most live for seconds: the second compiler would take more of the two cores than it gives. */
    private static final List<String> SHORT = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    private static final Pattern PORT = Pattern.compile("endpoint +http://[^ ]*:([0-9]+)\n");

    private final Path out;
    private final Path err;
    private final Process process;

    private Child(List<String> jvm, Path home, List<String> arguments) throws IOException {
        this(command(jvm, arguments), Map.of(), home);
    }

    private Child(List<String> command, Map<String, String> variables, Path home) throws IOException {
        out = Files.createTempFile(home, "out", ".txt");
        err = Files.createTempFile(home, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("SLUICE_MASTER_KEY_FILE", masterKey(home).toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        builder.environment().putAll(variables);
        process = builder.start();
    }

    private static List<String> command(List<String> jvm, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvm);
        command.addAll(program());
        command.addAll(arguments);
        return command;
    }

    /** What the script has built, which starts in a third of the time; without the script, what Maven has compiled. */
    private static List<String> program() throws IOException {
        String built = System.getenv("SLUICE_UP_FOLDER");
        List<String> program = new ArrayList<>();
        if (built != null && Files.exists(Path.of(built, "standalone.aot"))) {
            program.add("-XX:AOTCache=" + Path.of(built, "standalone.aot"));
        }
        program.add("-cp");
        program.add(
                built == null ? System.getProperty("java.class.path") : Files.readString(Path.of(built, "classpath")));
        program.add(Standalone.class.getName());
        return program;
    }

    static Path data(Path home) {
        return home.resolve("data");
    }

    static Path masterKey(Path home) {
        return home.resolve("master.key");
    }

    /** With data directory and key in the folder, on any free port, and further arguments. */
    public static Child start(Path home, String... further) throws IOException {
        return with(SHORT, home, further);
    }

    /** The same with another heap than the tests' usual one, as the virtual machine takes it, and both compilers: for many bytes. */
    static Child withHeap(String heap, Path home, String... further) throws IOException {
        return with(List.of(heap), home, further);
    }

    /** The same with a system property, {@code name=value}. */
    static Child withProperty(String property, Path home, String... further) throws IOException {
        List<String> jvm = new ArrayList<>(SHORT);
        jvm.add("-D" + property);
        return with(jvm, home, further);
    }

    private static Child with(List<String> jvm, Path home, String... further) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--data", data(home).toString(), "--port", "0"));
        arguments.addAll(List.of(further));
        return new Child(jvm, home, arguments);
    }

    /** As a user starts it, through a script that ends up as the virtual machine. */
    static Child ofScript(Path script, Map<String, String> variables, Path home, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString(), "up"));
        command.addAll(List.of(arguments));
        return new Child(command, variables, home);
    }

    /** With these arguments alone. */
    static Child bare(Path home, String... arguments) throws IOException {
        return new Child(SHORT, home, List.of(arguments));
    }

    /** Waits until it serves; its port. */
    public int port() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher port = PORT.matcher(out());
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with " + process.exitValue() + ": " + err());
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("not ready in " + PATIENCE + ": " + out() + err());
    }

    /** Waits for its end; the exit status. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it runs on: " + out() + err());
        }
        return process.exitValue();
    }

    void terminate() {
        process.destroy();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        exit();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
