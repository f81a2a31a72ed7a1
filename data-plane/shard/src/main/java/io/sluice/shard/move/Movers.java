package io.sluice.shard.move;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.Due;
import io.sluice.queue.DueHeap;
import io.sluice.queue.MoveRun;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.shard.Clock;
import io.sluice.shard.LogTime;
import io.sluice.shard.Proposals;
import io.sluice.shard.ReserveUse;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The leader's side of message move tasks: picks ready messages as each task's pace allows, and proposes that they set out.
 * {@link Couriers} carry them. One pick of a topic is under way at a time. Belongs to the shard's thread.
 */
public final class Movers {
    /** Others have picked what is ready, and may give it back. */
    private static final long AGAIN_MS = 50;
    /** Something that is needed cannot be had now. */
    private static final long REST_MS = 1_000;

    private static final long NS_PER_MS = 1_000_000;

    private final ShardState state;
    private final Proposals proposals;
    private final Tiers tiers;
    private final long memoryBytes;
    private final Clock clock;
    private final LogTime time;
    private final Neighbours neighbours;
    private final Consumer<TopicState> released;
    private final Map<PartitionId, Mover> all = new HashMap<>();
    private final DueHeap<Mover> waiting = new DueHeap<>();

    /**
     * Begins with no task.
     *
     * @param memoryBytes when messages that are handed out weigh more, only those that were before set out
     * @param released told of a topic in which others may find again what was picked
     */
    public Movers(
            ShardState state,
            Proposals proposals,
            Tiers tiers,
            long memoryBytes,
            Clock clock,
            LogTime time,
            Neighbours neighbours,
            Consumer<TopicState> released) {
        this.state = state;
        this.proposals = proposals;
        this.tiers = tiers;
        this.memoryBytes = memoryBytes;
        this.clock = clock;
        this.time = time;
        this.neighbours = neighbours;
        this.released = released;
    }

    /** After a start: tasks that are not over go on. */
    public void begin() {
        state.withMoves().forEach(this::goOn);
    }

    /** When a task goes on by itself, by the monotonic clock in milliseconds. */
    public long nextMs() {
        Mover first = waiting.first();
        return first == null ? Long.MAX_VALUE : first.dueAt();
    }

    public boolean due(long nowMs) {
        boolean any = false;
        Mover due;
        while ((due = waiting.pollDue(nowMs)) != null) {
            goOn(due.partition);
            any = true;
        }
        return any;
    }

    /** Something has changed for the topic's task, if it has one. */
    public void goOn(TopicState topic) {
        goOn(topic.partition());
    }

    private void goOn(PartitionId partition) {
        TopicState topic = state.topic(partition);
        MoveRun run = topic == null ? null : topic.activeMove();
        Mover mover = all.get(partition);
        if (mover != null && mover.busy) {
            return;
        }
        if (topic == null || run == null || !run.takesMore()) {
            if (mover != null) {
                waiting.remove(mover);
                all.remove(partition);
            }
            return;
        }
        if (mover == null) {
            mover = new Mover(partition);
            all.put(partition, mover);
        }
        waiting.remove(mover);
        long nowMs = time.nowMs();
        int room = Math.min(run.allowance(nowMs), Command.Move.Take.MAX_PICKS);
        if (room > 0 && !proposals.hasReserve(ReserveUse.ARRIVAL, 0)) {
            wait(mover, REST_MS);
        } else if (room > 0) {
            pick(topic, run, mover, room);
        } else if (run.nextMs() > nowMs) {
            wait(mover, run.nextMs() - nowMs);
        } // else as much is on its way as may be, and something will arrive
    }

    private void pick(TopicState topic, MoveRun run, Mover mover, int room) {
        TopicBodies shelf = tiers.shelf(mover.partition);
        if (shelf == null) {
            return; // the topic is on its way out
        }
        boolean memory = state.weightOfTouched() <= memoryBytes;
        Reserved reserved = reserve(topic, shelf, run, room, memory);
        if (reserved.offsets().length > 0) {
            mover.busy = true;
            load(new Picked(topic, run, mover, reserved), true);
            return;
        }
        topic.release(reserved);
        if (topic.ready() > 0) {
            // What waits for others of its group does so for as long as a lease lasts; what cannot be read, for longer.
            boolean soon = memory && !topic.rules().fifo() && !topic.passesOver();
            wait(mover, soon ? AGAIN_MS : REST_MS);
        } else if (run.underWay() == 0) {
            mover.busy = true;
            take(new Picked(topic, run, mover, reserved), List.of(), List.of());
        }
    }

    /**
     * A task that brings messages back ends at the first that was sent here: what was delivered before, as all parked ones
     * were, goes first.
     */
    private Reserved reserve(TopicState topic, TopicBodies shelf, MoveRun run, int room, boolean memory) {
        if (run.target() == null && !topic.rules().fifo()) {
            Reserved touched = tiers.away().reserve(topic, shelf, room, false);
            if (touched.offsets().length > 0 || !memory) {
                return touched;
            }
            topic.release(touched);
        }
        return tiers.away().reserve(topic, shelf, room, memory);
    }

