package io.sluice.queue.look;

import io.sluice.model.MessageStage;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.Groups;
import io.sluice.queue.verb.Delaying;
import io.sluice.queue.verb.Noting;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongMaps;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a topic's messages in the order of their offsets, a short step at a time, and changes nothing. What comes or
 * goes between two steps is seen or not.
 */
public final class Looking {
    /** Offsets that are looked up at once: less than a millisecond. */
    private static final int WINDOW = 4_096;

    private static final long END = -1;

    private final Set<MessageStage> wanted;
    private final long sentFromMs;
    private final long sentToMs;
    /** Where the last step ended, so that the next one need not walk there again. */
    private @Nullable Slice last;

    private @Nullable TopicState lastOf;

    /**
     * A walk to come.
     *
     * @param wanted others are passed over
     * @param sentFromMs seconds that ended before are passed over where that is cheap; others may be shown
     * @param sentToMs seconds that began then or later, likewise
     */
    public Looking(Set<MessageStage> wanted, long sentFromMs, long sentToMs) {
        this.wanted = wanted;
        this.sentFromMs = sentFromMs;
        this.sentToMs = sentToMs;
    }

    /** Sees messages, the one with the smallest offset first. */
    public interface Sights {
        /** Whether to go on with the next one. */
        boolean see(Sight sight);
    }

    /**
     * Goes on from an offset for a few thousand offsets.
     *
     * @return where to go on, or −1 at the end of the topic
     */
    public long step(TopicState topic, long from, Sights sights) {
        long at = next(topic, from);
        if (at == END) {
            return END;
        }
        long end = Math.min(at + WINDOW, topic.nextOffset) - 1;
        Long2LongMap delays = delays(topic, at, end);
        for (long offset = at; offset <= end; offset++) {
            Sight sight = at(topic, offset, delays);
            if (sight != null && wanted.contains(sight.stage()) && !sights.see(sight)) {
                return offset + 1;
            }
        }
        return end + 1;
    }

    /** One message, or null when there is none at this offset. */
    public static @Nullable Sight at(TopicState topic, long offset) {
        return at(topic, offset, delays(topic, offset, offset));
    }

    /** Only counts. */
    public static Reply apply(ShardState state, Command.Looked looked) {
        TopicState topic = state.toChange(looked.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        topic.meters.asked(looked.operations());
        return Reply.DONE;
    }

    private static Long2LongMap delays(TopicState topic, long first, long last) {
        if (topic.delays == null) {
            return Long2LongMaps.EMPTY_MAP;
        }
        Long2LongOpenHashMap due = new Long2LongOpenHashMap();
        Delaying.look(topic, first, last, (dueMs, from, to) -> {
            for (long offset = from; offset <= to; offset++) {
                due.put(offset, dueMs);
            }
        });
        return due;
    }

    private static @Nullable Sight at(TopicState topic, long offset, Long2LongMap delays) {
        Entry entry = topic.entry(offset);
        if (entry != null) {
            return of(entry);
        }
        if (topic.groups != null) {
            return grouped(topic.groups, offset);
        }
        if (topic.fresh.contains(offset)) {
            return untouched(offset, MessageStage.READY, 0);
        }
        long dueMs = delays.getOrDefault(offset, 0);
        return dueMs == 0 ? null : untouched(offset, MessageStage.DELAYED, dueMs);
    }

    /** Of a FIFO topic: what is ready may have to wait for others of its group, and when a delay ends is not told. */
    private static @Nullable Sight grouped(Groups groups, long offset) {
        if (!groups.untouched.contains(offset)) {
            return null;
        }
        boolean hidden = offset >= groups.ripening.hiddenFrom();
        return untouched(offset, hidden ? MessageStage.DELAYED : MessageStage.READY, 0);
    }

    private static Sight untouched(long offset, MessageStage stage, long untilMs) {
        return new Sight(offset, stage, 0, untilMs, 0, 0, 0, null, null, null);
    }

    private static Sight of(Entry entry) {
        boolean leased = entry.phase == Entry.Phase.LEASED;
        return new Sight(
                entry.offset,
                switch (entry.phase) {
                    case READY -> MessageStage.READY;
                    case DELAYED -> MessageStage.DELAYED;
                    case LEASED -> MessageStage.LEASED;
                    case PARKING, MOVING -> MessageStage.PARKING;
                },
                entry.sentMs,
                leased || entry.phase == Entry.Phase.DELAYED ? entry.dueAt() : 0,
                leased ? entry.leasedMs : 0,
                entry.receives,
                entry.firstReceivedMs,
                entry.origin,
                leased ? entry.holder : null,
                Noting.of(entry.topic, entry.offset));
    }

    /** The first offset from the given one on at which there may be something to show. */
    private long next(TopicState topic, long from) {
        Long aside = topic.aside.ceilingKey(from);
        Slice slice = sliceFrom(topic, from);
        while (slice != null && !maySee(topic, slice)) {
            slice = slice.newer;
        }
        last = slice;
        lastOf = topic;
        if (slice == null) {
            return aside == null ? END : aside;
        }
        long inSlice = Math.max(from, slice.firstOffset);
        return aside == null ? inSlice : Math.min(aside, inSlice);
    }

    /** The first slice that ends at or behind the offset. */
    private @Nullable Slice sliceFrom(TopicState topic, long from) {
        Slice slice = topic.groups == null ? topic.fresh.sliceBefore(from) : topic.groups.sliceBefore(from);
        Slice known = last;
        boolean linked = known != null && lastOf == topic && known.newer != null && known.lastOffset < from;
        if (known != null && linked && (slice == null || slice.firstOffset < known.firstOffset)) {
            slice = known;
        }
        if (slice == null) {
            slice = topic.slices.oldest();
        }
        while (slice != null && slice.lastOffset < from) {
            slice = slice.newer;
        }
        return slice;
    }

    private boolean maySee(TopicState topic, Slice slice) {
        if (slice.firstMs >= sentToMs || slice.firstMs + Slice.LENGTH_MS <= sentFromMs) {
            return false;
        }
        return slice.touched != null
                || topic.groups != null
                || wanted.contains(MessageStage.READY)
                || (wanted.contains(MessageStage.DELAYED) && Delaying.of(topic, slice) != null);
    }
}
