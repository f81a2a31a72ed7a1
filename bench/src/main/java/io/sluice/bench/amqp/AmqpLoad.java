package io.sluice.bench.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** Fills and drains queues of one RabbitMQ with numbered messages of 1 KB, as fast as it goes. */
public final class AmqpLoad implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /**
     * A channel of RabbitMQ passes acknowledgements on to a quorum queue as that takes them; those that it still has when it
     * closes are lost, and their messages come again.
     */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Duration EMPTYING = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    static {
        // Its client warns that nobody reads its log; what matters there is thrown, too.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private final ConnectionFactory factory = new ConnectionFactory();
    /** Runs consumers. */
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    /** Of a server on the loopback, as its guest. */
    public AmqpLoad(int port) {
        factory.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setSharedExecutor(workers);
    }

    /** A durable queue. */
    public void create(String queue, Map<String, Object> arguments) throws IOException {
        Connection connection = connect();
        try {
            connection.createChannel().queueDeclare(queue, true, false, false, arguments);
        } finally {
            close(connection);
        }
    }

    /**
     * Returns when all messages are confirmed.
     *
     * @return how often RabbitMQ held a connection back, for want of memory or disk
     */
    public int fill(String queue, int messages, Shape shape, Duration patience, Progress progress) throws IOException {
        Count count = new Count(messages, progress);
        Publishing publishing = new Publishing(queue, messages, shape, count);
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < shape.connections(); i++) {
                connections.add(connect());
                publishing.add(connections.getLast());
            }
            count.begin();
            publishing.start();
            count.await(patience);
            return publishing.heldBack();
        } finally {
            connections.forEach(AmqpLoad::close);
        }
    }

    /** Returns when all messages have come once, are acknowledged, and the queue is empty. */
    public void drain(String queue, int messages, Shape shape, Duration patience, Progress progress)
            throws IOException {
        Count count = new Count(messages, progress);
        Consuming consuming = new Consuming(queue, messages, shape, count);
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < shape.connections(); i++) {
                connections.add(connect());
                consuming.add(connections.getLast());
            }
            count.begin();
            consuming.start();
            count.await(patience);
            pause(SETTLING);
        } finally {
            connections.forEach(AmqpLoad::close);
        }
        awaitEmpty(queue);
    }

    private void awaitEmpty(String queue) throws IOException {
        long end = System.nanoTime() + EMPTYING.toNanos();
        Connection connection = connect();
        try {
            Channel channel = connection.createChannel();
            int left = channel.queueDeclarePassive(queue).getMessageCount();
            while (left > 0 && System.nanoTime() < end) {
                pause(LOOK);
                left = channel.queueDeclarePassive(queue).getMessageCount();
            }
            if (left > 0) {
                throw new IOException(left + " messages are left in " + queue + ", all were acknowledged");
            }
        } finally {
            close(connection);
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Connection connect() throws IOException {
        try {
            return factory.newConnection();
        } catch (TimeoutException e) {
            throw new IOException("RabbitMQ does not answer", e);
        }
    }

    /** In order behind what was acknowledged. */
    private static void close(Connection connection) {
        try {
            connection.close((int) CLOSING.toMillis());
        } catch (IOException | ShutdownSignalException e) {
            connection.abort((int) CLOSING.toMillis());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
