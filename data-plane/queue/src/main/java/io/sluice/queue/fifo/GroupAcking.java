package io.sluice.queue.fifo;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Acks on a FIFO topic: only while the receipt's lease lasts, so that what comes behind in the group is never handed out while
 * somebody still works on what is before. An ack may be repeated, as far back as {@link LastAcks} knows.
 */
public final class GroupAcking {
    public static final Optional<Rejection> ENDED = Optional.of(new Rejection.LeaseEnded());

    private GroupAcking() {}

    public static Reply apply(ShardState state, TopicState topic, Command.Ack ack) {
        List<Optional<Rejection>> verdicts = new ArrayList<>(ack.offsets().length);
        boolean any = false;
        for (int i = 0; i < ack.offsets().length; i++) {
            boolean done = one(state, topic, ack.offsets()[i], ack.deliveries()[i]);
            any |= done;
            verdicts.add(done ? Optional.empty() : ENDED);
        }
        if (any) {
            topic.meters.asked();
        }
        return new Reply.Verdicts(verdicts);
    }

    private static boolean one(ShardState state, TopicState topic, long offset, int delivery) {
        Groups groups = topic.existingGroups();
        Entry entry = topic.entry(offset);
        if (entry == null) {
            return groups.acks.mayHaveBeen(offset, delivery);
        }
        if (entry.phase != Entry.Phase.LEASED || entry.delivery != delivery) {
            return false;
        }
        groups.acks.add(offset, delivery);
        state.remove(entry);
        return true;
    }
}
