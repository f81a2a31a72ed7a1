package io.sluice.queue.look;

import io.sluice.queue.Entry;
import io.sluice.queue.ReadyList;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;

/**
 * How far a topic's consumers are behind.
 *
 * @param parking on their way to another topic
 * @param oldestReadyMs when the oldest message that could be received now was sent, to the second where nobody touched it,
 *     log time; 0: there is none
 */
public record Lag(long ready, int leased, int delayed, int parking, long oldestReadyMs) {
    /**
     * Of a topic now.
     *
     * @param looks entries that are looked at for the oldest; where more are older than what nobody has touched, the one
     *     that was ready first passes for it
     */
    public static Lag of(TopicState topic, int looks) {
        return new Lag(topic.ready(), topic.leased, topic.delayed, topic.parking, oldest(topic, looks));
    }

    private static long oldest(TopicState topic, int looks) {
        if (topic.groups != null) {
            return oldestOfGroups(topic, looks);
        }
        long oldest = Long.MAX_VALUE;
        if (topic.fresh.count() > 0) {
            oldest = topic.fresh.ranges().iterator().next().slice.firstMs;
        }
        if (topic.again.size() + topic.away.size() + topic.reserved.size() == 0) {
            return oldest == Long.MAX_VALUE ? 0 : oldest;
        }
        for (ReadyList list : java.util.List.of(topic.again, topic.away, topic.reserved)) {
            Entry first = list.first();
            oldest = first == null ? oldest : Math.min(oldest, first.sentMs);
        }
        int left = looks;
        for (Slice slice = topic.slices.oldest(); slice != null && slice.firstMs < oldest; slice = slice.newer) {
            for (Entry entry = slice.touched; entry != null; entry = entry.after) {
                if (entry.phase == Entry.Phase.READY) {
                    oldest = Math.min(oldest, entry.sentMs);
                }
                if (--left < 0) {
                    return oldest;
                }
            }
            if (--left < 0) {
                return oldest;
            }
        }
        for (Entry entry : topic.aside.values()) {
            if (entry.phase == Entry.Phase.READY) {
                oldest = Math.min(oldest, entry.sentMs);
            }
            if (--left < 0) {
                return oldest;
            }
        }
        return oldest;
    }

    /** Whether it waits for others of its group or not. */
    private static long oldestOfGroups(TopicState topic, int looks) {
        if (topic.ready() == 0) {
            return 0;
        }
        int left = looks;
        for (Slice slice = topic.slices.oldest(); slice != null; slice = slice.newer) {
            boolean ready = slice.untouched > 0;
            for (Entry entry = slice.touched; entry != null && !ready; entry = entry.after) {
                ready = entry.phase == Entry.Phase.READY || --left < 0;
            }
            if (ready || --left < 0) {
                return slice.firstMs;
            }
        }
        return topic.aside.isEmpty() ? 0 : topic.aside.firstEntry().getValue().sentMs;
    }
}
