package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;

/** A topic appears, or follows new rules from here on. */
public final class Configuring {
    private Configuring() {}

    public static Reply apply(ShardState state, Command.Configure configure) {
        return apply(state, configure, true);
    }

    /** What was ready stays so. */
    public static Reply apply(ShardState state, Command.ConfigureFifoV1 configure) {
        return apply(state, configure.configure(), false);
    }

    private static Reply apply(ShardState state, Command.Configure configure, boolean hidesAgain) {
        TopicState topic = state.toChange(configure.partition());
        if (topic == null && state.gone.containsKey(configure.partition())) {
            return ShardState.NO_SUCH_TOPIC; // deleted by somebody who was faster
        }
        if (topic == null) {
            topic = new TopicState(
                    configure.partition(),
                    configure.revision(),
                    configure.rules(),
                    state.shelf(configure.partition(), configure.rules().tenant()),
                    state.holes);
            if (configure.rules().fifo()) {
                topic.beFifo(state.groupsWeight);
            }
            topic.meters.accrue(state.timeMs);
            state.make(topic);
            return Reply.DONE;
        }
        if (configure.revision() < topic.revision) {
            return Reply.DONE;
        }
        if (configure.rules().fifo() != topic.rules.fifo()) {
            return new Reply.Refused(new Rejection.TopicExists());
        }
        topic.revision = configure.revision();
        long delayedBeforeMs = topic.rules.delayMs();
        boolean retentionChanged = configure.rules().retentionMs() != topic.rules.retentionMs();
        topic.rules = configure.rules();
        if (retentionChanged) {
            Expiring.rearm(state, topic);
        }
        if (topic.groups != null && topic.rules.delayMs() != delayedBeforeMs) {
            topic.groups.delayChanged(state, hidesAgain && topic.rules.delayMs() > delayedBeforeMs);
        }
        Parking.parkSpent(state, topic);
        return Reply.DONE;
    }
}
