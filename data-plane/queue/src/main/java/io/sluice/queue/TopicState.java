package io.sluice.queue;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Note;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.fair.GroupTags;
import io.sluice.queue.fifo.Attempt;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.fifo.Groups;
import io.sluice.queue.fifo.GroupsWeight;
import io.sluice.queue.meter.TopicMeters;
import io.sluice.queue.verb.Delaying;
import io.sluice.queue.verb.Noting;
import io.sluice.queue.verb.Receiving;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One partition of a topic: its messages, who has them, and what they cost so far. */
public final class TopicState {
    private static final int FEW = 2;
    /** A topic that took in parked messages from more others never rests: it would be too large to be moved at once. */
    private static final int SOURCES_OF_RESTING = 64;

    public final PartitionId partition;
    public long revision;
    public TopicRules rules;

    public long nextOffset;
    public long nextReadySequence;
    public long nextParkSequence = 1;
    public long purgedMs = Long.MIN_VALUE;

    /** Where the bodies are. */
    public final Bodies.Shelf shelf;
    /** What is more than ready. */
    public final Long2ObjectOpenHashMap<Entry> entries = new Long2ObjectOpenHashMap<>(FEW);
    /** Ready and never handed out. */
    public final Untouched fresh;
    /** Ready after a delay or a delivery, or come from elsewhere. */
    public final ReadyList again = new ReadyList();
    /** Everything that was sent here, by age. */
    public final Slices slices = new Slices();
    /** What of the slices is hidden and untouched, by the slice's first offset; null while there is none. */
    public @Nullable TreeMap<Long, DelayedSlice> delays;

    /** Entries in no slice (arrived from elsewhere, parking or back from it), by offset. */
    public final TreeMap<Long, Entry> aside = new TreeMap<>();
    /** Parking entries by target. */
    public final TreeMap<PartitionId, Outbox> outboxes = new TreeMap<>();
    /** For each source that parks here: the highest sequence taken in. */
    public final TreeMap<PartitionId, Long> takenIn = new TreeMap<>();

    /** Bodies in files of their own, by offset; null while there is none, which is the rule. */
    public @Nullable TreeMap<Long, HeldFile> files;

    /** Message move tasks from here; null while there never was one, which is the rule. */
    public @Nullable Moves moves;
    /** What consumers left with messages, by offset; null while there is none. */
    public @Nullable TreeMap<Long, Note> notes;
    /** Groups of a standard topic's messages; null while none has one. */
    public @Nullable GroupTags tags;
    /** What only a FIFO topic has. */
    public @Nullable Groups groups;

    public final Retention retention = new Retention(this);
    public final TopicMeters meters = new TopicMeters();

    public int leased;
    public int delayed;
    public int parking;
    /** Picked by the leader for receives under way; as ready as the others for the log. */
    public final ReadyList reserved = new ReadyList();
    /** Passed over by the leader's picks, likewise. */
    public final ReadyList away = new ReadyList();

    public final Reserving reserving = new Reserving(this);
    boolean awake;
    boolean leaving;

    /** See {@link Changes}. */
    public int changedIn;
    /** Since {@link UseLine} looked last. */
    boolean used;

    @Nullable
    TopicState lineBefore;

    @Nullable
    TopicState lineAfter;

    public TopicState(PartitionId partition, long revision, TopicRules rules, Bodies.Shelf shelf, Holes holes) {
        this.partition = partition;
        this.revision = revision;
        this.rules = rules;
        this.shelf = shelf;
        this.fresh = new Untouched(holes);
    }

    /** From the beginning, before anything is in it but slices. */
    public void beFifo(GroupsWeight weight) {
        rules = rules.ofFifo();
        groups = new Groups(this, weight);
    }

    public Groups existingGroups() {
        return Objects.requireNonNull(groups);
    }

    public PartitionId partition() {
        return partition;
    }

    public TopicRules rules() {
        return rules;
    }

    /** Whether it holds nothing, and nobody holds it. */
    public boolean canRest() {
        return entries.isEmpty()
                && files == null
                && slices.size() == 0
                && moves == null
                && tags == null
                && takenIn.size() <= SOURCES_OF_RESTING
                && !awake
                && !leaving
                && !reserving.isUnderWay()
                && (groups == null || groups.canRest());
    }

    /** Messages that a receive could get now, or on a FIFO topic groups; an int's worth at the most. */
    public int readyToReserve() {
        return groups == null ? reserving.free() : groups.ready();
    }

    /** Those of them that are entries already, so that leasing them takes no more memory. */
    public int entriesToReserve() {
        return groups == null ? again.size() : groups.readyWithEntries();
    }

    /** What could be leased, whoever is about to; on a FIFO topic also what waits for others of its group. */
    public long ready() {
        return groups == null
                ? fresh.count() + again.size() + away.size() + reserved.size()
                : groups.untouched.size() - groups.delayed() + entries.size() - leased - parking - delayed;
    }

