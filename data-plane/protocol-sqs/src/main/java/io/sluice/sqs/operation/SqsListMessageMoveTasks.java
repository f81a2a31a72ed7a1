package io.sluice.sqs.operation;

import io.sluice.api.Action;
import io.sluice.api.MessageMoves;
import io.sluice.model.MoveTask;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.SqsCode;
import java.util.List;

/** The newest tasks of a queue, the newest first. */
final class SqsListMessageMoveTasks implements SqsOperation {
    private final MessageMoves moves;
    private final QueueAddress addresses;
    private final TaskHandles handles;

    SqsListMessageMoveTasks(MessageMoves moves, QueueAddress addresses, TaskHandles handles) {
        this.moves = moves;
        this.addresses = addresses;
        this.handles = handles;
    }

    @Override
    public Outcome run(SqsCall call) {
        QueueArn arn = SqsStartMessageMoveTask.arn("SourceArn", call.params().required("SourceArn"));
        Topic source = addresses.find(call, arn, List.of(Action.LIST_MOVES), SqsErrors.noSuchResource("SourceArn"));
        Integer asked = SqsErrors.inRange(call.params(), "MaxResults", 1, MessageMoves.MAX_KEPT);
        return new Outcome.Later<>(
                moves.list(call.payer(source), source, asked == null ? 1 : asked), (answer, tasks) -> {
                    answer.list("Results", "ListMessageMoveTasksResultEntry");
                    tasks.forEach(task -> write(answer, source, arn.region(), task));
                    answer.endList();
                });
    }

    private void write(Answer answer, Topic source, String region, MoveTask task) {
        answer.item();
        if (task.state() == MoveTask.State.RUNNING) {
            answer.text("TaskHandle", handles.toWire(source, task.number(), region));
        }
        answer.text("Status", task.state().name());
        answer.text("SourceArn", new QueueArn(region, source.tenant(), source.name()).toWire());
        task.destination()
                .ifPresent(name -> answer.text("DestinationArn", new QueueArn(region, source.tenant(), name).toWire()));
        if (task.perSecond() > 0) {
            answer.whole("MaxNumberOfMessagesPerSecond", task.perSecond());
        }
        answer.whole("ApproximateNumberOfMessagesMoved", task.moved());
        answer.whole("ApproximateNumberOfMessagesToMove", task.toMove());
        task.failure().ifPresent(failure -> answer.text("FailureReason", reason(failure)));
        answer.whole("StartedTimestamp", task.startedMs());
        answer.endItem();
    }

    private static String reason(MoveTask.Failure failure) {
        return switch (failure) {
            case TARGET_GONE -> "AWS.SimpleQueueService.NonExistentQueue";
            case NO_ORIGIN -> "CouldNotDetermineMessageSource";
            case NO_SUCH_KEY -> SqsCode.KMS_NOT_FOUND.queryCode();
            case KEY_DISABLED -> SqsCode.KMS_DISABLED.queryCode();
        };
    }
}
