package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.ClosedLoop;
import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Tally;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.OtherLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** On a new queue of one server: sends for a while, receives all of it, deletes all of it; each as fast as it goes. */
final class Round {
    /** Below the 120,000 messages that a queue may have in flight. */
    private static final int MOST_MESSAGES = 100_000;
    /** Phases that follow the sends may last longer by this factor, so that they find an end on a slow server. */
    private static final int PATIENCE = 2;
    /** As long as Sluice's: the echo server gets deletes of the same size. */
    private static final String HANDLE = "A".repeat(108);

    private final Server server;
    private final Target target;
    private final int batch;
    private final Requests requests;
    private final LoadLoop loop;

    /**
     * What came of a phase.
     *
     * @param processor time that the server took
     * @param others share of the machine's processors that other processes used
     */
    record Phase(Tally tally, Duration processor, double others) {}

    record Outcome(Phase send, Phase receive, Phase delete) {}

    private Round(Server server, Target target, int batch, LoadLoop loop) throws IOException {
        this.server = server;
        this.target = target;
        this.batch = batch;
        this.requests = new Requests(
                server.wire(),
                server.createQueue(target.queue(), target.attributes()),
                target.groups(),
                target.dialect());
        this.loop = loop;
    }

    static Outcome run(Server server, String queue, int batch, Duration phase) throws IOException {
        return run(server, Target.plain(queue), batch, phase);
    }

    static Outcome run(Server server, Target target, int batch, Duration phase) throws IOException {
        Phase send;
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            Round round = new Round(server, target, batch, loop);
            send = round.send(phase);
        }
        List<String> handles = new ArrayList<>();
        Phase receive;
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            receive = new Round(server, target, batch, loop)
                    .receive(phase, handles, (int) send.tally().count() * batch);
        }
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            return new Outcome(send, receive, new Round(server, target, batch, loop).delete(phase, handles));
        }
    }

    private Phase send(Duration phase) throws IOException {
        List<byte[]> variants = requests.sends(batch);
        int[] taken = {0};
        return closedLoop(
                phase,
                () -> taken[0] * batch >= MOST_MESSAGES ? null : variants.get(taken[0]++ % variants.size()),
                this::checkEntries);
    }

    private Phase receive(Duration phase, List<String> handles, int sent) throws IOException {
        byte[] request = requests.receive(batch, 0);
        if (!server.queues()) {
            int[] left = {sent / batch};
            Phase done = closedLoop(phase, () -> left[0]-- > 0 ? request : null, answer -> {});
            for (int i = 0; i < done.tally().count() * batch; i++) {
                handles.add(HANDLE);
            }
            return done;
        }
        return closedLoop(
                phase.multipliedBy(PATIENCE),
                () -> handles.size() < sent ? request : null,
                answer -> handles.addAll(target.dialect().handles(answer)));
    }

    private Phase delete(Duration phase, List<String> handles) throws IOException {
        List<byte[]> deletes = new ArrayList<>();
        for (int i = 0; i + batch <= handles.size(); i += batch) {
            deletes.add(requests.delete(handles.subList(i, i + batch)));
        }
        Iterator<byte[]> each = deletes.iterator();
        return closedLoop(phase.multipliedBy(PATIENCE), () -> each.hasNext() ? each.next() : null, this::checkEntries);
    }

    private void checkEntries(Answer answer) {
        if (batch > 1 && server.queues() && target.dialect().refusesAnEntry(answer)) {
            throw new IllegalStateException(server.name() + " refused an entry: " + answer.text());
        }
    }

    private Phase closedLoop(Duration limit, ClosedLoop.Supply supply, ClosedLoop.Look look) throws IOException {
        ClosedLoop script = new ClosedLoop(supply, look);
        loop.add(script, Run.CONNECTIONS);
        OtherLoad others = OtherLoad.start();
        Duration before = server.process().processorTime();
        script.tally().restart();
        loop.run(limit);
        loop.drain();
        check(server, script.tally());
        Duration processor = server.process().processorTime().minus(before);
        return new Phase(script.tally(), processor, others.share(processor));
    }

    static void check(Server server, Tally tally) {
        @Nullable String failure = tally.firstFailure();
        if (failure != null) {
            throw new IllegalStateException(
                    server.name() + ": " + tally.failures() + " refused, the first with " + failure);
        }
    }
}
