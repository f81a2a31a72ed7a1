package io.sluice.clients.polyglot;

import io.sluice.harness.python.ProcessRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client at work in a process of its own. */
final class ClientProcess implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);

    private final Told told = new Told();
    private final Path errors;
    private final Process process;
    private final Thread reader;

    ClientProcess(ClientCommand command) throws IOException {
        this.errors = Files.createTempFile("sluice-client-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command.words()).redirectError(errors.toFile());
        ProcessRun.clean(builder.environment()).putAll(command.environment());
        this.process = builder.start();
        this.reader = Thread.ofVirtual().start(this::read);
    }

    Told told() {
        return told;
    }

    /** @throws IOException also when it ends before, or the patience does */
    void await(Predicate<Told> enough, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!enough.test(told)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("handled " + told.handled().size() + " when it " + end() + said());
            }
            Thread.sleep(POLL);
        }
    }

    /** @throws IOException also when it does not end well, or not within the patience */
    void awaitEnd(Duration patience) throws IOException, InterruptedException {
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            reader.join();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IOException(end() + said());
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }

    private String end() {
        return process.isAlive() ? "still ran" : "ended with " + process.exitValue();
    }

    private String said() throws IOException {
        return "; it said:\n" + Files.readString(errors, StandardCharsets.UTF_8);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.take(line);
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }
}
