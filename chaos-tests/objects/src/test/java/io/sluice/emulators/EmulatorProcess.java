package io.sluice.emulators;

import io.sluice.harness.python.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server as a child process with a folder of its own; this process's end is its end, too. */
final class EmulatorProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path home;
    private final Process process;

    private EmulatorProcess(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param home where its output goes, removed at the end
     * @param ready an address that answers when it is
     */
    static void start(Path home, List<String> command, Map<String, String> environment, URI ready)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        ProcessRun.clean(builder.environment()).putAll(environment);
        EmulatorProcess started = new EmulatorProcess(home, builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(started::end, "emulator-end"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(ready)) {
            if (!started.process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(command + " did not become ready: " + Files.readString(home.resolve("out")));
            }
            Thread.sleep(POLL);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static boolean answers(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) POLL.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.getResponseCode();
            connection.disconnect();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
