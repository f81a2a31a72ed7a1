package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.Untouched;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.Segment;
import java.util.Arrays;

/**
 * Messages whose only copy is damaged leave the state, whatever their phase, and are counted: so that what is lost is known,
 * and nobody waits for it. What was never handed out weighs what its second's messages weigh on average: its own size is lost,
 * too.
 */
public final class Losing {
    private Losing() {}

    public static Reply apply(ShardState state, Command.Lost lost) {
        Segment segment = state.segments.get(lost.segment());
        if (segment == null) {
            return Reply.DONE; // written anew or dropped meanwhile: whatever is needed is elsewhere
        }
        for (Command.Range range : lost.ranges()) {
            for (Segment.Run run : segment.runs()) {
                long first = Math.max(run.first(), range.first());
                long last = Math.min(run.last(), range.last());
                if (run.partition().equals(range.partition()) && first <= last) {
                    lose(state, range, first, last);
                }
            }
        }
        return Reply.DONE;
    }

    private static void lose(ShardState state, Command.Range range, long first, long last) {
        TopicState topic = state.toChange(range.partition());
        if (topic == null) {
            return;
        }
        long[] messages = new long[1];
        Untouched.Lost lost = (slice, bytes, from, to) -> {
            messages[0] += to - from + 1;
            state.forget(topic, bytes);
            state.drop(topic, from, to);
            topic.closeIfEmpty(slice);
        };
        topic.fresh.lose(first, last, lost);
        if (topic.groups != null) {
            topic.groups.lose(first, last, lost);
        }
        Delaying.lose(state, topic, first, last, lost);
        for (long offset : entries(topic, first, last)) {
            Entry entry = topic.entry(offset);
            if (entry != null) {
                if (entry.isLeaving()) {
                    Parking.forget(entry);
                }
                boolean moving = entry.phase == Entry.Phase.MOVING;
                state.remove(entry);
                if (moving) {
                    Moving.lost(state, entry);
                }
                messages[0]++;
            }
        }
        if (messages[0] > 0) {
            state.losses.add(new Loss(range.partition(), first, last, messages[0], state.timeMs));
        }
    }

    /** In the order of offsets. */
    private static long[] entries(TopicState topic, long first, long last) {
        long[] offsets = topic.entries.keySet().toLongArray();
        return Arrays.stream(offsets)
                .filter(offset -> offset >= first && offset <= last)
                .sorted()
                .toArray();
    }
}
