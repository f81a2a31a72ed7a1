package io.sluice.shard.door;

import io.sluice.api.Done;
import io.sluice.api.Leases;
import io.sluice.api.Result;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.SealedText;
import io.sluice.model.Caller;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leases by the shards of this process. */
public final class LocalLeases implements Leases {
    /** What a command weighs in the mailbox. */
    private static final int COMMAND_BYTES = 128;

    private static final Rejection LOCKED = new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING);

    private final List<Shard> shards;

    /** @param shards by number */
    public LocalLeases(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public CompletionStage<Result<Done>> nack(
            Caller caller, Topic topic, Receipt receipt, Duration delay, String reason) {
        String stored;
        try {
            stored = SealedText.sealed(shard(topic).storage().seal(), topic.tenant(), reason);
        } catch (PayloadLocked noKey) {
            return CompletableFuture.completedFuture(Result.refused(LOCKED));
        }
        Command nack = new Command.Nack(
                receipt.partition(),
                List.of(new Command.Returned(receipt.offset(), receipt.delivery(), delay.toMillis(), stored)));
        return propose(caller, topic, receipt, nack, COMMAND_BYTES + stored.length());
    }

    @Override
    public CompletionStage<Result<Done>> hold(Caller caller, Topic topic, Receipt receipt, Duration lease) {
        Command hold = new Command.Hold(new Command.Extend(
                receipt.partition(), new long[] {receipt.offset()}, new int[] {receipt.delivery()}, new long[] {
                    lease.toMillis()
                }));
        return propose(caller, topic, receipt, hold, COMMAND_BYTES);
    }

    private CompletionStage<Result<Done>> propose(
            Caller caller, Topic topic, Receipt receipt, Command command, int weight) {
        Place place = topic.places().getFirst();
        if (!receipt.partition().equals(place.partition())) {
            return CompletableFuture.completedFuture(Result.refused(new Rejection.ForeignReceipt()));
        }
        CompletableFuture<Result<Done>> result = new CompletableFuture<>();
        shard(topic)
                .submit(new Request.Propose(
                        caller.tenant(), command, weight, reply -> result.complete(verdict(reply))));
        return result;
    }

    private Shard shard(Topic topic) {
        return shards.get(topic.places().getFirst().shard());
    }

    private static Result<Done> verdict(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return Result.refused(refused.rejection());
        }
        Optional<Rejection> why = ((Reply.Verdicts) reply).verdicts().getFirst();
        return why.map(Result::<Done>refused).orElseGet(() -> Result.ok(Done.DONE));
    }
}
