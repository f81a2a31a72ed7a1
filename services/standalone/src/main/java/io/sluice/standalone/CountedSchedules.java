package io.sluice.standalone;

import io.sluice.api.Done;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Schedules;
import io.sluice.api.Sent;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Messages for later, with their requests counted. */
final class CountedSchedules implements Schedules {
    private final Schedules schedules;
    private final RequestCounts.Action send;
    private final RequestCounts.Action schedule;
    private final RequestCounts.Action move;
    private final RequestCounts.Action cancel;

    CountedSchedules(Schedules schedules, RequestCounts counts) {
        this.schedules = schedules;
        this.send = counts.action("send");
        this.schedule = counts.action("schedule");
        this.move = counts.action("reschedule");
        this.cancel = counts.action("cancel");
    }

    @Override
    public CompletionStage<Result<Sent>> send(
            Caller caller, Topic topic, Outgoing message, Optional<When> when, Optional<String> token) {
        RequestCounts.Action action = when.isPresent() ? schedule : send;
        return action.counted(schedules.send(caller, topic, message, when, token));
    }

    @Override
    public CompletionStage<Result<Done>> move(Caller caller, Topic topic, long position, When when) {
        return move.counted(schedules.move(caller, topic, position, when));
    }

    @Override
    public CompletionStage<Result<Done>> cancel(Caller caller, Topic topic, long position) {
        return cancel.counted(schedules.cancel(caller, topic, position));
    }
}
