package io.sluice.bench.scenario;

import io.sluice.bench.peer.RabbitMq;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A backlog as Sluice's in ElasticMQ and RabbitMQ, with as much memory: filled and drained, beside a queue that is nearly empty. */
public final class PeerBacklog {
    private static final String PART = "backlog, 1 KB, 640 under way";

    private static final int BURSTS = 5;
    private static final double MB = 1e6;

    private final Run run;
    private final int messages;

    public PeerBacklog(Run run) {
        this.run = run;
        this.messages = run.peerBacklog();
    }

    public void measure() {
        if (run.wants(Run.ELASTICMQ)) {
            attempt(Run.ELASTICMQ, this::elasticMq);
        }
        if (run.wants(Run.RABBITMQ)) {
            for (AmqpBroker.Kind kind : AmqpBroker.Kind.values()) {
                attempt(kind.title(), () -> rabbitMq(kind));
            }
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /** One that fails says so and lets the others be measured. */
    private void attempt(String who, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException | IllegalStateException e) {
            run.report().note("backlog: " + who + " FAILED: " + e.getMessage());
        }
    }

    private void elasticMq() throws IOException {
        run.report().note("backlog: ElasticMQ keeps messages in its heap (-Xmx1g) and nowhere else");
        try (Server server = run.servers().with("-Xmx1g").elasticMq(Run.ELASTICMQ)) {
            fillAndDrain(new SqsBroker("elasticmq, in memory", server, Filling.BATCH, false));
        }
    }

    /** In a new node. */
    private void rabbitMq(AmqpBroker.Kind kind) throws IOException {
        run.report().progress("starting RabbitMQ");
        Optional<RabbitMq> there = run.servers().rabbitMq();
        if (there.isEmpty()) {
            run.report().note("backlog: " + kind.title() + ": none here, Debian's packages cannot be downloaded");
            return;
        }
        try (RabbitMq rabbitMq = there.get();
                AmqpBroker broker = new AmqpBroker(kind, rabbitMq)) {
            run.report()
                    .note("backlog: " + broker.name() + ": RabbitMQ " + rabbitMq.version()
                            + " holds publishers back above "
                            + (RabbitMq.MEMORY_BYTES >> 20)
                            + " MiB of resident memory; files of the quorum queues' log are "
                            + (RabbitMq.LOG_FILE_BYTES >> 20) + " MiB; acknowledgements are not answered");
            fillAndDrain(broker);
        }
    }

    private void fillAndDrain(Broker broker) throws IOException {
        broker.warmUp(run);
        Rates before = Rates.of(broker, run, "before", BURSTS);
        String queue = broker.create("backlog");
        run.report().progress(broker.name() + ", fill: " + messages + " messages");
        Broker.Filled filled = broker.fill(queue, messages);
        if (!filled.end().isEmpty()) {
            run.report()
                    .note("backlog: " + broker.name() + " took "
                            + filled.tenths().done() + " of " + messages + " messages, then no more: " + filled.end());
            figure(broker, "taken, then no more", (double) filled.tenths().done(), "msg", Map.of());
            empty(broker, before, before);
            return;
        }
        figure(broker, "resident, full backlog", broker.residentBytes() / MB, "MB", Map.of());
        run.report().progress(broker.name() + ", drain");
        Tenths drained = broker.drain(queue, messages);
        figure(broker, "resident, drained", broker.residentBytes() / MB, "MB", Map.of());
        Rates empty = before.better(Rates.of(broker, run, "after", BURSTS));
        empty(broker, before, empty);
        Map<String, Double> fill = paces(filled.tenths(), empty.send());
        fill.put("heldBack", (double) filled.heldBack());
        figure(broker, "fill", filled.tenths().rate(), "msg/s", fill);
        figure(broker, "drain", drained.rate(), "msg/s", paces(drained, empty.drain()));
    }

    private void empty(Broker broker, Rates before, Rates empty) {
        figure(broker, "send, empty queue", empty.send(), "msg/s", Map.of("before", before.send()));
        figure(broker, "receive + delete, empty queue", empty.drain(), "msg/s", Map.of("before", before.drain()));
    }

    private Map<String, Double> paces(Tenths tenths, double empty) {
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("messages", (double) messages);
        more.put("ofEmpty", tenths.rate() / empty);
        more.put("lastTenth", tenths.lastRate());
        more.put("slowestTenth", tenths.slowestRate());
        return more;
    }

    private void figure(Broker broker, String what, double value, String unit, Map<String, Double> more) {
        run.report().figure(new Figure(PART, what, broker.name(), value, unit, more));
    }
}
