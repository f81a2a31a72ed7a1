package io.sluice.simulation.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where message move tasks may have brought messages. */
final class Moved {
    private final Stories stories;
    private final List<Operation> starts = new ArrayList<>();

    Moved(Stories stories) {
        this.stories = stories;
    }

    void add(Operation start) {
        starts.add(start);
    }

    /** Whether a task may have taken messages out of the queue, or brought some in. */
    boolean concern(long queue) {
        return starts.stream()
                .anyMatch(start -> start.queue() == queue || targets(start).contains(queue));
    }

    /** Whether somebody may have chosen messages of the queue, which need not go in their order. */
    boolean wasChosenFrom(long queue) {
        return starts.stream().anyMatch(start -> start.queue() == queue && start.call() instanceof Call.Redrive);
    }

    /** Where tasks may have brought messages of a queue. */
    Set<Long> targetsOf(long queue) {
        Set<Long> all = new LinkedHashSet<>();
        for (Operation start : starts) {
            if (start.queue() == queue) {
                all.addAll(targets(start));
            }
        }
        return all;
    }

    /** Whether messages may have come into the queue by a task. */
    boolean isTarget(long queue) {
        return starts.stream().anyMatch(start -> targets(start).contains(queue));
    }

    private Set<Long> targets(Operation start) {
        long target = start.call() instanceof Call.Redrive redrive
                ? redrive.target()
                : ((Call.StartMove) start.call()).target();
        return target == 0 ? origins(start) : Set.of(target);
    }

    /** Queues that are called as one is that ever parked in the task's. */
    private Set<Long> origins(Operation start) {
        Set<String> names = new LinkedHashSet<>();
        for (QueueLife queue : stories.history.queues().values()) {
            if (queue.tenant().equals(start.tenant())
                    && queue.ever().stream()
                            .anyMatch(rules -> rules.deadLetters() != null
                                    && rules.deadLetters().target() == start.queue())) {
                names.add(queue.name());
            }
        }
        Set<Long> origins = new LinkedHashSet<>();
        for (QueueLife queue : stories.history.queues().values()) {
            if (queue.tenant().equals(start.tenant()) && names.contains(queue.name())) {
                origins.add(queue.incarnation());
            }
        }
        return origins;
    }
}
