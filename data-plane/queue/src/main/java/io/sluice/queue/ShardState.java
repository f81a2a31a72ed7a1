package io.sluice.queue;

import io.sluice.model.Meters;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.TierMeters;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.Segment;
import io.sluice.queue.fair.Tagging;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.fifo.GroupsWeight;
import io.sluice.queue.fifo.Repeats;
import io.sluice.queue.fifo.Ripening;
import io.sluice.queue.image.ImageWalk;
import io.sluice.queue.look.Looking;
import io.sluice.queue.meter.Connecting;
import io.sluice.queue.meter.TenantMeters;
import io.sluice.queue.verb.Acking;
import io.sluice.queue.verb.Arriving;
import io.sluice.queue.verb.Configuring;
import io.sluice.queue.verb.Delaying;
import io.sluice.queue.verb.Deleting;
import io.sluice.queue.verb.Expiring;
import io.sluice.queue.verb.Extending;
import io.sluice.queue.verb.Filing;
import io.sluice.queue.verb.GivingBack;
import io.sluice.queue.verb.GroupReceiving;
import io.sluice.queue.verb.Losing;
import io.sluice.queue.verb.Moving;
import io.sluice.queue.verb.Nacking;
import io.sluice.queue.verb.Noting;
import io.sluice.queue.verb.Parking;
import io.sluice.queue.verb.Purging;
import io.sluice.queue.verb.Receiving;
import io.sluice.queue.verb.Releasing;
import io.sluice.queue.verb.Scheduling;
import io.sluice.queue.verb.Sending;
import io.sluice.queue.verb.SendingOnce;
import io.sluice.queue.verb.Tiering;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything a shard knows, changed only by {@link #advance} and {@link #apply}. Same commands at the same times, same
 * state. {@link io.sluice.queue.image.StateImage} turns it into bytes and back.
 */
public final class ShardState {
    /** The version of the rules by which commands are applied. */
    public static final int RULES = 2;

    /** Topics without messages that stay objects, unless somebody says otherwise. */
    public static final int MAX_IN_USE = 16_384;

    /** Topics lie in so many pages, from 0. */
    public static final int TOPIC_PAGES = Topics.PAGES;

    public static final Reply NO_SUCH_TOPIC = new Reply.Refused(new Rejection.NoSuchTopic());

    /** Topics whose meters are looked at before others have their turn. */
    private static final int METERS_A_CALL = 4_096;

    /** Deduplication ids that are let go at a call: a tenth of a millisecond or two. */
    private static final int SWEPT_A_CALL = 1_024;

    private final Bodies bodies;
    public final Topics topics;
    public final Changes changes;
    public final TreeMap<TenantId, TenantMeters> tenants = new TreeMap<>();
    public final TreeMap<Long, Connecting.Gateway> gateways = new TreeMap<>();
    /** Partitions deleted of late, by when: a configuration that comes late must not bring one back. */
    public final LinkedHashMap<PartitionId, Deleting.Gone> gone = new LinkedHashMap<>();

    /** By id. */
    public final TreeMap<Long, Segment> segments = new TreeMap<>();

    /** Bodies in files of their own, by the file's id. */
    public final TreeMap<Long, HeldFile> files = new TreeMap<>();

    /** Topics that have message move tasks, over or not. */
    public final TreeSet<PartitionId> movers = new TreeSet<>();

    public final Losses losses = new Losses();
    public final Holes holes = new Holes();

    /** What FIFO topics took in of late. */
    public final Repeats repeats = new Repeats();

    public final GroupsWeight groupsWeight = new GroupsWeight();
    /** How many topics are FIFO. */
    public int fifoTopics;
    /** How many standard topics hold messages with a group. */
    public int taggedTopics;

    public final DueHeap<Due> timers = new DueHeap<>();
    private final List<TopicState> awake = new ArrayList<>();
    private final List<TopicState> leaving = new ArrayList<>();
    private final List<TopicState> moving = new ArrayList<>();
    public long timeMs;
    public long epoch;
    public long entries;
    public long storedBytes;
    /** What untouched delayed messages weigh on the heap. */
    public long delayedBytes;

    public long delayedSlices;
    /** Whether messages ever came that had been delivered elsewhere: an image says so to those who would not know. */
    public boolean countsElsewhere;
    /** What notes weigh on the heap. */
    public long noteBytes;

    /** @param bodies told of every message that comes and goes */
    public ShardState(Bodies bodies) {
        this(bodies, MAX_IN_USE);
    }

    /**
     * A new one.
     *
     * @param bodies told of every message that comes and goes
     * @param maxInUse topics without messages that {@link #tidy} leaves as objects; changes nothing but memory and time
     */
    public ShardState(Bodies bodies, int maxInUse) {
        this.bodies = bodies;
        this.topics = new Topics(this, maxInUse);
        this.changes = new Changes(topics);
    }

    /** How many topics there are. */
    public int topicCount() {
        return topics.size();
    }

    /** How many went since this state was made or read. */
    public long topicsEnded() {
        return topics.ended();
    }

    /** How many of them take an object's memory; the others rest as bytes. */
    public int topicsInUse() {
        return topics.inUse();
    }

    /**
     * Lets topics rest that hold nothing and were not used for the longest time, and forgets what is too old to be repeated; a
     * short piece of it. Nobody may hold a topic.
     */
    public void tidy() {
        topics.tidy();
        repeats.sweep(timeMs, SWEPT_A_CALL);
    }

    /**
     * Begins an image of the state as it is now, to be written in steps.
     *
     * @param all false: only of what was changed since the walk before began; that one must have been completed, or the state
     *     must have been restored from what it needs
     */
    public ImageWalk beginImage(boolean all) {
        return new ImageWalk(this, all);
    }

    /** Log time of the newest frame, milliseconds since 1970. */
    public long timeMs() {
        return timeMs;
    }

    /**
     * What messages that are more than ready weigh on the heap, bytes, holes in ranges, groups and deduplication ids; bodies are elsewhere.
     */
    public long weight() {
        return weightOfTouched() + delayedBytes + holes.weight() + groupsWeight.bytes + repeats.weight();
    }

    /** What may be added to it when delays end, if each run of messages becomes a range that has no neighbour. */
    public long weightToCome() {
        long runs = (delayedBytes - delayedSlices * DelayedSlice.WEIGHT_BYTES) / DelayedSlice.RUN_BYTES;
        return (runs - delayedSlices) * Untouched.RANGE_BYTES; // a slice's first range is no hole
    }

    /** The part of it that consumers bring back by being done with messages; the rest hinders no receive. */
    public long weightOfTouched() {
        return entries * Entry.WEIGHT_BYTES + noteBytes;
    }

    /** What so many messages add to {@link #weight} at the most. */
    public static long weightOf(int messages) {
        return (long) messages * Entry.WEIGHT_BYTES;
    }

    /** What is metered as stored, bytes. */
    public long storedBytes() {
        return storedBytes;
    }

    /** The newest ownership. */
    public long epoch() {
        return epoch;
    }

    /** All segments, by id; only for looking. */
    public Collection<Segment> segments() {
        return Collections.unmodifiableCollection(segments.values());
    }

    /** All body files, by id; only for looking. */
    public List<BodyFile> bodyFiles() {
        return files.values().stream().map(held -> held.file).toList();
    }

    /** The body file of that id, or null when no message has it. */
    public @Nullable BodyFile bodyFile(long id) {
        HeldFile held = files.get(id);
        return held == null ? null : held.file;
    }

    /** Messages that were lost since the shard began. */
    public long lostMessages() {
        return losses.messages();
    }

    /** The newest pieces of what was lost, the oldest first; 64 at the most. */
    public List<Loss> losses() {
        return losses.kept();
    }

    /** When something becomes due next, in log time, or {@link Long#MAX_VALUE}. */
    public long nextDueMs() {
        Due first = timers.first();
        return first == null ? Long.MAX_VALUE : first.dueAt();
    }

    /** Lets time pass up to a frame's: whatever is due by then happens first. Never goes back. */
    public void advance(long nowMs) {
        if (nowMs < timeMs) {
            throw new IllegalStateException("log time went back from " + timeMs + " to " + nowMs);
        }
        timeMs = nowMs;
        Due due;
        while ((due = timers.pollDue(nowMs)) != null) {
            switch (due) {
                case Entry entry -> {
                    changes.changing(entry.topic);
                    Releasing.due(this, entry);
                }
                case DelayedSlice delayed -> {
                    changes.changing(delayed.topic);
                    Delaying.due(this, delayed);
                }
                case Ripening ripening -> {
                    changes.changing(ripening.topic);
                    ripening.topic.existingGroups().ripen(this, ripening.dueAt());
                }
                case Entry.OwnExpiry expiry -> {
                    changes.changing(expiry.entry.topic);
                    Expiring.one(this, expiry.entry);
                }
                case TopicState.Retention retention -> {
                    changes.changing(retention.topic);
                    Expiring.oldest(this, retention);
                }
                default -> throw new IllegalStateException("nobody handles " + due);
            }
        }
    }

    /** Changes the state by one command at the time that was advanced to. */
    public Reply apply(Command command) {
        return switch (command) {
            case Command.Send send -> Sending.apply(this, send);
            case Command.SendV1 send -> Sending.apply(this, send);
            case Command.SendV2 send -> Sending.apply(this, send);
            case Command.Receive receive -> Receiving.apply(this, receive);
            case Command.ReceiveFifo receive -> GroupReceiving.apply(this, receive);
            case Command.ReceiveV1 receive -> Receiving.apply(this, receive);
            case Command.Ack ack -> Acking.apply(this, ack);
            case Command.Extend extend -> Extending.apply(this, extend);
            case Command.GiveBack giveBack -> GivingBack.apply(this, giveBack);
            case Command.Purge purge -> Purging.apply(this, purge);
            case Command.Configure configure -> Configuring.apply(this, configure);
            case Command.ConfigureFifoV1 configure -> Configuring.apply(this, configure);
            case Command.Delete delete -> Deleting.apply(this, delete);
            case Command.Arrive arrive -> Arriving.apply(this, arrive);
            case Command.Settle settle -> Parking.settle(this, settle);
            case Command.Forget forget -> Arriving.forget(this, forget);
            case Command.Connected connected -> Connecting.apply(this, connected);
            case Command.Flushed flushed -> Tiering.flushed(this, flushed);
            case Command.Uploaded uploaded -> Tiering.uploaded(this, uploaded);
            case Command.Evicted evicted -> Tiering.evicted(this, evicted);
            case Command.Dropped dropped -> Tiering.dropped(this, dropped);
            case Command.Lost lost -> Losing.apply(this, lost);
            case Command.Began began -> Tiering.began(this, began);
            case Command.SendFiled send -> Filing.apply(this, send);
            case Command.ArriveFiled arrive -> Filing.apply(this, arrive);
            case Command.BodyUploaded uploaded -> Filing.uploaded(this, uploaded);
            case Command.BodyEvicted evicted -> Filing.evicted(this, evicted);
            case Command.BodyLost lost -> Filing.lost(this, lost);
            case Command.Move move -> Moving.apply(this, move);
            case Command.Nack nack -> Nacking.apply(this, nack);
            case Command.Hold hold -> Extending.apply(this, hold);
            case Command.Schedule schedule -> Scheduling.apply(this, schedule);
            case Command.Once once -> SendingOnce.apply(this, once);
            case Command.Reschedule reschedule -> Scheduling.apply(this, reschedule);
            case Command.Cancel cancel -> Scheduling.apply(this, cancel);
            case Command.Looked looked -> Looking.apply(this, looked);
            case Command.Tick tick -> Reply.DONE;
        };
    }

    /** Only to look at, and not to be kept: see {@link #tidy}. */
    public @Nullable TopicState topic(PartitionId partition) {
        return topics.get(partition.value());
    }

    /** For a command that may change it. */
    public @Nullable TopicState toChange(PartitionId partition) {
        TopicState topic = topics.get(partition.value());
        if (topic != null) {
            changes.changing(topic);
        }
        return topic;
    }

    public void make(TopicState topic) {
        topics.put(topic);
        if (topic.groups != null) {
            fifoTopics++;
        }
        changes.made(topic);
    }

    /** Shows each topic in which something became ready, or free, since the last call; the leader's wake-up. */
    public void drainAwake(Visitor visitor) {
        drain(awake, visitor, false);
    }

    /** Likewise each topic that has something new to park elsewhere. */
    public void drainLeaving(Visitor visitor) {
        drain(leaving, visitor, true);
    }

    /** Likewise each topic whose message move task may go on. */
    public void drainMoving(Visitor visitor) {
        List<TopicState> all = List.copyOf(moving);
        moving.clear();
        for (TopicState topic : all) {
            topic.unlistMoves();
            visitor.visit(topic);
        }
    }

    /** Topics whose message move tasks are not over; for whoever becomes the leader. */
    public List<PartitionId> withMoves() {
        return movers.stream()
                .filter(partition -> existing(partition).activeMove() != null)
                .toList();
    }

    /** Shows every topic, in no particular order, some of them as copies. Takes long where there are many. */
    public void eachTopic(Visitor visitor) {
        topics.each(visitor);
    }

    /** Shows every topic that holds a message, and maybe others. */
    public void eachTopicWithMessages(Visitor visitor) {
        topics.eachInUse(visitor);
    }

    /** Shows the topics of a page, those that hold no message not always. */
    public void eachTopicOfPage(int page, Visitor visitor) {
        topics.eachInUse(page, visitor);
    }

    /** All topics that have something on its way to another topic; for whoever becomes the leader. */
    public List<TopicState> withOutbox() {
        List<TopicState> parking = new ArrayList<>();
        topics.eachInUse(topic -> {
            if (topic.parking > 0) {
                parking.add(topic);
            }
        });
        parking.sort((a, b) -> a.partition.compareTo(b.partition));
        return parking;
    }

    /** A tenant's sum beside its topics that exist: connections, and topics that do not. */
    public Meters tenantMeters(TenantId tenant) {
        TenantMeters meters = tenants.get(tenant);
        return meters == null ? Meters.ZERO : meters.deleted.read(meters.connMs, timeMs);
    }

    /** What the tenant's messages in segments took so far. */
    public TierMeters tierMeters(TenantId tenant) {
        TenantMeters meters = tenants.get(tenant);
        return meters == null ? TierMeters.ZERO : new TierMeters(meters.disk.read(timeMs), meters.store.read(timeMs));
    }

    /**
     * Meters of the tenant's partitions here, a piece at a time.
     *
     * @param page 0 at first, then what the call before returned
     * @param meters takes what is found
     * @return where to go on, or −1 when all were seen
     */
    public int topicMeters(TenantId tenant, int page, Map<PartitionId, Meters> meters) {
        int looked = 0;
        int next = page;
        while (next < Topics.PAGES && looked < METERS_A_CALL) {
            looked += topics.meters(next++, tenant, timeMs, meters);
        }
        return next == Topics.PAGES ? -1 : next;
    }

    public void wake(TopicState topic) {
        if (!topic.awake) {
            topic.awake = true;
            awake.add(topic);
        }
    }

    public void leave(TopicState topic) {
        if (!topic.leaving) {
            topic.leaving = true;
            leaving.add(topic);
        }
    }

    public void moveOn(TopicState topic) {
        if (topic.listMoves()) {
            moving.add(topic);
        }
    }

    public TenantMeters tenant(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, fresh -> new TenantMeters());
    }

    public Bodies.Shelf shelf(PartitionId partition, TenantId tenant) {
        return bodies.shelf(partition, tenant);
    }

    /** A new message is there, and is metered from now on. */
    public void store(TopicState topic, long offset, long sentMs, int bytes, byte[] envelope) {
        storedBytes += bytes;
        topic.meters.store(bytes, timeMs);
        topic.shelf.put(offset, sentMs, bytes, envelope);
    }

    /** Its body is not needed any more. */
    public void drop(TopicState topic, long offset) {
        topic.shelf.drop(offset);
        Filing.drop(this, topic, offset, offset);
        Noting.drop(this, topic, offset, offset);
        Tagging.drop(this, topic, offset, offset);
    }

    /** Likewise all from the first to the last. */
    public void drop(TopicState topic, long first, long last) {
        topic.shelf.drop(first, last);
        Filing.drop(this, topic, first, last);
        Noting.drop(this, topic, first, last);
        Tagging.drop(this, topic, first, last);
    }

    public void moved(@Nullable BodyFile before, @Nullable BodyFile after) {
        bodies.moved(before, after);
    }

    public TopicState existing(PartitionId partition) {
        TopicState topic = topics.get(partition.value());
        if (topic == null) {
            throw new IllegalStateException("no topic " + partition);
        }
        return topic;
    }

    /** Brings an entry into its topic. */
    public void add(Entry entry) {
        if (entry.topic.groups != null && !(entry instanceof GroupedEntry)) {
            throw new IllegalStateException("an entry of a FIFO topic without a group: " + entry.offset);
        }
        entry.topic.entries.put(entry.offset, entry);
        entries++;
    }

    /** Takes an entry out of everything, whatever its phase. */
    public void remove(Entry entry) {
        TopicState topic = entry.topic;
        leavePhase(entry);
        leaveAge(entry);
        topic.entries.remove(entry.offset);
        entries--;
        storedBytes -= entry.bytes;
        topic.meters.store(-entry.bytes, timeMs);
        drop(topic, entry.offset);
    }

    /** Everything of a slice that nobody has touched goes. */
    public void forgetUntouched(TopicState topic, Slice slice) {
        storedBytes -= slice.untouchedBytes;
        topic.meters.store(-slice.untouchedBytes, timeMs);
        Delaying.forget(this, topic, slice);
        if (topic.groups != null) {
            topic.groups.forget(slice, (first, last) -> drop(topic, first, last));
        } else {
            topic.fresh.forget(slice, (first, last) -> drop(topic, first, last));
        }
    }

    /** So many bytes are not metered as stored any more. */
    public void forget(TopicState topic, long bytes) {
        storedBytes -= bytes;
        topic.meters.store(-bytes, timeMs);
    }

    /** The last message of a slice was taken: what was only guessed when others of it were lost is put right. */
    public void settle(TopicState topic, Slice slice) {
        if (slice.untouched == 0 && slice.untouchedBytes != 0) {
            forget(topic, slice.untouchedBytes);
            slice.untouchedBytes = 0;
        }
    }

    /** Ends what the entry's phase keeps: its place in a list, its timer, its count. */
    public void leavePhase(Entry entry) {
        switch (entry.phase) {
            case READY -> entry.topic.unlist(entry);
            case DELAYED -> {
                entry.topic.delayed--;
                timers.remove(entry);
            }
            case LEASED -> {
                entry.topic.leased--;
                entry.topic.reserving.leased(entry.offset, -1, timeMs);
                timers.remove(entry);
            }
            case PARKING, MOVING -> entry.topic.parking--; // whoever settles has taken it out of its outbox
        }
        if (entry instanceof GroupedEntry grouped) {
            grouped.topic.existingGroups().left(this, grouped);
        }
        freed(entry.topic);
    }

    /** A poll may wait for a lease or for memory to become free rather than for a message. */
    private void freed(TopicState topic) {
        if (topic.groups != null || topic.ready() > 0) {
            wake(topic); // to count what is ready of a FIFO topic would take longer
        }
    }

    /** Takes an entry out of its slice and stops its retention. */
    public void leaveAge(Entry entry) {
        Slice slice = entry.slice;
        if (slice != null) {
            slice.unlink(entry);
            entry.topic.closeIfEmpty(slice);
        } else {
            entry.topic.aside.remove(entry.offset);
            if (entry.expiry != null) {
                timers.remove(entry.expiry);
                entry.expiry = null;
            }
        }
    }

    /** Gives an entry a retention of its own, outside all slices. */
    public void expireAlone(Entry entry) {
        Entry.OwnExpiry expiry = new Entry.OwnExpiry(entry);
        entry.expiry = expiry;
        entry.topic.aside.put(entry.offset, entry);
        timers.add(expiry, Expiring.endOf(entry));
    }

    private static void drain(List<TopicState> topics, Visitor visitor, boolean leaving) {
        for (int i = 0; i < topics.size(); i++) {
            TopicState topic = topics.get(i);
            if (leaving) {
                topic.leaving = false;
            } else {
                topic.awake = false;
            }
            visitor.visit(topic);
        }
        topics.clear();
    }

    /** Sees topics one by one. */
    public interface Visitor {
        void visit(TopicState topic);
    }
}