    public int leased() {
        return leased + parking;
    }

    public int delayed() {
        return groups == null ? delayed : (int) Math.min(Integer.MAX_VALUE, delayed + groups.delayed());
    }

    /** How many more may be leased, receives under way counted. */
    public int leasesLeft() {
        int underWay = groups == null ? reserving.underWay() : groups.picked();
        return Receiving.MAX_LEASED - leased - underWay;
    }

    /** As the other one, if all can be read. */
    public Reserved reserve(int max, boolean untouched) {
        return reserve(max, untouched, Reach.ALL);
    }

    /**
     * Picks ready messages for a receive that the leader is about to propose, so that no other receive picks them.
     * Changes nothing that the log would have to know. Each is to be given to {@link #release} later.
     *
     * @param untouched whether messages may be picked that were never handed out
     * @param reach what cannot be read is passed over, and not looked at again before {@link #bringBack}
     * @return 0 to {@code max} messages
     */
    public Reserved reserve(int max, boolean untouched, Reach reach) {
        int most = Math.min(max, leasesLeft());
        return groups == null ? reserving.pick(most, untouched, reach) : groups.pick(most, untouched, reach);
    }

    /** Whether messages were passed over that nobody has brought back. */
    public boolean passesOver() {
        return groups == null ? reserving.passesOver() : groups.passesOver();
    }

    /** Whether the last pick had too much to pass over to see the end of it. */
    public boolean isPickCutShort() {
        return groups == null ? reserving.isCutShort() : groups.isPickCutShort();
    }

    /** Brings back a piece of what was passed over; returns whether there is more. */
    public boolean bringBack() {
        return groups == null ? reserving.bringBack() : groups.bringBack();
    }

    /** Those of the offsets that could still be leased. */
    public long[] ready(long[] offsets) {
        return Arrays.stream(offsets).filter(this::isReady).toArray();
    }

    /** The receive for which the messages were reserved was applied, or will not be proposed. */
    public void release(Reserved reserved) {
        if (groups == null) {
            reserving.release(reserved);
        } else {
            groups.release(reserved);
        }
    }

    /**
     * The messages that a receive got before under the same name, if it gets them again: those that it may propose instead of
     * any that it would reserve. Null: it is a receive like others.
     */
    public long @Nullable [] repeated(Hash128 attempt, long nowMs) {
        Attempt known = groups == null ? null : groups.attempts.find(attempt, nowMs);
        return known == null ? null : known.offsets();
    }

    /** Shows where messages are: ranges of those that nobody has touched, and each of the others. */
    public void eachMessage(Ranges ranges) {
        for (Untouched.Range range : fresh.ranges()) {
            ranges.range(range.from, range.end - 1);
        }
        if (groups != null) {
            groups.untouched.within(0, Long.MAX_VALUE, ranges::range);
        }
        Delaying.within(this, 0, Long.MAX_VALUE, ranges);
        for (Entry entry : entries.values()) {
            ranges.range(entry.offset, entry.offset);
        }
    }

    /** The same for the messages from the first to the last offset alone. */
    public void eachMessage(long first, long last, Ranges ranges) {
        fresh.within(first, last, ranges::range);
        if (groups != null) {
            groups.untouched.within(first, last, ranges::range);
        }
        Delaying.within(this, first, last, ranges);
        if (last - first < entries.size()) {
            for (long offset = first; offset <= last; offset++) {
                if (entries.containsKey(offset)) {
                    ranges.range(offset, offset);
                }
            }
        } else {
            for (long offset : entries.keySet()) {
                if (offset >= first && offset <= last) {
                    ranges.range(offset, offset);
                }
            }
        }
    }

    /** Sees first and last offsets, in no particular order. */
    public interface Ranges {
        void range(long first, long last);
    }

    /** The file of a message's body, or null. */
    public @Nullable BodyFile bodyFile(long offset) {
        HeldFile held = files == null ? null : files.get(offset);
        return held == null ? null : held.file;
    }

    /** Shows the files of bodies, by offset. */
    public void eachBodyFile(BodyFiles bodies) {
        if (files != null) {
            files.forEach((offset, held) -> bodies.file(offset, held.file));
        }
    }

    /** Sees the files of bodies. */
    public interface BodyFiles {
        void file(long offset, BodyFile file);
    }

    /** Whether that delivery of a message is the one that has it now. */
    public boolean isLeased(long offset, int delivery) {
        Entry entry = entries.get(offset);
        return entry != null && entry.phase == Entry.Phase.LEASED && entry.delivery == delivery;
    }

    /** Remembers who has a delivery, for those who look; changes nothing that the log would have to know. */
    public void heldBy(long offset, int delivery, String holder) {
        Entry entry = entries.get(offset);
        if (entry != null && entry.delivery == delivery) {
            entry.holder = holder;
        }
    }

