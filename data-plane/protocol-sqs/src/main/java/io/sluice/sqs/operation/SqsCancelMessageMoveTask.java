package io.sluice.sqs.operation;

import io.sluice.api.Action;
import io.sluice.api.MessageMoves;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends a task; what has arrived stays where it is. */
final class SqsCancelMessageMoveTask implements SqsOperation {
    private final MessageMoves moves;
    private final QueueAddress addresses;
    private final TaskHandles handles;

    SqsCancelMessageMoveTask(MessageMoves moves, QueueAddress addresses, TaskHandles handles) {
        this.moves = moves;
        this.addresses = addresses;
        this.handles = handles;
    }

    @Override
    public Outcome run(SqsCall call) {
        TaskHandles.Handle handle = TaskHandles.fromWire(call.params().required("TaskHandle"));
        Topic source = addresses.find(
                call, handle.source(), List.of(Action.CANCEL_MOVE), SqsErrors.noSuchResource("SourceArn"));
        Caller payer = call.payer(source);
        return new Outcome.Later<>(
                moves.list(payer, source, MessageMoves.MAX_KEPT)
                        .thenCompose(kept -> cancel(payer, source, handle, kept)),
                (answer, moved) -> answer.whole("ApproximateNumberOfMessagesMoved", moved));
    }

    private CompletionStage<Result<Long>> cancel(
            Caller payer, Topic source, TaskHandles.Handle handle, Result<List<MoveTask>> kept) {
        return switch (kept) {
            case Result.Refused<List<MoveTask>>(Rejection rejection) ->
                CompletableFuture.completedFuture(Result.refused(rejection));
            case Result.Ok<List<MoveTask>>(List<MoveTask> tasks) -> {
                Optional<MoveTask> task = handles.find(handle, source, tasks);
                yield task.isPresent()
                        ? moves.cancel(payer, source, task.get().number())
                        : CompletableFuture.completedFuture(Result.refused(new Rejection.NoSuchMove()));
            }
        };
    }
}
