package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.Untouched;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import java.time.Duration;

/** Everything sent before goes, leased and delayed messages too. What is being parked has left already. */
public final class Purging {
    private Purging() {}

    public static Reply apply(ShardState state, Command.Purge purge) {
        TopicState topic = state.toChange(purge.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        long restUntil = topic.purgedMs == Long.MIN_VALUE ? Long.MIN_VALUE : topic.purgedMs + purge.restMs();
        if (state.timeMs < restUntil) {
            return new Reply.Refused(new Rejection.PurgedRecently(Duration.ofMillis(restUntil - state.timeMs)));
        }
        topic.purgedMs = state.timeMs;
        clear(state, topic);
        return Reply.DONE;
    }

    /** Drops all but parking entries, at a cost per message that leaves no lists to mend. */
    static void clear(ShardState state, TopicState topic) {
        long bytes = 0;
        for (Untouched.Range range : topic.fresh.ranges()) {
            state.drop(topic, range.from, range.end - 1);
        }
        if (topic.groups != null) {
            topic.groups.untouched.within(0, Long.MAX_VALUE, (first, last) -> state.drop(topic, first, last));
        }
        for (Slice slice = topic.slices.oldest(); slice != null; slice = slice.newer) {
            bytes += slice.untouchedBytes;
        }
        for (Entry entry : topic.entries.values()) {
            if (entry.isLeaving()) {
                continue;
            }
            state.timers.remove(entry);
            if (entry.expiry != null) {
                state.timers.remove(entry.expiry);
            }
            state.entries--;
            bytes += entry.bytes;
            state.drop(topic, entry.offset);
        }
        Delaying.clear(state, topic);
        state.timers.remove(topic.retention);
        topic.entries.clear();
        topic.aside.clear();
        for (TopicState.Outbox outbox : topic.outboxes.values()) {
            for (Entry entry : outbox.entries()) {
                topic.entries.put(entry.offset, entry);
                topic.aside.put(entry.offset, entry);
            }
        }
        if (topic.groups != null) {
            topic.groups.clear(state);
        }
        topic.fresh.clear();
        topic.again.clear();
        topic.slices.clear();
        topic.reserved.clear();
        topic.away.clear();
        topic.reserving.clear();
        topic.leased = 0;
        topic.delayed = 0;
        state.storedBytes -= bytes;
        topic.meters.store(-bytes, state.timeMs);
    }
}
