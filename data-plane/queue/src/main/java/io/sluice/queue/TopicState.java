package io.sluice.queue;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One partition of a topic: its messages, who has them, and what they cost so far. */
public final class TopicState {
    final PartitionId partition;
    long revision;
    TopicRules rules;

    long nextOffset;
    long nextReadySequence;
    long nextParkSequence = 1;
    long purgedMs = Long.MIN_VALUE;

    final Long2ObjectOpenHashMap<Entry> entries = new Long2ObjectOpenHashMap<>();
    /** Ready and never handed out. */
    final ReadyList fresh = new ReadyList();
    /** Ready again after a delivery. */
    final ReadyList again = new ReadyList();
    /** Entries in the order of their sending. */
    final AgeList age = new AgeList();
    /** Entries outside that order (arrived from elsewhere, parking or back from it), by offset. */
    final TreeMap<Long, Entry> aside = new TreeMap<>();
    /** Parking entries by target. */
    final TreeMap<PartitionId, Outbox> outboxes = new TreeMap<>();
    /** For each source that parks here: the highest sequence taken in. */
    final TreeMap<PartitionId, Long> takenIn = new TreeMap<>();

    final Retention retention = new Retention(this);
    final TopicMeters meters = new TopicMeters();

    int leased;
    int delayed;
    int parking;
    /** Picked by the leader for receives under way; as ready as the others for the log. */
    final ReadyList reserved = new ReadyList();

    private boolean nextFromAgain;
    boolean awake;
    boolean leaving;

    TopicState(PartitionId partition, long revision, TopicRules rules) {
        this.partition = partition;
        this.revision = revision;
        this.rules = rules;
    }

    public PartitionId partition() {
        return partition;
    }

    public TopicRules rules() {
        return rules;
    }

    /** Messages that a receive could get now. */
    public int readyToReserve() {
        return fresh.size() + again.size();
    }

    public int ready() {
        return readyToReserve() + reserved.size();
    }

    public int leased() {
        return leased + parking;
    }

    public int delayed() {
        return delayed;
    }

    /** How many more may be leased, receives under way counted. */
    public int leasesLeft() {
        return Receiving.MAX_LEASED - leased - reserved.size();
    }

    /**
     * Picks ready messages for a receive that the leader is about to propose, so that no other receive picks them.
     * Changes nothing that the log would have to know. Takes returned messages and fresh ones in turn, so that neither
     * keeps the other waiting.
     *
     * @return 0 to {@code max} offsets
     */
    public long[] reserve(int max) {
        int count = Math.max(0, Math.min(Math.min(max, readyToReserve()), leasesLeft()));
        long[] offsets = new long[count];
        for (int i = 0; i < count; i++) {
            boolean takeAgain = again.size() > 0 && (nextFromAgain || fresh.size() == 0);
            nextFromAgain = !takeAgain;
            Entry entry = takeAgain ? again.first() : fresh.first();
            if (entry == null) {
                throw new IllegalStateException("fewer ready messages than counted in " + partition);
            }
            unlist(entry);
            reserved.append(entry);
            offsets[i] = entry.offset;
        }
        return offsets;
    }

    /** Where parked messages of this topic are going. */
    public List<Place> targets() {
        return outboxes.values().stream().map(Outbox::target).toList();
    }

    /** The parked messages on their way to a target, in order; at most {@code max} and about {@code maxBytes}. */
    public List<Command.Parked> leaving(PartitionId target, int max, long maxBytes) {
        List<Command.Parked> messages = new ArrayList<>();
        Outbox outbox = outboxes.get(target);
        if (outbox == null) {
            return messages;
        }
        long bytes = 0;
        for (Entry entry : outbox.entries()) {
            bytes += entry.envelope.length;
            if (messages.size() == max || (bytes > maxBytes && !messages.isEmpty())) {
                break;
            }
            messages.add(new Command.Parked(entry.parkSequence, entry.envelope, entry.bytes, entry.sentMs));
        }
        return messages;
    }

    @Nullable
    Entry entry(long offset) {
        return entries.get(offset);
    }

    void makeReady(Entry entry) {
        entry.phase = Entry.Phase.READY;
        entry.readySequence = nextReadySequence++;
        list(entry);
    }

    /** Puts a ready entry where receives look for it. */
    void list(Entry entry) {
        (entry.delivery > 0 ? again : fresh).append(entry);
    }

    /** Takes a ready entry out of its list, or ends its reservation. */
    void unlist(Entry entry) {
        if (entry.readyIn != null) {
            entry.readyIn.remove(entry);
        }
    }

    /** Entries on their way to one target, in the order of their sequences. */
    record Outbox(Place target, ArrayDeque<Entry> entries) {
        Outbox(Place target) {
            this(target, new ArrayDeque<>());
        }
    }

    /** The next end of retention in the order of age; never later than the oldest entry's. */
    static final class Retention extends Due {
        final TopicState topic;

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
