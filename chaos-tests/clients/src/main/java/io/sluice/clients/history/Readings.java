package io.sluice.clients.history;

import io.sluice.harness.server.Reading;
import java.util.List;
import java.util.Objects;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Readings of one tenant that follow each other, and what happened between them. */
record Readings(Call earlier, Call later, List<Call> between, boolean killed) {
    static Stream<Readings> pairs(History history) {
        return history.queues().stream()
                .map(QueueFacts::tenant)
                .distinct()
                .flatMap(tenant -> history.calls(Operation.USAGE)
                        .filter(call -> call.ok() && call.begin().tenant().equals(tenant))
                        .gather(Gatherers.windowSliding(2))
                        .filter(pair -> pair.size() == 2)
                        .map(pair -> between(history, pair.getFirst(), pair.getLast())));
    }

    Reading.Meters before() {
        return Objects.requireNonNull(earlier.end().usage(), "reading").total();
    }

    Reading.Meters after() {
        return Objects.requireNonNull(later.end().usage(), "reading").total();
    }

    boolean sameTraffic() {
        Reading first = Objects.requireNonNull(earlier.end().usage(), "reading");
        Reading second = Objects.requireNonNull(later.end().usage(), "reading");
        return Traffic.of(before()).equals(Traffic.of(after()))
                && first.queues().keySet().equals(second.queues().keySet())
                && first.queues().entrySet().stream()
                        .allMatch(entry -> Traffic.of(entry.getValue())
                                .equals(Traffic.of(
                                        Objects.requireNonNull(second.queues().get(entry.getKey())))));
    }

    private static Readings between(History history, Call earlier, Call later) {
        List<Call> calls =
                history.calls(call -> call.endedNs() > earlier.invokedNs() && call.invokedNs() < later.endedNs());
        boolean killed = calls.stream().anyMatch(call -> call.operation() == Operation.KILL);
        return new Readings(
                earlier,
                later,
                calls.stream()
                        .filter(call ->
                                call.begin().tenant().equals(earlier.begin().tenant())
                                        && call.operation() != Operation.USAGE
                                        && call.endedNs() != Long.MAX_VALUE)
                        .toList(),
                killed);
    }
}
