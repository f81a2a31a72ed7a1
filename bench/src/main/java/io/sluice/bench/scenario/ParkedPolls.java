package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Once;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * 10,000 polls that wait: live heap beside the same number of requests parked in the bare server, processor while nothing
 * comes, and how many wake up by one send. All of it happens before the first poll's 20 s are over.
 */
public final class ParkedPolls {
    private static final String PART = "10,000 parked polls";
    private static final int POLLS = 10_000;
    private static final int QUEUES = 10;
    private static final int WAIT_SECONDS = 20;
    private static final double MOST_MORE_MB = 20;
    private static final double MOST_PROCESSOR_PERCENT = 1;
    private static final Duration CONNECT = Duration.ofSeconds(6);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration WATCH = Duration.ofSeconds(4);
    private static final Duration WAKE = Duration.ofSeconds(1);
    private static final double MB = 1 << 20;

    private final Run run;

    public ParkedPolls(Run run) {
        this.run = run;
    }

    /** Live heap, MB: what the polls added. */
    public double measure(Server server) throws IOException {
        run.report().progress(server.name() + ": parking " + POLLS + " polls");
        List<byte[]> polls = new ArrayList<>();
        byte[] wake = new byte[0];
        for (int i = 0; i < QUEUES; i++) {
            Requests queue = new Requests(server.wire(), server.createQueue("parked-" + i));
            polls.add(
                    server.queues()
                            ? queue.receive(1, WAIT_SECONDS)
                            : server.wire().plain("/park", "{\"wait\":20}"));
            wake = server.queues()
                    ? queue.send("x".repeat(Requests.BODY_BYTES))
                    : server.wire().plain("/wake", "{}");
        }
        long before = server.process().liveHeapBytes();
        Parked parked = new Parked(polls, POLLS);
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(parked, POLLS);
            loop.run(CONNECT);
            loop.pump(SETTLE);
            double live = server.process().liveHeapBytes() / MB;
            double share = server.process().processorShare(WATCH) * 100;
            int early = parked.answers();
            Once.call(server.wire().port(), wake);
            loop.pump(WAKE);
            return report(server, live, before / MB, share, early, parked.answers() - early);
        }
    }

    private double report(Server server, double live, double before, double share, int early, int woken) {
        figure(server, "live heap", live, "MB");
        figure(server, "live heap that they added", live - before, "MB");
        figure(server, "processor", share, "% of a core");
        figure(server, "woken by one send", woken, "polls");
        if (early > 0) {
            run.report().note(server.name() + ": " + early + " parked polls were answered before anything was sent");
        }
        if (server.name().equals(Run.SLUICE)) {
            run.report()
                    .verdict(new Verdict("10,000 parked polls: processor", share, "%", false, MOST_PROCESSOR_PERCENT));
            run.report().verdict(new Verdict("10,000 parked polls: woken by one send", woken, "polls", true, 1));
            run.report().verdict(new Verdict("10,000 parked polls: woken by one send", woken, "polls", false, 1));
        }
        return live - before;
    }

    private void figure(Server server, String what, double value, String unit) {
        run.report().figure(new Figure(PART, what, server.name(), value, unit, Map.of()));
    }

    public void compare(double own, double bare) {
        run.report()
                .verdict(new Verdict(
                        "10,000 parked polls: heap beyond a bare server's", own - bare, "MB", false, MOST_MORE_MB));
    }
}
