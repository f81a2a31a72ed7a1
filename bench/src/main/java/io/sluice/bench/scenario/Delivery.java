package io.sluice.bench.scenario;

import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.ClosedLoop;
import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.OpenLoop;
import io.sluice.bench.load.Tally;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From send to delivery: producers and long-polling consumers on one queue, at half of what they reach at most. */
public final class Delivery {
    private static final String PART = "send → deliver, 1 KB, one queue";
    private static final double MOST_P99_MS = 10;
    private static final double DELAYED_KEEPS = 0.9;
    private static final int DELAYED = 20_000;
    private static final int DELAY_SECONDS = 900;
    /** With and without delayed messages, by turns: one pair would be a matter of luck. */
    private static final int DELAYED_TURNS = 5;

    private static final int PRODUCERS = 48;
    private static final int CONSUMERS = 16;
    private static final int PARKED = 1_000;
    private static final int PARKED_QUEUES = 100;
    private static final int MOST_MESSAGES = 120_000;
    /** A collection or a flush comes about once a second: with fewer of them the p99 would be a matter of luck. */
    private static final int HALF_LOAD_PHASES = 5;

    /** Of each kind of load; the slowest server would go on for minutes. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);

    private static final Duration LATEST = Duration.ofSeconds(10);

    private final Run run;
    private final Server server;
    private int queues;

    public Delivery(Run run, Server server) {
        this.run = run;
        this.server = server;
    }

    /** Peak, then half load: alone, with parked polls elsewhere, with delayed messages in the queue. */
    public void measure() throws IOException {
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        while (!warmth.reached()) {
            warmth.round(peak(newQueue(), "peak (warm-up)", run.times(1.5)));
        }
        double peak = peak(newQueue(), "peak", run.phase());
        boolean own = server.name().equals(Run.SLUICE);
        warmUpAtHalfLoad(peak / 2);
        halfLoad(newQueue(), peak / 2, 0, "half load");
        if (own) {
            halfLoad(newQueue(), peak / 2, PARKED, "half load, 1,000 parked");
        }
        if (own) {
            halfLoad(queueWithDelayed(), peak / 2, 0, "half load, 20,000 delayed");
            double keeps = ofWithoutDelayed();
            run.report()
                    .verdict(new Verdict(
                            "deliveries/s with 20,000 delayed, of without", keeps, "×", true, DELAYED_KEEPS));
        } else {
            peak(queueWithDelayed(), "peak, 20,000 delayed", run.phase());
        }
    }

    private double ofWithoutDelayed() throws IOException {
        List<Double> ratios = new ArrayList<>();
        for (int i = 1; i <= DELAYED_TURNS; i++) {
            double without = peak(newQueue(), "peak, turn " + i, run.phase());
            double with = peak(queueWithDelayed(), "peak, 20,000 delayed, turn " + i, run.phase());
            ratios.add(with / without);
        }
        return Throughput.median(ratios);
    }

    private Requests newQueue() throws IOException {
        return new Requests(server.wire(), server.createQueue("deliver-" + queues++));
    }

    private double peak(Requests queue, String what, Duration time) throws IOException {
        run.report().progress(server.name() + ": " + what);
        List<byte[]> variants = numbered(queue, 16);
        int[] taken = {0};
        ClosedLoop producer = new ClosedLoop(() -> variants.get(taken[0]++ % variants.size()), answer -> {});
        Consumer consumer = new Consumer(queue, null, Integer.MAX_VALUE);
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(producer, PRODUCERS);
            loop.add(consumer, CONSUMERS);
            producer.tally().restart();
            consumer.deliveries().restart();
            loop.run(time);
        }
        Round.check(server, producer.tally());
        Round.check(server, consumer.calls());
        double rate = Math.min(producer.tally().rate(), consumer.deliveries().rate());
        run.report()
                .figure(new Figure(
                        PART,
                        what,
                        server.name(),
                        rate,
                        "msg/s",
                        Map.of("sends", producer.tally().rate())));
        return rate;
    }

    /** Few requests at once take other ways through the code than many do, and stalls of the compiler are what a p99 shows. */
    private void warmUpAtHalfLoad(double perSecond) throws IOException {
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        while (!warmth.reached()) {
            run.report().progress(server.name() + ": half load (warm-up)");
            warmth.round(1
                    / delivered(newQueue(), perSecond, 0, "half load (warm-up)")
                            .latency()
                            .percentile(99));
        }
    }

    /** Twice, since each kind of load has code of its own to warm up; the second counts. */
    private void halfLoad(Requests queue, double perSecond, int parked, String what) throws IOException {
        run.report().progress(String.format(Locale.ROOT, "%s: %s, %.0f/s", server.name(), what, perSecond));
        delivered(queue, perSecond, parked, what);
        Delivered delivered = delivered(queue, perSecond, parked, what);
        Map<String, Double> more = Figure.latencies(delivered.latency());
        more.put("sendP99Ms", delivered.sends().percentile(99));
        run.report().figure(new Figure(PART, what, server.name(), perSecond, "msg/s", more));
        if (server.name().equals(Run.SLUICE)) {
            double p99 = delivered.latency().percentile(99);
            run.report().verdict(new Verdict("p99 send → deliver, " + what, p99, "ms", false, MOST_P99_MS));
        }
    }

    private record Delivered(Tally sends, Tally latency) {}

    private Delivered delivered(Requests queue, double perSecond, int parked, String what) throws IOException {
        int messages = (int)
                Math.min(MOST_MESSAGES, perSecond * run.times(HALF_LOAD_PHASES).toMillis() / 1000);
        OpenLoop producer = new OpenLoop(numbered(queue, messages), perSecond);
        Consumer consumer = new Consumer(queue, producer, messages);
        List<byte[]> polls = new ArrayList<>();
        for (int i = 0; parked > 0 && i < PARKED_QUEUES; i++) {
            polls.add(newQueue().receive(1, 20));
        }
        System.gc();
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(new Parked(polls, parked), parked);
            loop.add(consumer, CONSUMERS);
            // Everything is parked before the first send.
            loop.run(Duration.ofSeconds(2));
            loop.add(producer, PRODUCERS);
            loop.run(run.times(HALF_LOAD_PHASES).plus(LATEST));
        }
        Round.check(server, producer.tally());
        Round.check(server, consumer.calls());
        Tally latency = consumer.deliveries();
        if (latency.count() < messages) {
            run.report().note(server.name() + ", " + what + ": " + (messages - latency.count()) + " not delivered");
        }
        return new Delivered(producer.tally(), latency);
    }

    private static List<byte[]> numbered(Requests queue, int count) {
        Bodies bodies = new Bodies(2);
        List<byte[]> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String number = String.format(Locale.ROOT, "%0" + Consumer.NUMBER_DIGITS + "d", i);
            all.add(queue.send(bodies.next(number, Requests.BODY_BYTES)));
        }
        return all;
    }

    private Requests queueWithDelayed() throws IOException {
        Requests queue = newQueue();
        run.report().progress(server.name() + ": filling in " + DELAYED + " delayed messages");
        byte[] request = queue.sendBatch(10, DELAY_SECONDS);
        int[] left = {DELAYED / 10};
        ClosedLoop script = new ClosedLoop(() -> left[0]-- > 0 ? request : null, answer -> {});
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, CONSUMERS);
            loop.run(Duration.ofSeconds(30));
            loop.drain();
        }
        Round.check(server, script.tally());
        if (script.tally().count() < DELAYED / 10) {
            run.report().note(server.name() + ": only " + script.tally().count() * 10 + " delayed messages");
        }
        return queue;
    }
}
