package io.sluice.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages a second on a queue that is nearly empty: sent, and received and deleted. */
record Rates(double send, double drain) {
    /** Messages; few enough to stay in memory. */
    private static final int BURST = 50_000;

    /** Medians of so many bursts, each to a queue of its own. */
    static Rates of(Broker broker, Run run, String when, int bursts) throws IOException {
        run.report().progress(broker.name() + ", bursts of " + BURST + " messages: " + when);
        List<Double> sends = new ArrayList<>();
        List<Double> drains = new ArrayList<>();
        for (int i = 0; i < bursts; i++) {
            String queue = broker.create(when + "-" + i);
            sends.add(broker.fill(queue, BURST).all().rate());
            drains.add(broker.drain(queue, BURST).rate());
        }
        return new Rates(Throughput.median(sends), Throughput.median(drains));
    }

    Rates better(Rates other) {
        return new Rates(Math.max(send, other.send), Math.max(drain, other.drain));
    }
}