    /** Where parked messages of this topic are going. */
    public List<Place> targets() {
        return outboxes.values().stream().map(Outbox::target).toList();
    }

    /** The message move task that is not over, or null. */
    public @Nullable MoveRun activeMove() {
        return moves == null ? null : moves.active();
    }

    /** The newest message move tasks, the newest first; {@code max} at the most. */
    public List<MoveTask> moveTasks(int max) {
        List<MoveTask> tasks = new ArrayList<>();
        if (moves != null) {
            Iterator<MoveRun> newest = moves.newestFirst();
            while (newest.hasNext() && tasks.size() < max) {
                tasks.add(newest.next().view());
            }
        }
        return tasks;
    }

    /** The name of the topic that parked a message here, or null. */
    public @Nullable String origin(long offset) {
        Entry entry = entries.get(offset);
        return entry == null ? null : entry.origin;
    }

    boolean listMoves() {
        boolean fresh = moves != null && !moves.listed;
        if (moves != null) {
            moves.listed = true;
        }
        return fresh;
    }

    void unlistMoves() {
        if (moves != null) {
            moves.listed = false;
        }
    }

    /**
     * The messages on their way to a target, in order, as long as they go in the same way; at most {@code max} and about
     * {@code maxBytes}.
     */
    public List<Leaving> leaving(PartitionId target, int max, long maxBytes) {
        List<Leaving> messages = new ArrayList<>();
        Outbox outbox = outboxes.get(target);
        if (outbox == null) {
            return messages;
        }
        long bytes = 0;
        for (Entry entry : outbox.entries()) {
            bytes += entry.bytes;
            boolean moved = entry.phase == Entry.Phase.MOVING;
            boolean fits = messages.isEmpty()
                    || (bytes <= maxBytes && moved == messages.getFirst().moved());
            if (messages.size() == max || !fits) {
                break;
            }
            Note note = moved ? null : Noting.of(this, entry.offset);
            long group = entry instanceof GroupedEntry grouped ? grouped.group.hash : Command.NO_GROUP;
            int receives = moved ? 0 : entry.receivesElsewhere + entry.receives;
            messages.add(new Leaving(
                    entry.parkSequence, entry.offset, entry.bytes, entry.sentMs, moved, note, group, receives));
        }
        return messages;
    }

    public @Nullable Entry entry(long offset) {
        return entries.get(offset);
    }

    public boolean isReady(long offset) {
        Entry entry = entries.get(offset);
        if (entry == null) {
            return groups == null ? fresh.contains(offset) : groups.untouched.contains(offset);
        }
        return entry.phase == Entry.Phase.READY;
    }

    public void makeReady(Entry entry) {
        entry.phase = Entry.Phase.READY;
        entry.readySequence = nextReadySequence++;
        list(entry);
    }

    /** Untouched messages have become ready that may lie before others that were handed out. */
    public void ripe(long first, long last) {
        reserving.ripe(first, last);
    }

    /** Puts a ready entry where receives look for it. */
    public void list(Entry entry) {
        if (groups == null) {
            again.append(entry);
            reserving.ready(entry.offset);
        } else {
            groups.list((GroupedEntry) entry);
        }
    }

    public void closeIfEmpty(Slice slice) {
        if (slice.isEmpty()) {
            close(slice);
        }
    }

    public void close(Slice slice) {
        slices.remove(slice);
        if (groups != null) {
            groups.closed(slice);
        }
    }

    /** Takes a ready entry out of its list, or ends its reservation. */
    public void unlist(Entry entry) {
        if (entry.readyIn != null) {
            entry.readyIn.remove(entry);
        }
    }

    /**
     * A message on its way to another topic.
     *
     * @param sequence see {@link Command.Parked}
     * @param bytes body and attributes, as metered
     * @param moved by a message move task, rather than parked
     * @param note what its last consumer left with it, or null
     * @param group see {@link Command.Parked}
     * @param receives likewise; what is moved begins anew
     */
    public record Leaving(
            long sequence,
            long offset,
            int bytes,
            long sentMs,
            boolean moved,
            @Nullable Note note,
            long group,
            int receives) {}

    /** Entries on their way to one target, in the order of their sequences. */
    public record Outbox(Place target, ArrayDeque<Entry> entries) {
        public Outbox(Place target) {
            this(target, new ArrayDeque<>());
        }
    }

    /** The next end of retention; never later than the oldest slice's. */
    public static final class Retention extends Due {
        public final TopicState topic;

        Retention(TopicState topic) {
            this.topic = topic;
        }

        @Override
        protected long firstRank() {
            return topic.partition.value();
        }

        @Override
        protected long secondRank() {
            return Long.MIN_VALUE;
        }
    }
}
