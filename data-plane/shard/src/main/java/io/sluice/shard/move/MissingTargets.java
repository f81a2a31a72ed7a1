package io.sluice.shard.move;

import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which dead-letter topics were gone when something was last offered to them, for whoever has to mend that. */
public final class MissingTargets {
    /** Remembered at once, all sources of the shard together. */
    static final int MAX_MISSING = 1_000;
    /** How long after a source was deleted, or given another target, it may still count as missing one. */
    private static final long LOOK_EVERY_MS = 10_000;

    private final ShardState state;
    private final Map<Couriers.Lane, MissingTarget> missing = new LinkedHashMap<>();
    private List<MissingTarget> now = List.of();
    private long lookAtMs;

    MissingTargets(ShardState state) {
        this.state = state;
    }

    public List<MissingTarget> now() {
        return now;
    }

    /** When {@link #look} is due, by the monotonic clock in milliseconds. */
    public long nextLookMs() {
        return missing.isEmpty() ? Long.MAX_VALUE : lookAtMs;
    }

    /** The target has answered: it is gone, or it is there. */
    void answered(Couriers.Lane lane, boolean gone, long nowMs) {
        TopicState topic = state.topic(lane.source());
        if (!gone) {
            if (missing.remove(lane) != null) {
                publish();
            }
        } else if (topic != null && missing.size() < MAX_MISSING && !missing.containsKey(lane)) {
            missing.put(
                    lane,
                    new MissingTarget(topic.rules().tenant(), topic.rules().name(), lane.target()));
            lookAtMs = nowMs + LOOK_EVERY_MS;
            publish();
        }
    }

    /** Forgets targets to which nobody parks any more. */
    public boolean look(long nowMs) {
        if (nowMs < nextLookMs()) {
            return false;
        }
        lookAtMs = nowMs + LOOK_EVERY_MS;
        boolean any = missing.keySet().removeIf(lane -> !parksTo(state.topic(lane.source()), lane.target()));
        publish();
        return any;
    }

    private void publish() {
        now = List.copyOf(missing.values());
    }

    private static boolean parksTo(@Nullable TopicState topic, PartitionId target) {
        return topic != null
                && topic.rules()
                        .deadLetters()
                        .map(rule -> rule.target().partition().equals(target))
                        .orElse(false);
    }
}
