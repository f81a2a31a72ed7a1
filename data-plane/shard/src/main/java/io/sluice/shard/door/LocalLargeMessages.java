package io.sluice.shard.door;

import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Caller;
import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.FifoNames;
import io.sluice.shard.Shard;
import io.sluice.shard.body.FiledSends;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Large messages by the shards of this process. */
public final class LocalLargeMessages implements LargeMessages {
    private final List<Shard> shards;
    private final Ids ids;

    /** @param shards by number */
    public LocalLargeMessages(List<Shard> shards, Ids ids) {
        this.shards = List.copyOf(shards);
        this.ids = ids;
    }

    @Override
    public CompletionStage<Result<Incoming>> begin(Caller caller, Topic topic, Outgoing outgoing, long bodyBytes) {
        if (bodyBytes < 1 || bodyBytes > MAX_BODY_BYTES) {
            return CompletableFuture.completedFuture(
                    Result.refused(new Rejection.MessageTooLarge(Math.toIntExact(MAX_BODY_BYTES))));
        }
        Place place = topic.places().getFirst();
        Shard shard = shards.get(place.shard());
        MessageId id = ids.next();
        byte[] plain = Envelope.stub(
                new Message(
                        id,
                        caller.principal(),
                        outgoing.body(),
                        outgoing.attributes(),
                        outgoing.group(),
                        outgoing.deduplicationId(),
                        outgoing.trace()),
                bodyBytes);
        byte[] stub;
        try {
            stub = shard.storage().seal().sealed(topic.tenant(), plain);
        } catch (PayloadLocked noKey) {
            return CompletableFuture.completedFuture(
                    Result.refused(new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING)));
        }
        Command.NewMessage message = new Command.NewMessage(
                stub,
                Math.toIntExact(bodyBytes) + LocalMessaging.bytes(outgoing),
                outgoing.delay().map(Duration::toMillis).orElse(-1L),
                FifoNames.of(topic, place.partition(), outgoing));
        Command.Send send = new Command.Send(place.partition(), List.of(message));
        CompletableFuture<Result<Incoming>> result = new CompletableFuture<>();
        FiledSends sends = shard.filedSends();
        sends.open(
                caller.tenant(),
                place.partition(),
                List.of(new FiledSends.Wanted(id, bodyBytes)),
                MAX_PIECE_BYTES,
                refused -> result.complete(Result.refused(((Reply.Refused) refused).rejection())),
                writings -> result.complete(Result.ok(new BodyStream(
                        sends, shard.storage().background(), caller.tenant(), send, writings.getFirst()))));
        return result;
    }

    @Override
    public CompletionStage<Result<Long>> length(Caller caller, Topic topic, Receipt receipt) {
        Place place = topic.places().getFirst();
        if (!receipt.partition().equals(place.partition())) {
            return CompletableFuture.completedFuture(Result.refused(new Rejection.ForeignReceipt()));
        }
        CompletableFuture<Result<Long>> result = new CompletableFuture<>();
        shards.get(place.shard()).bodyLength(caller.tenant(), receipt, result::complete);
        return result;
    }

    @Override
    public CompletionStage<Result<ByteBuffer>> read(
            Caller caller, Topic topic, Receipt receipt, long from, int length) {
        if (from < 0 || length < 0 || length > MAX_PIECE_BYTES) {
            throw new IllegalArgumentException(length + " bytes from " + from);
        }
        CompletableFuture<Result<ByteBuffer>> result = new CompletableFuture<>();
        Place place = topic.places().getFirst();
        if (!receipt.partition().equals(place.partition())) {
            return CompletableFuture.completedFuture(Result.refused(new Rejection.ForeignReceipt()));
        }
        shards.get(place.shard()).readBody(caller.tenant(), receipt, from, length, reading -> result.complete(reading));
        return result;
    }
}
