package io.sluice.shard.body;

import io.sluice.api.Result;
import io.sluice.log.body.BodyDamaged;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Effect;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.shard.Proposals;
import io.sluice.shard.ShardStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Parts of large bodies for consumers that have them leased. Begins on the shard's thread; reads elsewhere. */
public final class BodyRanges {
    private static final Result<ByteBuffer> CANNOT = Result.refused(new Rejection.Unavailable(Effect.NONE));

    private final BodyReads reads;
    private final LostBodies lost;
    private final Proposals proposals;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;

    public BodyRanges(
            BodyReads reads, LostBodies lost, Proposals proposals, ShardStorage storage, Consumer<Runnable> later) {
        this.reads = reads;
        this.lost = lost;
        this.proposals = proposals;
        this.later = later;
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

    /** A body that turns out damaged where it lies, with no other copy, is lost, and its message leaves the queue. */
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
            } catch (BodyDamaged damaged) {
                later.accept(() -> {
                    if (hasMoved(state, receipt, file)) {
                        // It was only looked for at the wrong place; a file moves twice at the most.
                        read(state, receipt, from, length, answer);
                    } else {
                        lose(state, receipt, file, damaged, () -> answer.accept(CANNOT));
                    }
                });
            } catch (IOException failed) {
                answer.accept(CANNOT);
            }
        });
    }

    private static boolean hasMoved(ShardState state, Receipt receipt, BodyFile was) {
        TopicState topic = state.topic(receipt.partition());
        return WholeBodies.hasMoved(was, topic == null ? null : topic.bodyFile(receipt.offset()));
    }

    /** Nobody is to be handed what breaks each time. */
    private void lose(ShardState state, Receipt receipt, BodyFile file, BodyDamaged why, Runnable then) {
        TopicState topic = state.existing(receipt.partition());
        Entry entry = topic.entry(receipt.offset());
        if (entry == null) {
            then.run(); // it was handed out, and has gone meanwhile
            return;
        }
        LostBodies.Lost one =
                new LostBodies.Lost(entry.offset, file, entry.bytes, entry.sentMs, String.valueOf(why.getMessage()));
        lost.lose(proposals, topic, one, then);
    }
}
