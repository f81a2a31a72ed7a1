package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.GroupAcking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A consumer is done with messages: they go for good. Any genuine receipt acks, an older or expired one too, and acking
 * what is gone is done. Only what is already on its way to another topic stays: it belongs there now.
 */
public final class Acking {
    private Acking() {}

    public static Reply apply(ShardState state, Command.Ack ack) {
        TopicState topic = state.toChange(ack.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        if (topic.groups != null) {
            return GroupAcking.apply(state, topic, ack);
        }
        List<Optional<Rejection>> verdicts = new ArrayList<>(ack.offsets().length);
        for (long offset : ack.offsets()) {
            Entry entry = topic.entry(offset);
            if (entry != null && !entry.isLeaving()) {
                state.remove(entry);
            }
            verdicts.add(Optional.empty());
        }
        topic.meters.asked();
        return new Reply.Verdicts(verdicts);
    }
}
