package io.sluice.sqs.operation;

import io.sluice.api.Action;
import io.sluice.api.MessageMoves;
import io.sluice.api.Result;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Begins to move what waits in a dead-letter queue. Who may do that may take from the one and send to the other. */
final class SqsStartMessageMoveTask implements SqsOperation {
    private static final int MAX_PER_SECOND = 500;
    private static final String FIFO = ".fifo";
    private static final List<Action> ON_SOURCE = List.of(Action.START_MOVE, Action.RECEIVE, Action.ACK);
    private static final List<Action> ON_DESTINATION = List.of(Action.SEND);

    private final MessageMoves moves;
    private final QueueAddress addresses;
    private final DeadLetterSources sources;
    private final TaskHandles handles;

    SqsStartMessageMoveTask(
            MessageMoves moves, QueueAddress addresses, DeadLetterSources sources, TaskHandles handles) {
        this.moves = moves;
        this.addresses = addresses;
        this.sources = sources;
        this.handles = handles;
    }

    @Override
    public Outcome run(SqsCall call) {
        String given = call.params().required("SourceArn");
        QueueArn arn = arn("SourceArn", given);
        Topic source = addresses.find(call, arn, ON_SOURCE, SqsErrors.noSuchResource("SourceArn"));
        Integer asked = call.params().whole("MaxNumberOfMessagesPerSecond");
        return new Outcome.Later<>(
                CompletableFuture.supplyAsync(
                                () -> {
                                    checkParked(call, source);
                                    return start(call, source, asked);
                                },
                                Thread::startVirtualThread)
                        .thenCompose(started -> started),
                (answer, task) -> answer.text("TaskHandle", handles.toWire(source, task, arn.region())));
    }

    private void checkParked(SqsCall call, Topic source) {
        if (sources.of(call.payer(source), source, null, 1).isEmpty()) {
            throw invalid("Source queue must be configured as a Dead Letter Queue.");
        }
    }

    private CompletionStage<Result<Long>> start(SqsCall call, Topic source, @Nullable Integer asked) {
        Topic destination = destination(call, source);
        if (asked != null && (asked < 1 || asked > MAX_PER_SECOND)) {
            throw invalid("Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number"
                    + " that's between 1 and " + MAX_PER_SECOND + ".");
        }
        return moves.start(call.payer(source), source, destination, asked == null ? 0 : asked);
    }

    private @Nullable Topic destination(SqsCall call, Topic source) {
        String given = call.params().text("DestinationArn");
        if (given == null) {
            return null;
        }
        QueueArn arn = arn("DestinationArn", given);
        SqsError none = SqsErrors.noSuchResource("DestinationArn");
        if (!arn.tenant().equals(source.tenant())) {
            throw none.refusal(); // messages change their queue, not their owner
        }
        Topic destination = addresses.find(call, arn, ON_DESTINATION, none);
        if (destination.incarnation() == source.incarnation()) {
            throw invalid("Source queue arn and destination queue arn cannot be the same.");
        }
        if (isFifo(destination) != isFifo(source)) {
            throw invalid("The source queue and destination queue must be of the same queue type.");
        }
        return destination;
    }

    private static boolean isFifo(Topic queue) {
        return queue.name().endsWith(FIFO);
    }

    /** Refuses what names no queue. */
    static QueueArn arn(String parameter, String given) {
        return QueueArn.fromWire(given)
                .orElseThrow(() -> invalid("You must use this format to specify the " + parameter
                        + ": arn:<partition>:<service>:<region>:<account-id>:<resource-id>"));
    }

    private static SqsError.Refusal invalid(String message) {
        return new SqsError(SqsCode.INVALID_PARAMETER_VALUE, message).refusal();
    }
}
