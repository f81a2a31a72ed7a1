package io.sluice.bench.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes numbered messages, persistent and with publisher confirms, one thread a connection; what is confirmed counts, and
 * what is not fills the window.
 */
final class Publishing {
    private final String queue;
    private final int messages;
    private final Shape shape;
    private final Count count;
    private final NumberedBodies bodies = new NumberedBodies();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger heldBack = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    Publishing(String queue, int messages, Shape shape, Count count) {
        this.queue = queue;
        this.messages = messages;
        this.shape = shape;
        this.count = count;
    }

    /** Prepares a thread that ends when all is published or the connection closes. */
    void add(Connection connection) throws IOException {
        Semaphore window = new Semaphore(shape.perConnection());
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < shape.channels(); i++) {
            channels.add(channel(connection, window));
        }
        connection.addBlockedListener(reason -> heldBack.incrementAndGet(), () -> {});
        threads.add(Thread.ofPlatform().daemon().unstarted(() -> publish(channels, window)));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    int heldBack() {
        return heldBack.get();
    }

    private Channel channel(Connection connection, Semaphore window) throws IOException {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        channel.addShutdownListener(cause -> {
            count.fail(cause);
            window.release(messages);
        });
        Unconfirmed unconfirmed = new Unconfirmed();
        channel.addConfirmListener(
                (number, andAllBelow) -> {
                    int more = unconfirmed.confirm(number, andAllBelow);
                    window.release(more);
                    count.add(more);
                },
                (number, andAllBelow) -> count.fail(new IOException("message " + number + " refused")));
        return channel;
    }

    private void publish(List<Channel> channels, Semaphore window) {
        int turn = 0;
        try {
            for (int number = next.getAndIncrement(); number < messages; number = next.getAndIncrement()) {
                window.acquireUninterruptibly();
                channels.get(turn++ % channels.size())
                        .basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, bodies.body(number));
            }
        } catch (IOException | ShutdownSignalException e) {
            count.fail(e);
        }
    }
}
