package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Sending and receiving. A stage that completes with {@link Result.Ok} is durable. Stages complete on a thread of the
 * shard or the caller's own: continue elsewhere when the continuation takes longer than a few microseconds. The caller
 * has been authenticated and may use the topic.
 */
public interface Messaging {
    /** Sends all or none. */
    CompletionStage<Result<List<Sent>>> send(Caller caller, Topic topic, List<Outgoing> messages);

    /** Leases up to the wanted number of messages, waiting for the first where wanted. */
    Poll receive(Caller caller, Topic topic, Want want);

    /**
     * Removes messages for good; per receipt, in order: empty, or why not. Acking what is gone is done. On a FIFO topic only
     * while the receipt's lease lasts, or once more under the receipt that did it.
     */
    CompletionStage<Result<List<Optional<Rejection>>>> ack(Caller caller, Topic topic, List<Receipt> receipts);

    /** Moves the ends of leases; per extension, in order: empty, or why not. */
    CompletionStage<Result<List<Optional<Rejection>>>> extend(Caller caller, Topic topic, List<Extension> extensions);
}
