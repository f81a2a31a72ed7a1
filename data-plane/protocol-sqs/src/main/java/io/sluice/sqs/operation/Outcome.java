package io.sluice.sqs.operation;

import io.sluice.api.Delivery;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.sqs.wire.Answer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * What becomes of a request. The writers run when the answer is written and may still throw a refusal, before they write
 * anything. While an outcome is awaited only it is kept of the request.
 */
public sealed interface Outcome {
    record Now(Answer.Fields fields) implements Outcome {}

    record Later<T>(CompletionStage<Result<T>> stage, BiConsumer<Answer, T> fields) implements Outcome {}

    /** A receive, which is abandoned when its consumer goes away. */
    record Waiting(Poll poll, BiConsumer<Answer, List<Delivery>> fields) implements Outcome {}
}
