package io.sluice.shard.door;

import io.sluice.api.Done;
import io.sluice.api.LargeMessages;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.body.BodyWriting;
import io.sluice.shard.body.FiledSends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A large body on its way in, piece by piece: no more of it than one piece is in memory. */
final class BodyStream implements LargeMessages.Incoming {
    /** What its command weighs in the mailbox beside the stub. */
    private static final int COMMAND_BYTES = 64;

    private final FiledSends sends;
    private final Executor background;
    private final TenantId tenant;
    private final Command.Send send;
    private @Nullable BodyWriting writing;

    /** @param send of one stub */
    BodyStream(FiledSends sends, Executor background, TenantId tenant, Command.Send send, BodyWriting writing) {
        this.sends = sends;
        this.background = background;
        this.tenant = tenant;
        this.send = send;
        this.writing = writing;
    }

    @Override
    public CompletionStage<Result<Done>> add(ByteBuffer piece) {
        BodyWriting to = open();
        if (piece.remaining() > LargeMessages.MAX_PIECE_BYTES || to.length() + piece.remaining() > to.expectedBytes()) {
            throw new IllegalArgumentException(
                    "a piece of " + piece.remaining() + " bytes behind " + to.length() + " of " + to.expectedBytes());
        }
        CompletableFuture<Result<Done>> result = new CompletableFuture<>();
        background.execute(() -> {
            try {
                to.put(piece);
                result.complete(Result.ok(Done.DONE));
            } catch (IOException failed) {
                result.complete(Result.refused(refused(failed)));
            }
        });
        return result;
    }

    @Override
    public CompletionStage<Result<Sent>> end() {
        BodyWriting to = open();
        if (to.length() != to.expectedBytes()) {
            throw new IllegalStateException(to.length() + " bytes of " + to.expectedBytes());
        }
        CompletableFuture<Result<Sent>> result = new CompletableFuture<>();
        background.execute(() -> {
            List<Command.Attached> files;
            try {
                files = sends.finish(List.of(0), List.of(to));
            } catch (IOException failed) {
                result.complete(Result.refused(refused(failed)));
                return;
            }
            writing = null;
            int weight = COMMAND_BYTES + send.messages().getFirst().envelope().length;
            sends.propose(
                    tenant,
                    send,
                    files,
                    weight,
                    reply -> result.complete(
                            switch (reply) {
                                case Reply.Refused(Rejection rejection) -> Result.refused(rejection);
                                default ->
                                    Result.ok(LocalMessaging.sent(reply, List.of(to.message()), send.partition())
                                            .getFirst());
                            }));
        });
        return result;
    }

    @Override
    public void abandon() {
        BodyWriting open = writing;
        writing = null;
        if (open != null) {
            background.execute(() -> sends.discard(List.of(open)));
        }
    }

    private BodyWriting open() {
        BodyWriting open = writing;
        if (open == null) {
            throw new IllegalStateException("the message was sent, refused or abandoned");
        }
        return open;
    }

    private Rejection refused(IOException failed) {
        BodyWriting open = open();
        writing = null;
        return ((Reply.Refused) sends.failed(List.of(open), failed)).rejection();
    }
}
