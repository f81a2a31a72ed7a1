package io.sluice.clients.load;

import io.sluice.harness.server.Account;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A steady load that turns every tier over: messages that nobody reads, until their retention ends; and backlogs that grow
 * for a while and are drained then, each body compared with what was sent.
 */
public final class SoakLoad implements AutoCloseable {
    /** The load repeats itself after this. */
    public static final Duration PERIOD = Duration.ofSeconds(30);

    private static final Duration FLOOD = Duration.ofSeconds(18);
    private static final String RETENTION_SECONDS = "60";
    private static final int BODY_CHARS = 48_000;
    /** Between two sends of all queues of the kind together. */
    private static final Duration KEPT_PAUSE = Duration.ofMillis(75);

    private static final Duration FLOOD_PAUSE = Duration.ofMillis(10);
    private static final Duration REST = Duration.ofMillis(200);
    private static final int BATCH = 10;
    private static final int LEASE_SECONDS = 20;
    /** So many that each shard has some. */
    private static final int QUEUES_OF_A_KIND = 4;

    private final SqsClient sqs;
    private final Texts texts;
    private final long startNs = System.nanoTime();
    private final AtomicLong number = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    public SoakLoad(Account account, RandomGenerator random) {
        this.sqs = Clients.once(account);
        this.texts = new Texts(random, BODY_CHARS);
        for (int i = 0; i < QUEUES_OF_A_KIND; i++) {
            String kept = create("kept-" + i);
            String tidal = create("tidal-" + i);
            start(() -> send(kept, KEPT_PAUSE.multipliedBy(QUEUES_OF_A_KIND), false));
            start(() -> send(tidal, FLOOD_PAUSE.multipliedBy(QUEUES_OF_A_KIND), true));
            start(() -> drain(tidal));
        }
    }

    public long sentBytes() {
        return sent.sum() * BODY_CHARS;
    }

    /** What came out with other bytes than it was sent with. */
    public long wrongBodies() {
        return wrong.sum();
    }

    @Override
    public String toString() {
        return "%d sent, %d received, %d wrong, %d calls failed"
                .formatted(sent.sum(), received.sum(), wrong.sum(), refused.sum());
    }

    @Override
    public void close() {
        running = false;
        threads.forEach(Thread::interrupt);
        sqs.close();
    }

    private String create(String name) {
        return sqs.createQueue(create -> create.queueName(name)
                        .attributes(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, RETENTION_SECONDS)))
                .queueUrl();
    }

    private void start(Runnable work) {
        threads.add(Thread.ofPlatform().daemon().start(work));
    }

    private boolean flood() {
        return (System.nanoTime() - startNs) % PERIOD.toNanos() < FLOOD.toNanos();
    }

    private void send(String url, Duration pause, boolean tidal) {
        repeat(pause, () -> {
            if (!tidal || flood()) {
                String body = texts.body(number.getAndIncrement());
                sqs.sendMessage(send -> send.queueUrl(url).messageBody(body));
                sent.increment();
            }
            return true;
        });
    }

    private void drain(String url) {
        repeat(REST, () -> {
            if (flood()) {
                return true;
            }
            List<Message> messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(BATCH).visibilityTimeout(LEASE_SECONDS))
                    .messages();
            if (messages.isEmpty()) {
                return true;
            }
            received.add(messages.size());
            wrong.add(messages.stream()
                    .filter(message -> !texts.genuine(message.body()))
                    .count());
            List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                    .map(message -> DeleteMessageBatchRequestEntry.builder()
                            .id(message.messageId())
                            .receiptHandle(message.receiptHandle())
                            .build())
                    .toList();
            sqs.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
            return false;
        });
    }

    /** One call; tells whether to rest after it. */
    private interface Step {
        boolean run();
    }

    private void repeat(Duration pause, Step step) {
        try {
            while (running) {
                boolean rest;
                try {
                    rest = step.run();
                } catch (SdkException failed) {
                    refused.increment();
                    rest = true;
                }
                if (rest) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
