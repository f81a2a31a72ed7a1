package io.sluice.bench.scenario;

import io.sluice.bench.amqp.AmqpLoad;
import io.sluice.bench.amqp.Progress;
import io.sluice.bench.amqp.Shape;
import io.sluice.bench.peer.RabbitMq;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** RabbitMQ with queues of one kind, in the shape of load that suits it best. */
final class AmqpBroker implements Broker, AutoCloseable {
    /** The first is as Sluice is used; but AMQP needs few connections to have much under way. */
    private static final List<Shape> SHAPES =
            List.of(new Shape(64, 1), new Shape(8, 8), new Shape(4, 1), new Shape(2, 1), new Shape(1, 1));

    private static final int WARM_UP_BURSTS = 2;
    private static final int TRIAL_BURSTS = 3;

    /** Kinds of queues. */
    enum Kind {
        /** Confirms when its log is on the disk, by fdatasync. */
        QUORUM("rabbitmq quorum, fsync"),
        /** Confirms when the message is written to a file, before that is forced to the disk. */
        CLASSIC("rabbitmq classic v2, no fsync");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private Map<String, Object> arguments() {
            return switch (this) {
                case QUORUM -> Map.of("x-queue-type", "quorum");
                case CLASSIC -> Map.of("x-queue-type", "classic", "x-queue-version", 2);
            };
        }
    }

    private final Kind kind;
    private final RabbitMq rabbitMq;
    private final AmqpLoad load;
    private Shape publishers = SHAPES.getFirst();
    private Shape consumers = SHAPES.getFirst();

    AmqpBroker(Kind kind, RabbitMq rabbitMq) {
        this.kind = kind;
        this.rabbitMq = rabbitMq;
        this.load = new AmqpLoad(rabbitMq.port());
    }

    @Override
    public String name() {
        return kind.title;
    }

    /** Tries all shapes, and stays with the best. */
    @Override
    public void warmUp(Run run) throws IOException {
        Rates.of(this, run, "warm-up", WARM_UP_BURSTS);
        Rates best = new Rates(0, 0);
        Shape bestPublishers = publishers;
        Shape bestConsumers = consumers;
        for (Shape shape : SHAPES) {
            publishers = shape;
            consumers = shape;
            Rates rates = Rates.of(this, run, "warm-up-" + shape, TRIAL_BURSTS);
            bestPublishers = rates.send() > best.send() ? shape : bestPublishers;
            bestConsumers = rates.drain() > best.drain() ? shape : bestConsumers;
            best = best.better(rates);
        }
        publishers = bestPublishers;
        consumers = bestConsumers;
        run.report()
                .note("backlog: " + name() + ": " + publishers + " (connections × channels) publish, " + consumers
                        + " consume, the fastest of " + SHAPES);
    }

    @Override
    public String create(String queue) throws IOException {
        load.create(queue, kind.arguments());
        return queue;
    }

    @Override
    public Filled fill(String queue, int messages) {
        Pace pace = new Pace(messages);
        try {
            int heldBack = load.fill(queue, messages, publishers, SqsBroker.patience(messages), pace);
            return new Filled(pace.tenths, heldBack, "");
        } catch (IOException e) {
            return new Filled(pace.tenths, 0, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Tenths drain(String queue, int messages) throws IOException {
        Pace pace = new Pace(messages);
        load.drain(queue, messages, consumers, SqsBroker.patience(messages), pace);
        return pace.tenths;
    }

    @Override
    public long residentBytes() throws IOException {
        return rabbitMq.residentBytes();
    }

    @Override
    public void close() {
        load.close();
    }

    /** Times tenths from when all is connected. */
    private static final class Pace implements Progress {
        private final int messages;
        private Tenths tenths;

        Pace(int messages) {
            this.messages = messages;
            this.tenths = new Tenths(messages, System.nanoTime());
        }

        @Override
        public void begins(long nowNs) {
            tenths = new Tenths(messages, nowNs);
        }

        @Override
        public void done(int more, long nowNs) {
            tenths.add(more, nowNs);
        }
    }
}
