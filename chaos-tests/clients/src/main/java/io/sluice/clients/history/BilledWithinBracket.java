package io.sluice.clients.history;

import io.sluice.harness.server.Reading;
import org.jspecify.annotations.Nullable;

/** B2: acked ≤ billed ≤ acked + unknown, for each meter of traffic, per queue and in total. */
final class BilledWithinBracket implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("B2 acked ≤ billed ≤ acked + unknown");
        history.calls(Operation.USAGE).filter(Call::ok).forEach(read -> {
            Reading reading = read.end().usage();
            if (reading == null) {
                tally.violate(read + " read nothing");
                return;
            }
            hold(history, read, null, Traffic.of(reading.total()), tally);
            for (QueueFacts queue : history.queues()) {
                if (queue.tenant().equals(read.begin().tenant())) {
                    Reading.Meters meters = reading.queues().get(queue.queue());
                    hold(history, read, queue, meters == null ? Traffic.NONE : Traffic.of(meters), tally);
                }
            }
        });
        return tally.verdict();
    }

    private static void hold(
            History history, Call read, @Nullable QueueFacts queue, Traffic billed, Verdict.Tally tally) {
        Traffic least = Traffic.NONE;
        Traffic most = Traffic.NONE;
        for (Call call : history.calls(any -> concerns(any, read, queue))) {
            if (call.invokedNs() < read.endedNs()) {
                most = most.plus(most(history, call));
            }
            if (call.endedNs() < read.invokedNs()) {
                least = least.plus(least(call));
            }
        }
        if (!most.equals(Traffic.NONE)) {
            tally.exercise();
        }
        if (!billed.within(least, most)) {
            tally.violate("%s bills %s of %s; acked %s, with unknown %s"
                    .formatted(read, billed, queue == null ? "all queues" : queue.queue(), least, most));
        }
    }

    private static boolean concerns(Call call, Call read, @Nullable QueueFacts queue) {
        return call.begin().tenant().equals(read.begin().tenant())
                && (queue == null || call.begin().queue().equals(queue.queue()));
    }

    static Traffic least(Call call) {
        return switch (call.operation()) {
            case SEND -> call.ok() ? Traffic.sent(call.done()) : Traffic.NONE;
            case RECEIVE -> call.ok() ? Traffic.received(call.done()) : Traffic.NONE;
            case ACK -> call.ok() && !call.done().isEmpty() ? Traffic.ASKED : Traffic.NONE;
            case EXTEND, USAGE, KILL ->
                Traffic.NONE; // a lease's change that came too late is answered and costs nothing
        };
    }

    private static Traffic most(History history, Call call) {
        return switch (call.operation()) {
            case SEND -> Traffic.sent(call.possible());
            case RECEIVE ->
                call.unknown()
                        ? Traffic.receivedAtMost(
                                call.begin().max(),
                                Topology.facts(history, call.queue()).messageBytes())
                        : Traffic.received(call.done());
            case ACK, EXTEND -> call.possible().isEmpty() ? Traffic.NONE : Traffic.ASKED;
            case USAGE, KILL -> Traffic.NONE;
        };
    }
}
