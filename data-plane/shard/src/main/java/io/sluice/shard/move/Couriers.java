package io.sluice.shard.move;

import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.Clock;
import io.sluice.shard.Proposals;
import io.sluice.shard.Request;
import io.sluice.shard.ReserveUse;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries parked messages to their dead-letter topics, batch by batch, one batch under way per pair of topics. What is
 * lost on the way is offered again: the target knows what it has.
 */
public final class Couriers {
    private static final int BATCH_MESSAGES = 64;
    private static final long BATCH_BYTES = 512 * 1024;
    private static final long RETRY_MS = 1_000;
    private static final long NS_PER_MS = 1_000_000;

    private final ShardState state;
    private final Proposals proposals;
    private final Tiers tiers;
    private final Clock clock;
    private final Neighbours neighbours;
    private final Map<Lane, Long> resting = new HashMap<>();
    private final Set<Lane> busy = new HashSet<>();
    private final MissingTargets missing;

    public Couriers(ShardState state, Proposals proposals, Tiers tiers, Clock clock, Neighbours neighbours) {
        this.state = state;
        this.proposals = proposals;
        this.tiers = tiers;
        this.clock = clock;
        this.neighbours = neighbours;
        this.missing = new MissingTargets(state);
    }

    /** After a start: whatever waits in an outbox sets out. */
    public void begin() {
        state.withOutbox().forEach(this::carry);
    }

    public MissingTargets missing() {
        return missing;
    }

    /** When a refused batch should be offered again, by the monotonic clock in milliseconds. */
    public long nextRetryMs() {
        long next = Long.MAX_VALUE;
        for (long at : resting.values()) {
            next = Math.min(next, at);
        }
        return next;
    }

    public boolean retryDue(long nowMs) {
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

    public void carry(TopicState topic) {
        for (Place target : topic.targets()) {
            Lane lane = new Lane(topic.partition(), target.partition());
            if (busy.contains(lane) || resting.containsKey(lane)) {
                continue;
            }
            List<TopicState.Leaving> batch = topic.leaving(target.partition(), BATCH_MESSAGES, BATCH_BYTES);
            if (!batch.isEmpty() && !proposals.hasReserve(ReserveUse.BACKGROUND, 0)) {
                rest(lane); // that it has arrived could not be put down
            } else if (!batch.isEmpty()) {
                busy.add(lane);
                load(topic, target, lane, batch, true);
            }
        }
    }

    private void load(TopicState topic, Place target, Lane lane, List<TopicState.Leaving> batch, boolean readIfNeeded) {
        TopicBodies shelf = tiers.shelf(lane.source);
        if (shelf == null) {
            busy.remove(lane); // the topic was deleted, and all that was leaving with it
            return;
        }
        long[] offsets = batch.stream().mapToLong(TopicState.Leaving::offset).toArray();
        Body[] bodies = tiers.bodies().atHand(shelf, offsets);
        if (bodies != null) {
            carry(topic, target, lane, batch, bodies);
        } else if (readIfNeeded) {
            tiers.bodies().fetch(shelf, offsets, failure -> load(topic, target, lane, batch, false));
        } else {
            rest(lane);
        }
    }

    private void carry(TopicState topic, Place target, Lane lane, List<TopicState.Leaving> batch, Body[] bodies) {
        List<Command.Parked> messages = new ArrayList<>(batch.size());
        List<Command.Attached> files = new ArrayList<>(0);
        for (int i = 0; i < bodies.length; i++) {
            TopicState.Leaving message = batch.get(i);
            BodyFile file = topic.bodyFile(message.offset());
            if (file != null) {
                files.add(new Command.Attached(i, file));
            }
            byte[] envelope;
            try {
                envelope = envelope(topic, lane, message, bodies[i]);
            } catch (PayloadLocked noKey) {
                rest(lane); // it waits for the key, as its consumers do
                return;
            }
            messages.add(new Command.Parked(
                    message.sequence(),
                    envelope,
                    message.bytes(),
                    message.sentMs(),
                    message.note(),
                    message.group(),
                    message.receives()));
        }
        long last = batch.getLast().sequence();
        boolean moved = batch.getFirst().moved();
        Command.Arrive arrive =
                new Command.Arrive(lane.source, lane.target, topic.rules().name(), messages);
        if (moved) {
            Command.ArriveFiled all = new Command.ArriveFiled(arrive, files, true);
            neighbours.enter(target.shard(), all, tiers.bodyReads(), reply -> answered(lane, last, reply, true));
        } else if (files.isEmpty()) {
            neighbours.arrive(target.shard(), arrive, reply -> answered(lane, last, reply, false));
        } else {
            Request.Answer answer = reply -> answered(lane, last, reply, false);
            neighbours.arrive(target.shard(), arrive, files, tiers.bodyReads(), answer);
        }
    }

    /** What is moved is another message from here on, and the same one however often it is offered. */
    private static byte[] renamed(byte[] envelope, Lane lane, TopicState.Leaving message) {
        MessageId id = Envelope.idOf(envelope).moved(lane.source, message.sequence());
        return Envelope.renamed(envelope, id);
    }

    /** As it goes through the log. */
    private byte[] envelope(TopicState topic, Lane lane, TopicState.Leaving message, Body body) throws PayloadLocked {
        PayloadSeal seal = tiers.seal();
        TenantId tenant = topic.rules().tenant();
        if (!message.moved() && topic.rules().fifo()) {
            byte[] envelope = seal.opened(tenant, body.envelope());
            // Two dead letters may have come under one deduplication id, each in its time.
            String own = Envelope.idOf(envelope).toString();
            return seal.sealed(tenant, Envelope.deduplicated(envelope, own));
        }
        return message.moved()
                ? seal.sealed(tenant, renamed(seal.opened(tenant, body.envelope()), lane, message))
                : seal.sealed(tenant, body.envelope());
    }

    private void rest(Lane lane) {
        busy.remove(lane);
        resting.put(lane, clock.monotonicNs() / NS_PER_MS + RETRY_MS);
    }

    private void answered(Lane lane, long last, Reply reply, boolean moved) {
        if (reply instanceof Reply.Refused) {
            rest(lane);
            return;
        }
        boolean gone = reply instanceof Reply.TargetGone;
        if (reply instanceof Reply.TargetGone(long takenUpTo) && takenUpTo > 0) {
            // Offered before, and taken: the answer was lost. It went with the target.
            proposals.propose(new Command.Settle(lane.source, lane.target, takenUpTo, true), 0, settled -> {});
        }
        if (!moved) {
            missing.answered(lane, gone, clock.monotonicNs() / NS_PER_MS);
        }
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
