package io.sluice.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A server as a child, mostly a Java one; it dies with the bench at the latest. */
public final class ServerProcess implements AutoCloseable {
    /** On a busy machine; RabbitMQ takes long. */
    private static final Duration READY = Duration.ofMinutes(3);

    private static final Duration FIGURES = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration JCMD = Duration.ofSeconds(30);
    /** Linux counts processor time in hundredths of a second for user space. */
    private static final long TICKS_PER_SECOND = 100;

    private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> CHILDREN.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts the command and waits until the port listens. */
    static ServerProcess start(String name, int port, List<String> command, Path directory) throws IOException {
        return start(name, port, command, Map.of(), directory);
    }

    /** The same with further environment variables. */
    static ServerProcess start(
            String name, int port, List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        CHILDREN.add(process);
        ServerProcess server = new ServerProcess(process, log, port);
        server.awaitPort();
        return server;
    }

    /** Runs a command to its end, which must come within a minute, and reads the numbers that it prints. */
    public static Map<String, Double> figures(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CHILDREN.add(process);
        Map<String, Double> all = new LinkedHashMap<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    all.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
                }
            }
            if (!process.waitFor(FIGURES.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("a measuring process failed: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
            CHILDREN.remove(process);
        }
        return all;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException e) {
                pause(Duration.ofMillis(50));
            }
        }
        process.destroyForcibly();
        throw new IOException("the server did not start; see " + log);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    /** What the kernel counts as resident. */
    public long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS for " + pid());
    }

    /** Sizes of the pieces of the page cache that it made dirty so far; more than what goes to disks, as DiskWrites tells. */
    public long dirtiedBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/io"))) {
            if (line.startsWith("write_bytes:")) {
                return Long.parseLong(line.substring(line.indexOf(' ') + 1));
            }
        }
        throw new IOException("no write_bytes for " + pid());
    }

    /** Processor time so far, user and system. */
    public Duration processorTime() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** Share of one core used during the time, which passes in this call. */
    public double processorShare(Duration during) throws IOException {
        Duration before = processorTime();
        long start = System.nanoTime();
        pause(during);
        return processorTime().minus(before).toNanos() / (double) (System.nanoTime() - start);
    }

    /** Bytes of the objects that survive a full collection. */
    public long liveHeapBytes() throws IOException {
        for (String line : jcmd("GC.class_histogram")) {
            if (line.startsWith("Total")) {
                return Long.parseLong(line.trim().split("\\s+", -1)[2]);
            }
        }
        throw new IOException("jcmd told no total");
    }

    /** What the JVM has spent in collections so far. */
    public Collections collections() throws IOException {
        Map<String, String> counters = new LinkedHashMap<>();
        for (String line : jcmd("PerfCounter.print")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                counters.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        double ticks = counter(counters, "sun.os.hrt.frequency");
        return new Collections(
                counter(counters, "sun.gc.collector.0.time") / ticks,
                counter(counters, "sun.gc.collector.1.time") / ticks,
                (long) counter(counters, "sun.gc.collector.1.invocations"));
    }

    private static double counter(Map<String, String> counters, String name) throws IOException {
        String value = counters.get(name);
        if (value == null) {
            throw new IOException("the JVM does not tell " + name);
        }
        return Double.parseDouble(value);
    }

    /** Seconds in collections of the young generation and of all, and how many of the latter. */
    public record Collections(double youngSeconds, double fullSeconds, long full) {
        public Collections since(Collections before) {
            return new Collections(
                    youngSeconds - before.youngSeconds, fullSeconds - before.fullSeconds, full - before.full);
        }
    }

    private List<String> jcmd(String command) throws IOException {
        Path out = Files.createTempFile(log.toAbsolutePath().getParent(), "jcmd", ".txt");
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!jcmd.waitFor(JCMD.toSeconds(), TimeUnit.SECONDS)) {
                jcmd.destroyForcibly();
                throw new IOException("jcmd takes longer than " + JCMD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return Files.readAllLines(out);
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        CHILDREN.remove(process);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        CHILDREN.remove(process);
    }
}
