package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Once;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** What a server costs that was started, used a little, and left alone. */
public final class Idle {
    private static final String PART = "idle";
    private static final double MOST_RESIDENT_MB = 250;
    private static final double MOST_PROCESSOR_PERCENT = 1;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int LIFECYCLES = 100;
    private static final double MB = 1 << 20;

    private final Run run;

    public Idle(Run run) {
        this.run = run;
    }

    public void measure(Server server, boolean judged) throws IOException {
        run.report().progress(server.name() + ": idle");
        Requests queue = new Requests(server.wire(), server.createQueue("idle"));
        for (int i = 0; i < LIFECYCLES && server.queues(); i++) {
            Once.call(server.wire().port(), queue.send("x".repeat(Requests.BODY_BYTES)));
            Answer answer = Once.call(server.wire().port(), queue.receive(1, 1));
            Once.call(server.wire().port(), queue.delete(Markers.handles(answer)));
        }
        Run.pause(SETTLE);
        Duration time = run.times(5).compareTo(LONGEST) < 0 ? run.times(5) : LONGEST;
        double share = server.process().processorShare(time) * 100;
        double resident = server.process().residentBytes() / MB;
        run.report().figure(new Figure(PART, "resident memory", server.name(), resident, "MB", Map.of()));
        run.report().figure(new Figure(PART, "processor", server.name(), share, "% of a core", Map.of()));
        if (judged) {
            run.report().verdict(new Verdict("idle: resident", resident, "MB", false, MOST_RESIDENT_MB));
            run.report().verdict(new Verdict("idle: processor", share, "%", false, MOST_PROCESSOR_PERCENT));
        }
    }
}
