package io.sluice.shard;

import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Effect;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.queue.DueHeap;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.body.WholeBodies;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives, from looking to proposing. A receive that finds nothing waits here, in line behind others of its topic; what
 * becomes ready wakes as many as it can feed. Exact messages are reserved before the log hears of a receive.
 */
final class Polls {
    private static final Reply LOCKED = new Reply.Refused(new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING));
    private static final Reply EMPTY = new Reply.Handed(List.of(), 0, 0);
    private static final Reply AWAY = new Reply.Refused(new Rejection.Unavailable(Effect.NONE));
    /** Waiting polls of a shard, all tenants together. */
    private static final int MAX_PARKED = 1_000_000;

    /** What was read may have gone from memory before its turn came: so often it is read again. */
    private static final int MAX_READS = 16;
    /** What cannot be read is passed over: so often a poll may find out. */
    private static final int MAX_FAILURES = 8;

    /** Bodies that were read for receives which are not in the log yet: so many bytes a shard at least, or a part of its heap. */
    private static final long LEAST_HANDING_BYTES = 16 << 20;

    private static final int HANDING_PART = 8;
    /** What a receive takes in the log, at most, and each message in it. */
    private static final int RECEIVE_BYTES = 128;

    private static final int MESSAGE_BYTES = 64;
    private static final long[] NO_GROUPS = new long[0];
    private static final long NS_PER_MS = 1_000_000;

    private final ShardState state;
    private final Proposals proposals;
    private final Tiers tiers;
    private final BooleanSupplier roomToTouch;
    private final long memoryBytes;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private final Map<PartitionId, LinkedHashSet<ShardPoll>> parked = new HashMap<>();
    private final DueHeap<ShardPoll> deadlines = new DueHeap<>();
    private final long maxHandingBytes;
    private long handingBytes;
    /**
     * In whose lines one was refused for want of these bytes. So would be all behind it, one after the other: they wait until
     * some are given back, which is a write of the log away.
     */
    private final Set<PartitionId> shortOfMemory = new LinkedHashSet<>();

    private long nextRank;

    /**
     * With nobody waiting.
     *
     * @param roomToTouch whether the disk has room for what handing out more messages would add to snapshots
     * @param memoryBytes when messages that are handed out weigh more, only those that were before are handed out
     */
    Polls(
            ShardState state,
            Proposals proposals,
            Tiers tiers,
            BooleanSupplier roomToTouch,
            long memoryBytes,
            Clock clock,
            Consumer<Runnable> later) {
        this.state = state;
        this.proposals = proposals;
        this.tiers = tiers;
        this.roomToTouch = roomToTouch;
        this.memoryBytes = memoryBytes;
        this.maxHandingBytes = Math.max(LEAST_HANDING_BYTES, memoryBytes / HANDING_PART);
        this.clock = clock;
        this.later = later;
        tiers.away().tell(this::feed);
    }

    int waiting() {
        return deadlines.size();
    }

    /** When the next poll has waited long enough, by the monotonic clock in milliseconds. */
    long nextDeadlineMs() {
        ShardPoll first = deadlines.first();
        return first == null ? Long.MAX_VALUE : first.dueAt();
    }

    void take(ShardPoll poll) {
        poll.deadlineMs = clock.monotonicNs() / NS_PER_MS + poll.patienceMs;
        look(poll);
    }

    private void look(ShardPoll poll) {
        TopicState topic = state.topic(poll.partition);
        if (topic == null) {
            poll.answer(new Reply.Refused(new Rejection.NoSuchTopic()));
        } else if (poll.abandoned) {
            poll.answer(EMPTY);
        } else if (isRepeated(topic, poll) && hasReserve(poll)) {
            repeat(topic, poll);
        } else if (topic.readyToReserve() > 0
                && topic.leasesLeft() <= 0
                && !topic.rules().fifo()) {
            poll.answer(new Reply.Refused(new Rejection.TooManyLeased(topic.leased())));
        } else if (topic.readyToReserve() > 0 && !hasReserve(poll)) {
            poll.answer(Room.NO_DISK);
        } else if (free(topic) > 0 && topic.leasesLeft() > 0 && !isQueued(poll.partition)) {
            propose(topic, poll);
        } else if (topic.readyToReserve() > 0 && free(topic) == 0) {
            poll.answer(isInMemory() ? Room.NO_DISK : Room.NO_MEMORY);
        } else {
            await(poll);
        }
    }

    private void await(ShardPoll poll) {
        if (poll.deadlineMs <= clock.monotonicNs() / NS_PER_MS) {
            poll.answer(nothing(poll.partition));
        } else if (deadlines.size() >= MAX_PARKED) {
            poll.answer(new Reply.Refused(
                    new Rejection.Throttled(Rejection.Throttled.Cause.REQUESTS, Duration.ofSeconds(1))));
        } else {
            park(poll);
        }
    }

    /** The answer to who has waited long enough: what is ready and cannot be read is not nothing. */
    private Reply nothing(PartitionId partition) {
        TopicState topic = tiers.away().isAny() ? state.topic(partition) : null;
        return topic != null && topic.passesOver() && topic.ready() > 0 ? AWAY : EMPTY;
    }

    /** Something became ready in the topic, or free, or it is gone: feeds polls in the order in which they came. */
    void feed(TopicState topic) {
        LinkedHashSet<ShardPoll> line = parked.get(topic.partition());
        if (line != null && state.topic(topic.partition()) == null) {
            for (ShardPoll poll : List.copyOf(line)) {
                unpark(poll);
                look(poll); // the topic was deleted, and that is the answer
            }
            return;
        }
        while (line != null && !line.isEmpty() && mayFeed(topic)) {
            ShardPoll first = line.getFirst();
            if (!hasReserve(first)) {
                unpark(first);
                first.answer(Room.NO_DISK);
                continue;
            }
            Reserved reserved = reserve(topic, first);
            if (reserved == null) {
                if (topic.isPickCutShort()) {
                    later.accept(() -> feed(topic));
                }
                return; // what is ready cannot be read
            }
            unpark(first);
            propose(topic, first, reserved);
        }
    }

    /** Answers polls that have waited long enough. */
    boolean endDue(long nowMs) {
        boolean any = false;
        ShardPoll due;
        while ((due = deadlines.pollDue(nowMs)) != null) {
            unpark(due);
            due.answer(nothing(due.partition));
            any = true;
        }
        return any;
    }

    /** Answers all that wait, because the shard stops. */
    void endAll() {
        endDue(Long.MAX_VALUE);
    }

    /** The consumer is gone: nothing for it, and back with what it was given. */
    void abandon(ShardPoll poll) {
        if (poll.abandoned) {
            return;
        }
        poll.abandoned = true;
        if (poll.stage == ShardPoll.Stage.PARKED) {
            unpark(poll);
            poll.answer(EMPTY);
        } else if (poll.stage == ShardPoll.Stage.ANSWERED) {
            giveBack(poll, poll.answered);
        }
    }

    private boolean mayFeed(TopicState topic) {
        return free(topic) > 0 && topic.leasesLeft() > 0 && !shortOfMemory.contains(topic.partition());
    }

    /** What may be handed out now. */
    private int free(TopicState topic) {
        return hasMemory() ? topic.readyToReserve() : topic.entriesToReserve();
    }

    private boolean isRepeated(TopicState topic, ShardPoll poll) {
        return topic.repeated(poll.attempt, proposals.lastTimeMs()) != null;
    }

    /** Who asks again gets what it got, though nothing of it is free: nobody reserves what is leased. */
    private void repeat(TopicState topic, ShardPoll poll) {
        long[] offsets = topic.repeated(poll.attempt, proposals.lastTimeMs());
        if (offsets != null) {
            poll.stage = ShardPoll.Stage.PROPOSED;
            propose(topic, poll, new Reserved(offsets, 0, NO_GROUPS), MAX_READS);
        }
    }

    /** Whether messages may be handed out that never were: it makes the state larger, and its snapshots. */
    private boolean hasMemory() {
        return isInMemory() && roomToTouch.getAsBoolean();
    }

    private boolean isInMemory() {
        return state.weightOfTouched() <= memoryBytes;
    }

    private boolean hasReserve(ShardPoll poll) {
        return proposals.hasReserve(ReserveUse.RECEIVE, RECEIVE_BYTES + MESSAGE_BYTES * (long) poll.max);
    }

    private boolean isQueued(PartitionId partition) {
        LinkedHashSet<ShardPoll> line = parked.get(partition);
        return line != null && !line.isEmpty();
    }

    private void propose(TopicState topic, ShardPoll poll) {
        Reserved reserved = reserve(topic, poll);
        if (reserved != null) {
            propose(topic, poll, reserved);
        } else if (topic.isPickCutShort()) {
            later.accept(() -> look(poll));
        } else {
            await(poll);
        }
    }

    /** From here on the messages are this poll's, unless purge or expiry is faster; null if none of them can be read. */
    private @Nullable Reserved reserve(TopicState topic, ShardPoll poll) {
        Reserved reserved = tiers.away().reserve(topic, shelf(poll), poll.max, hasMemory());
        if (reserved.offsets().length > 0) {
            return reserved;
        }
        topic.release(reserved);
        if (!topic.passesOver()) {
            throw new IllegalStateException("fewer ready messages than counted in " + poll.partition);
        }
        return null;
    }

    private TopicBodies shelf(ShardPoll poll) {
        TopicBodies shelf = tiers.shelf(poll.partition);
        if (shelf == null) {
            throw new IllegalStateException("a topic without bodies: " + poll.partition);
        }
        return shelf;
    }

    private void propose(TopicState topic, ShardPoll poll, Reserved reserved) {
        poll.stage = ShardPoll.Stage.PROPOSED;
        propose(topic, poll, reserved, MAX_READS);
    }

    private void propose(TopicState topic, ShardPoll poll, Reserved reserved, int readsLeft) {
        TopicBodies shelf = shelf(poll);
        Body[] bodies = tiers.bodies().atHand(shelf, reserved.offsets());
        if (bodies == null) {
            tiers.bodies()
                    .fetchOrPass(shelf, reserved.offsets(), failure -> read(topic, poll, reserved, readsLeft, failure));
            return;
        }
        if (!open(topic, bodies)) {
            // Those behind it are fed as if they came now: with what they pick there may be a key for, and if there is
            // none,
            // waiting brings it no sooner.
            topic.release(reserved);
            poll.answer(LOCKED);
            return;
        }
        if (WholeBodies.areNeeded(bodies)) {
            tiers.wholeBodies().fetch(topic, reserved.offsets(), bodies, (whole, lost, failure, again) -> {
                if (lost.isEmpty()) {
                    readFiles(topic, poll, reserved, whole, failure, again);
                } else {
                    lose(topic, lost, () -> readFiles(topic, poll, reserved, whole, failure, true));
                }
            });
            return;
        }
        lease(topic, poll, reserved, bodies);
    }

    /** The bodies that lie in files of their own are there, or not. */
    private void readFiles(
            TopicState topic,
            ShardPoll poll,
            Reserved reserved,
            Body[] bodies,
            @Nullable IOException failure,
            boolean again) {
        boolean gone = state.topic(poll.partition) != topic;
        if (failure == null && !again && !poll.abandoned && !gone && isThere(topic, poll, reserved)) {
            lease(topic, poll, reserved, bodies);
        } else {
            topic.release(reserved);
            if (failure != null && !passesOver(topic, poll, failure)) {
                poll.answer(refusal(failure));
            } else {
                look(poll);
            }
        }
        feed(topic); // what this one leaves, refused or not, others may take
    }

    /** Whether others may be had in the place of what could not be read; who repeats a receive wants these. */
    private boolean passesOver(TopicState topic, ShardPoll poll, IOException failure) {
        return !(failure instanceof PayloadLocked)
                && tiers.away().isAny()
                && !isRepeated(topic, poll)
                && poll.failures++ < MAX_FAILURES;
    }

    /** Whether all can be opened when they are handed out. */
    private boolean open(TopicState topic, Body[] bodies) {
        for (Body body : bodies) {
            if (!tiers.seal().opens(topic.rules().tenant(), body.envelope())) {
                return false;
            }
        }
        return true;
    }

    private static Reply refusal(@Nullable IOException failure) {
        return failure instanceof PayloadLocked ? LOCKED : AWAY;
    }

    /** Messages whose bodies nobody has any more must not stand before those that can be delivered. */
    private void lose(TopicState topic, List<WholeBodies.Filed> lost, Runnable then) {
        for (int i = 0; i < lost.size(); i++) {
            boolean last = i == lost.size() - 1;
            tiers.lostBodies().lose(proposals, topic, lost.get(i).lost(), () -> {
                if (last) {
                    then.run();
                }
            });
        }
    }

    private void lease(TopicState topic, ShardPoll poll, Reserved reserved, Body[] bodies) {
        long leaseMs = poll.leaseMs == ShardPoll.TOPICS_LEASE ? topic.rules().leaseMs() : poll.leaseMs;
        int[] bytes = new int[bodies.length];
        long[] sentMs = new long[bodies.length];
        long size = 0;
        for (int i = 0; i < bodies.length; i++) {
            size += bodies[i].envelope().length;
            bytes[i] = bodies[i].bytes();
            sentMs[i] = bodies[i].sentMs();
        }
        if (handingBytes > 0 && handingBytes + size > maxHandingBytes) {
            topic.release(reserved);
            poll.answer(Room.NO_MEMORY);
            shortOfMemory.add(poll.partition);
            return;
        }
        long handing = size;
        handingBytes += handing;
        Command.Receive receive = new Command.Receive(poll.partition, leaseMs, reserved.offsets(), bytes, sentMs);
        proposals.propose(topic.rules().fifo() ? grouped(receive, reserved, poll) : receive, 0, reply -> {
            handingBytes -= handing;
            topic.release(reserved);
            answer(poll, reply, reserved.offsets(), bodies);
            state.wake(topic); // a lease or a group that was spoken for in vain is free
            wakeShortOfMemory();
        });
    }

    private void wakeShortOfMemory() {
        for (PartitionId partition : shortOfMemory) {
            TopicState topic = state.topic(partition);
            if (topic != null) {
                state.wake(topic);
            }
        }
        shortOfMemory.clear();
    }

    /** Who repeats a receive names messages, and their groups do not matter. */
    private static Command grouped(Command.Receive receive, Reserved reserved, ShardPoll poll) {
        long[] groups = Arrays.copyOf(reserved.groups(), receive.offsets().length);
        return new Command.ReceiveFifo(receive, groups, poll.attempt);
    }

    /** Whether all that was reserved can be leased still. */
    private boolean isThere(TopicState topic, ShardPoll poll, Reserved reserved) {
        long[] repeated = topic.repeated(poll.attempt, proposals.lastTimeMs());
        return repeated == null
                ? topic.ready(reserved.offsets()).length == reserved.offsets().length
                : Arrays.equals(repeated, reserved.offsets());
    }

    /** Nothing was proposed yet: whatever went wrong, the messages are as if nobody had asked for them. */
    private void read(
            TopicState topic, ShardPoll poll, Reserved reserved, int readsLeft, @Nullable IOException failure) {
        boolean gone = state.topic(poll.partition) != topic;
        if (failure == null && readsLeft > 0 && !poll.abandoned && !gone && isThere(topic, poll, reserved)) {
            propose(topic, poll, reserved, readsLeft - 1);
        } else {
            topic.release(reserved);
            if (failure == null ? readsLeft == 0 : !passesOver(topic, poll, failure)) {
                poll.answer(refusal(failure));
            } else {
                look(poll);
            }
        }
        feed(topic); // what this one leaves, refused or not, others may take
    }

    private void answer(ShardPoll poll, Reply reply, long[] offsets, Body[] bodies) {
        boolean robbed = reply instanceof Reply.Handed handed && handed.leases().isEmpty();
        if (robbed && !poll.abandoned) {
            look(poll); // what was reserved was purged or expired meanwhile: it waits on
            return;
        }
        poll.answer(reply, offsets, bodies);
        if (reply instanceof Reply.Handed handed) {
            TopicState topic = state.topic(poll.partition);
            if (topic != null) {
                handed.leases().forEach(lease -> topic.heldBy(lease.offset(), lease.delivery(), poll.holder));
            }
        }
        if (poll.abandoned) {
            giveBack(poll, reply);
        }
    }

    private void giveBack(ShardPoll poll, Reply reply) {
        if (reply instanceof Reply.Handed handed && !handed.leases().isEmpty()) {
            long[] offsets = new long[handed.leases().size()];
            int[] deliveries = new int[offsets.length];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = handed.leases().get(i).offset();
                deliveries[i] = handed.leases().get(i).delivery();
            }
            Command back = new Command.GiveBack(
                    poll.partition, poll.tenant(), offsets, deliveries, handed.bytes(), handed.operations());
            proposals.propose(back, 0, done -> {});
        }
    }

    private void park(ShardPoll poll) {
        poll.stage = ShardPoll.Stage.PARKED;
        poll.rank = nextRank++;
        parked.computeIfAbsent(poll.partition, first -> new LinkedHashSet<>()).add(poll);
        deadlines.add(poll, poll.deadlineMs);
    }

    private void unpark(ShardPoll poll) {
        deadlines.remove(poll);
        LinkedHashSet<ShardPoll> line = parked.get(poll.partition);
        if (line != null) {
            line.remove(poll);
            if (line.isEmpty()) {
                parked.remove(poll.partition);
            }
        }
    }
}