    private void load(Picked picked, boolean readIfNeeded) {
        TopicBodies shelf = tiers.shelf(picked.mover.partition);
        if (shelf == null || !picked.isWanted(state)) {
            leave(picked, 0);
            return;
        }
        long[] offsets = picked.reserved.offsets();
        Body[] bodies = tiers.bodies().atHand(shelf, offsets);
        if (bodies != null) {
            send(picked, bodies);
        } else if (readIfNeeded) {
            tiers.bodies().fetch(shelf, offsets, failure -> read(picked, failure));
        } else {
            leave(picked, AGAIN_MS);
        }
    }

    private void read(Picked picked, @Nullable IOException failure) {
        if (failure == null) {
            load(picked, false);
        } else {
            leave(picked, REST_MS);
        }
    }

    private void send(Picked picked, Body[] bodies) {
        List<Place> targets = new ArrayList<>();
        List<Command.Move.Pick> picks = new ArrayList<>(bodies.length);
        Optional<MoveTask.Failure> failure;
        try {
            failure = route(picked, bodies, targets, picks);
        } catch (RuntimeException unknown) {
            leave(picked, REST_MS); // a record that cannot be read is no record that is gone
            return;
        }
        if (failure.isPresent()) {
            fail(picked, targets, picks, failure.get());
        } else {
            take(picked, targets, picks);
        }
    }

    /** Finds where each message goes, up to the first that goes nowhere: then why. */
    private Optional<MoveTask.Failure> route(
            Picked picked, Body[] bodies, List<Place> targets, List<Command.Move.Pick> picks) {
        TenantId tenant = picked.topic.rules().tenant();
        Place all = picked.run.target();
        Optional<MoveTask.Failure> locked =
                neighbours.locked(tenant, picked.topic.rules().name());
        if (locked.isEmpty() && all != null) {
            targets.add(all);
            locked = neighbours.locked(tenant, picked.run.name);
        }
        Map<String, Integer> origins = new HashMap<>();
        for (int i = 0; i < bodies.length && locked.isEmpty(); i++) {
            long offset = picked.reserved.offsets()[i];
            int target = 0;
            if (all == null) {
                String origin = picked.topic.origin(offset);
                if (origin == null) {
                    return Optional.of(MoveTask.Failure.NO_ORIGIN);
                }
                Integer known = origins.get(origin);
                if (known == null) {
                    Optional<Place> found = neighbours.origin(tenant, origin);
                    if (found.isEmpty()) {
                        return Optional.of(MoveTask.Failure.TARGET_GONE);
                    }
                    locked = neighbours.locked(tenant, origin);
                    if (locked.isPresent()) {
                        return locked;
                    }
                    known = targets.size();
                    targets.add(found.get());
                    origins.put(origin, known);
                }
                target = known;
            }
            picks.add(new Command.Move.Pick(offset, bodies[i].bytes(), bodies[i].sentMs(), target));
        }
        return locked;
    }

    /** What was found before goes; behind it the task ends. */
    private void fail(Picked picked, List<Place> targets, List<Command.Move.Pick> picks, MoveTask.Failure why) {
        Command fail = new Command.Move.Fail(picked.mover.partition, picked.run.number(), why);
        take(picked, targets, picks);
        proposals.propose(fail, 0, done -> {});
    }

    private void take(Picked picked, List<Place> targets, List<Command.Move.Pick> picks) {
        Command.Move.Take take = new Command.Move.Take(picked.mover.partition, picked.run.number(), targets, picks);
        long[] groups = Arrays.copyOf(picked.reserved.groups(), picks.size());
        boolean grouped = picked.topic.rules().fifo() && groups.length > 0;
        proposals.propose(grouped ? new Command.Move.TakeFifo(take, groups) : take, 0, done -> leave(picked, 0));
    }

    /** The messages are anybody's again, but for those that have set out. */
    private void leave(Picked picked, long restMs) {
        picked.topic.release(picked.reserved);
        picked.mover.busy = false;
        released.accept(picked.topic);
        if (restMs > 0 && picked.isWanted(state)) {
            wait(picked.mover, restMs);
        } else {
            goOn(picked.mover.partition);
        }
    }

    private void wait(Mover mover, long ms) {
        waiting.add(mover, clock.monotonicNs() / NS_PER_MS + Math.max(1, ms));
    }

    /** Messages that are reserved for a task. */
    private record Picked(TopicState topic, MoveRun run, Mover mover, Reserved reserved) {
        boolean isWanted(ShardState state) {
            return state.topic(mover.partition) == topic && topic.activeMove() == run && run.takesMore();
        }
    }

    /** A topic whose task is not over. */
    private static final class Mover extends Due {
        final PartitionId partition;
        boolean busy;

        Mover(PartitionId partition) {
            this.partition = partition;
        }

        @Override
        protected long firstRank() {
            return partition.value();
        }

        @Override
        protected long secondRank() {
            return 0;
        }
    }
}
