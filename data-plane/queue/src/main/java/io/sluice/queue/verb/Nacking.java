package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Note;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.GroupedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A consumer gives messages back, and may say why and when to try again. A message that was delivered often enough is parked
 * at once, and takes the reason along.
 */
public final class Nacking {
    private static final Optional<Rejection> DONE = Optional.empty();
    private static final Optional<Rejection> NOT_LEASED = Optional.of(new Rejection.NotLeased());

    private Nacking() {}

    public static Reply apply(ShardState state, Command.Nack nack) {
        TopicState topic = state.toChange(nack.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        List<Optional<Rejection>> verdicts = new ArrayList<>(nack.messages().size());
        for (Command.Returned message : nack.messages()) {
            verdicts.add(one(state, topic, message));
        }
        if (verdicts.contains(DONE)) {
            topic.meters.asked();
        }
        return new Reply.Verdicts(verdicts);
    }

    private static Optional<Rejection> one(ShardState state, TopicState topic, Command.Returned message) {
        Entry entry = topic.entry(message.offset());
        if (entry == null || entry.phase != Entry.Phase.LEASED || entry.delivery != message.delivery()) {
            return NOT_LEASED;
        }
        if (message.reason().isEmpty()) {
            Noting.drop(state, topic, entry.offset, entry.offset);
        } else {
            Noting.put(state, topic, entry.offset, new Note(message.reason(), state.timeMs));
        }
        state.leavePhase(entry);
        if (message.delayMs() > 0 && !Parking.isSpent(entry)) {
            Scheduling.delay(state, entry, state.timeMs + message.delayMs());
            if (entry instanceof GroupedEntry grouped) {
                topic.existingGroups().locked(state, grouped); // the next ones of its group must not be faster
            }
        } else {
            Releasing.release(state, entry);
        }
        return DONE;
    }
}
