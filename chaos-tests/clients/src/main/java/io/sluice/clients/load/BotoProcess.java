package io.sluice.clients.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.clients.history.Event;
import io.sluice.harness.python.ProcessRun;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.Script;
import io.sluice.harness.server.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A client in a process of its own: boto3, sending and receiving on one queue. */
final class BotoProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    /** Both processes read the machine's monotonic clock; were it another one, their events could not be ordered. */
    private static final long SAME_CLOCK_NS = TimeUnit.SECONDS.toNanos(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Recorder recorder;
    private final Script script;
    private final Process process;
    private final Writer commands;
    private final Thread reader;
    private final Semaphore standing = new Semaphore(0);

    BotoProcess(Python python, Account account, LoadQueue queue, String client, long seed, Recorder recorder)
            throws IOException {
        this.recorder = recorder;
        this.script = Script.beside(BotoProcess.class, "load.py");
        ProcessBuilder builder = new ProcessBuilder(
                        python.interpreter(),
                        script.file().toString(),
                        client,
                        account.tenant(),
                        queue.url(),
                        Long.toString(seed),
                        Integer.toString(LoadQueue.LEASE_SECONDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = ProcessRun.clean(builder.environment());
        environment.putAll(account.environment());
        environment.putAll(python.environment());
        this.process = builder.start();
        this.commands = process.outputWriter();
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Returns when no call is under way. */
    void red() throws InterruptedException {
        tell("red");
        if (!standing.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the boto3 client does not stand still");
        }
    }

    void green() {
        tell("green");
    }

    void drain() {
        tell("drain");
    }

    /** Returns when the process has ended and all that it wrote was read. */
    void stop() throws InterruptedException {
        tell("stop");
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("the boto3 client did not end well: " + process);
        }
        reader.join();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        script.close();
    }

    private void tell(String word) {
        try {
            commands.write(word + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the boto3 client is gone", gone);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    private void take(JsonNode line) throws JsonProcessingException {
        if (line.has("clock")) {
            if (Math.abs(System.nanoTime() - line.path("clock").asLong()) > SAME_CLOCK_NS) {
                process.destroyForcibly();
            }
        } else if (line.has("red")) {
            standing.release();
        } else {
            recorder.add(JSON.treeToValue(line, Event.class));
        }
    }
}
