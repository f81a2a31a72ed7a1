package io.sluice.bench.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Receives numbered messages, as many in advance as the shape says, and acknowledges half of that at once; each number must come once.
 * RabbitMQ does not answer acknowledgements: they count when they are sent.
 */
final class Consuming {
    private final String queue;
    private final Shape shape;
    private final Count count;
    private final BitSet seen;
    private final List<Consumer> consumers = new ArrayList<>();
    private int missing;

    Consuming(String queue, int messages, Shape shape, Count count) {
        this.queue = queue;
        this.shape = shape;
        this.count = count;
        this.seen = new BitSet(messages);
        this.missing = messages;
    }

    /** Prepares the connection's consumers. */
    void add(Connection connection) throws IOException {
        for (int i = 0; i < shape.channels(); i++) {
            Channel channel = connection.createChannel();
            channel.addShutdownListener(count::fail);
            channel.basicQos(shape.perChannel());
            consumers.add(new Consumer(channel));
        }
    }

    void start() throws IOException {
        for (Consumer consumer : consumers) {
            consumer.getChannel().basicConsume(queue, false, consumer);
        }
    }

    /** Whether it was the last that was missing. */
    private synchronized boolean came(int number) {
        if (seen.get(number)) {
            count.fail(new IOException("message " + number + " came twice"));
            return false;
        }
        seen.set(number);
        return --missing == 0;
    }

    private final class Consumer extends DefaultConsumer {
        private int pending;
        private long last;

        Consumer(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            if (take(envelope.getDeliveryTag(), NumberedBodies.number(body))) {
                for (Consumer consumer : consumers) {
                    consumer.acknowledge();
                }
            }
        }

        @Override
        public void handleCancel(String tag) {
            count.fail(new IOException("RabbitMQ ended a consumer"));
        }

        private synchronized boolean take(long delivery, int number) throws IOException {
            last = delivery;
            pending++;
            boolean all = came(number);
            if (pending >= shape.perChannel() / 2) {
                acknowledge();
            }
            return all;
        }

        /** All so far. */
        synchronized void acknowledge() throws IOException {
            if (pending > 0) {
                getChannel().basicAck(last, true);
                count.add(pending);
                pending = 0;
            }
        }
    }
}
