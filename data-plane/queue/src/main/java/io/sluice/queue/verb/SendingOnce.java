package io.sluice.queue.verb;

import io.sluice.model.Envelope;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import java.util.List;

/**
 * A request that sends may be repeated when its answer was lost: under the same token nothing is sent again for five minutes,
 * and the answer is that of the first. The tokens lie among the deduplication ids of FIFO topics.
 */
public final class SendingOnce {
    private SendingOnce() {}

    public static Reply apply(ShardState state, Command.Once once) {
        Command.NewMessage message = messages(once).getFirst();
        TopicState topic = state.toChange(partition(once));
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        long known = state.repeats.find(once.token(), state.timeMs);
        if (known >= 0) {
            topic.meters.sent(message.bytes()); // a repeat is a request like others
            return placed(state.repeats.message(known), state.repeats.offset(known), false);
        }
        Reply reply = state.apply(once.send());
        if (!(reply instanceof Reply.Appended(long offset))) {
            return reply;
        }
        MessageId id = Envelope.idOf(message.envelope());
        state.repeats.add(once.token(), id, offset, state.timeMs);
        return placed(id, offset, true);
    }

    private static Reply placed(MessageId id, long offset, boolean fresh) {
        return new Reply.Placed(List.of(new Reply.Placing(id, offset, fresh)));
    }

    private static List<Command.NewMessage> messages(Command.Once once) {
        return once.send() instanceof Command.Schedule later
                ? later.messages()
                : ((Command.Send) once.send()).messages();
    }

    private static PartitionId partition(Command.Once once) {
        return once.send() instanceof Command.Schedule later
                ? later.partition()
                : ((Command.Send) once.send()).partition();
    }
}
