package io.sluice.shard;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.queue.Command;
import io.sluice.queue.Reply;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries parked messages to their dead-letter topics, batch by batch, one batch under way per pair of topics. What is
 * lost on the way is offered again: the target knows what it has.
 */
final class Couriers {
    private static final int BATCH_MESSAGES = 64;
    private static final long BATCH_BYTES = 512 * 1024;
    private static final long RETRY_MS = 1_000;
    private static final long NS_PER_MS = 1_000_000;

    private final ShardState state;
    private final Proposals proposals;
    private final Clock clock;
    private final Neighbours neighbours;
    private final Map<Lane, Long> resting = new HashMap<>();
    private final Set<Lane> busy = new HashSet<>();
    private final MissingTargets missing;

    Couriers(ShardState state, Proposals proposals, Clock clock, Neighbours neighbours) {
        this.state = state;
        this.proposals = proposals;
        this.clock = clock;
        this.neighbours = neighbours;
        this.missing = new MissingTargets(state);
    }

    /** After a start: whatever waits in an outbox sets out. */
    void begin() {
        state.withOutbox().forEach(this::carry);
    }

    MissingTargets missing() {
        return missing;
    }

    /** When a refused batch should be offered again, by the monotonic clock in milliseconds. */
    long nextRetryMs() {
        long next = Long.MAX_VALUE;
        for (long at : resting.values()) {
            next = Math.min(next, at);
        }
        return next;
    }

    boolean retryDue(long nowMs) {
        if (nextRetryMs() > nowMs) {
            return false;
        }
        List<Lane> due = resting.entrySet().stream()
                .filter(entry -> entry.getValue() <= nowMs)
                .map(Map.Entry::getKey)
                .sorted((a, b) -> a.source.compareTo(b.source))
                .toList();
        for (Lane lane : due) {
            resting.remove(lane);
            TopicState topic = state.topic(lane.source);
            if (topic != null) {
                carry(topic);
            }
        }
        return true;
    }

    void carry(TopicState topic) {
        for (Place target : topic.targets()) {
            Lane lane = new Lane(topic.partition(), target.partition());
            if (busy.contains(lane) || resting.containsKey(lane)) {
                continue;
            }
            List<Command.Parked> batch = topic.leaving(target.partition(), BATCH_MESSAGES, BATCH_BYTES);
            if (!batch.isEmpty()) {
                long last = batch.getLast().sequence();
                busy.add(lane);
                Command.Arrive arrive = new Command.Arrive(
                        lane.source, lane.target, topic.rules().name(), batch);
                neighbours.arrive(target.shard(), arrive, reply -> answered(lane, last, reply));
            }
        }
    }

    private void answered(Lane lane, long last, Reply reply) {
        boolean gone = reply instanceof Reply.Refused refused && refused.rejection() instanceof Rejection.NoSuchTopic;
        if (reply instanceof Reply.Refused && !gone) {
            busy.remove(lane);
            resting.put(lane, clock.monotonicNs() / NS_PER_MS + RETRY_MS);
            return;
        }
        missing.answered(lane, gone, clock.monotonicNs() / NS_PER_MS);
        Command settle = new Command.Settle(lane.source, lane.target, last, !gone);
        proposals.propose(settle, 0, settled -> {
            busy.remove(lane);
            TopicState topic = state.topic(lane.source);
            if (topic != null) {
                carry(topic);
            }
        });
    }

    /** A pair of topics of which one parks to the other. */
    record Lane(PartitionId source, PartitionId target) {}
}
