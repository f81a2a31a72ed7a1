package io.sluice.harness.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The standalone server as a child process on a data directory of its own, which can be killed and started again. */
public final class ServerProcess implements ServerUnderTest {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final Duration DEATH_PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int TAIL_CHARS = 4_000;

    private final Path home;
    private final Path data;
    private final Launch launch;
    private final int port;
    private final Rest rest;
    private final Thread reaper = new Thread(this::end, "reaper");
    private Process process;

    private ServerProcess(Path home, Path data, Launch launch, int port) {
        this.home = home;
        this.data = data;
        this.launch = launch;
        this.port = port;
        this.rest = new Rest(URI.create("http://127.0.0.1:" + port));
        this.process = launch();
    }

    /** Starts a server on an empty data directory and waits until it is ready. */
    public static ServerProcess start() {
        return start(Launch.USUAL);
    }

    /** The same, started in another way than usual. */
    public static ServerProcess start(Launch launch) {
        try {
            Path home = Files.createTempDirectory("sluice-server-");
            return start(home, home.resolve("data"), launch);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param data where its data goes; whoever chose the place removes it
     */
    public static ServerProcess start(Path data, Launch launch) {
        try {
            return start(Files.createTempDirectory("sluice-server-"), data, launch);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static ServerProcess start(Path home, Path data, Launch launch) {
        try {
            ServerProcess server = new ServerProcess(home, data, launch, freePort());
            Runtime.getRuntime().addShutdownHook(server.reaper);
            server.awaitReady();
            return server;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    public Rest rest() {
        return rest;
    }

    @Override
    public Account signUp(String name) {
        return rest.signUp(name);
    }

    /** SIGKILL: no hook of the server runs. Returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(DEATH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
        }
    }

    /** Starts again on the same data directory and port, and waits until it is ready. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + " still runs");
        }
        process = launch();
        awaitReady();
    }

    /** Where its data is. */
    public Path data() {
        return data;
    }

    /** What the server said, from its first start on. */
    public Path output() {
        return home.resolve("server.out");
    }

    /** Ends the process and removes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(reaper);
        end();
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor(DEATH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (!Files.exists(home)) {
            return; // a start that failed has cleaned up
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Process launch() {
        List<String> command = Stream.concat(
                        StandaloneCommand.find(launch.java()).stream(),
                        Stream.concat(
                                Stream.of(
                                        "--data",
                                        data.toString(),
                                        "--port",
                                        Integer.toString(port),
                                        "--bind",
                                        "127.0.0.1"),
                                launch.options().stream()))
                .toList();
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (!rest.ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String tail = tail();
                end();
                throw new IllegalStateException("the server did not become ready; it said:\n" + tail);
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", stop);
            }
        }
    }

    private String tail() {
        try {
            String all = Files.readString(output(), StandardCharsets.UTF_8);
            return all.substring(Math.max(0, all.length() - TAIL_CHARS));
        } catch (IOException broken) {
            return "nothing that can be read: " + broken;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
