package io.sluice.shard.body;

import io.sluice.api.Result;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Effect;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.shard.ShardStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Parts of large bodies for consumers that have them leased. Begins on the shard's thread; reads elsewhere. */
public final class BodyRanges {
    private final BodyReads reads;
    private final Executor background;
    private final Executor far;

    public BodyRanges(BodyReads reads, ShardStorage storage) {
        this.reads = reads;
        this.background = storage.background();
        this.far = storage.farReads();
    }

    public static Result<Long> length(ShardState state, Receipt receipt) {
        TopicState topic = state.topic(receipt.partition());
        if (topic == null) {
            return Result.refused(new Rejection.NoSuchTopic());
        }
        if (!topic.isLeased(receipt.offset(), receipt.delivery())) {
            return Result.refused(new Rejection.NotLeased());
        }
        BodyFile file = topic.bodyFile(receipt.offset());
        return Result.ok(file == null ? 0 : file.length());
    }

    public void read(ShardState state, Receipt receipt, long from, int length, Consumer<Result<ByteBuffer>> answer) {
        TopicState topic = state.topic(receipt.partition());
        if (topic == null) {
            answer.accept(Result.refused(new Rejection.NoSuchTopic()));
            return;
        }
        BodyFile file = topic.bodyFile(receipt.offset());
        if (file == null || !topic.isLeased(receipt.offset(), receipt.delivery())) {
            answer.accept(Result.refused(new Rejection.NotLeased()));
            return;
        }
        (file.onDisk() ? background : far).execute(() -> {
            ByteBuffer into = ByteBuffer.allocate(Math.clamp(file.length() - from, 0, length));
            try {
                reads.read(file, Math.min(from, file.length()), into);
                answer.accept(Result.ok(into.flip()));
            } catch (PayloadLocked noKey) {
                answer.accept(Result.refused(new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING)));
            } catch (IOException failed) {
                answer.accept(Result.refused(new Rejection.Unavailable(Effect.NONE)));
            }
        });
    }
}
