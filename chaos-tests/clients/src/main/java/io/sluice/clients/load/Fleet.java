package io.sluice.clients.load;

import io.sluice.clients.history.QueueFacts;
import io.sluice.harness.python.Python;
import io.sluice.harness.server.Account;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The clients of a run: two tenants, one of them with a dead-letter queue, both with a queue of the same name; and a queue
 * whose backlog comes and goes.
 */
final class Fleet implements AutoCloseable {
    /** While nothing gets less. */
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(500);
    /** Counts are approximate by contract; so often in a row they must be zero. */
    private static final int QUIET_ROUNDS = 3;

    private final Account north;
    private final Account south;
    private final SqsClient northSqs;
    private final SqsClient southSqs;
    private final LoadQueue dead;
    private final LoadQueue orders;
    private final LoadQueue events;
    private final LoadQueue southOrders;
    private final LoadQueue ballast;
    private final Tide tide = new Tide();
    private final Recorder recorder;
    private final Lights lights = new Lights();
    private final RandomGenerator.SplittableGenerator random;
    private final BotoProcess boto;
    private final List<Thread> threads = new ArrayList<>();

    Fleet(Account north, Account south, Recorder recorder, RandomGenerator.SplittableGenerator random, Python python)
            throws IOException {
        this.north = north;
        this.south = south;
        this.recorder = recorder;
        this.random = random;
        this.northSqs = Clients.once(north);
        this.southSqs = Clients.once(south);
        this.dead = LoadQueue.create(north, northSqs, "orders-dead");
        this.orders = LoadQueue.create(north, northSqs, "orders", dead);
        this.events = LoadQueue.create(north, northSqs, "events");
        this.southOrders = LoadQueue.create(south, southSqs, "orders");
        this.ballast = LoadQueue.create(south, southSqs, "ballast", Tide.PADDING_CHARS);
        this.boto = new BotoProcess(python, north, events, "boto", random.nextLong(), recorder);
    }

    List<QueueFacts> facts() {
        return List.of(dead.facts(), orders.facts(), events.facts(), southOrders.facts(), ballast.facts());
    }

    void start() {
        producer("p1", northSqs, orders);
        producer("p2", northSqs, orders);
        producer("p3", northSqs, events);
        producer("p4", southSqs, southOrders);
        consumer("c1", northSqs, orders);
        consumer("c2", northSqs, orders);
        consumer("c3", northSqs, events);
        consumer("c4", southSqs, southOrders);
        consumer("c5", northSqs, dead);
        producer("p5", southSqs, ballast, tide::flood);
        producer("p6", southSqs, ballast, tide::flood);
        consumer("c6", southSqs, ballast, tide::ebb);
        consumer("c7", southSqs, ballast, tide::ebb);
        threads.forEach(Thread::start);
    }

    void red() throws InterruptedException {
        lights.red();
        boto.red();
    }

    void green() {
        boto.green();
        lights.green();
    }

    /** Sends no more, and returns when everything was received and nobody is at work. */
    void drain() throws InterruptedException {
        lights.stopSending();
        boto.drain();
        long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        long least = Long.MAX_VALUE;
        int quiet = 0;
        while (quiet < QUIET_ROUNDS && System.nanoTime() < deadline) {
            long left = left();
            quiet = left == 0 ? quiet + 1 : 0;
            if (left < least) {
                least = left;
                deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
            }
            Thread.sleep(POLL);
        }
        lights.stop();
        for (Thread thread : threads) {
            thread.join();
        }
        boto.stop();
    }

    /** Nobody else may be at work. */
    void makeFreeCalls() {
        new FreeCalls(northSqs, events, recorder.diary("free-north", north.tenant())).make(north);
        new FreeCalls(southSqs, southOrders, recorder.diary("free-south", south.tenant())).make(south);
    }

    @Override
    public void close() throws IOException {
        lights.stop();
        threads.forEach(Thread::interrupt);
        boto.close();
        northSqs.close();
        southSqs.close();
    }

    /** Messages in all queues. */
    private long left() {
        return left(northSqs, orders)
                + left(northSqs, dead)
                + left(northSqs, events)
                + left(southSqs, southOrders)
                + left(southSqs, ballast);
    }

    private static long left(SqsClient sqs, LoadQueue queue) {
        return sqs
                .getQueueAttributes(get -> get.queueUrl(queue.url())
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .attributes()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    private void producer(String name, SqsClient sqs, LoadQueue queue) {
        producer(name, sqs, queue, () -> true);
    }

    private void producer(String name, SqsClient sqs, LoadQueue queue, BooleanSupplier turn) {
        Recorder.Diary diary = recorder.diary(name, queue.account().tenant());
        threads.add(thread(name, new Producer(sqs, queue, diary, lights, random.split(), turn)));
    }

    private void consumer(String name, SqsClient sqs, LoadQueue queue) {
        consumer(name, sqs, queue, () -> true);
    }

    private void consumer(String name, SqsClient sqs, LoadQueue queue, BooleanSupplier turn) {
        Recorder.Diary diary = recorder.diary(name, queue.account().tenant());
        threads.add(thread(name, new Consumer(sqs, queue, diary, lights, random.split(), turn)));
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().name(name).daemon().unstarted(work);
    }
}
