package io.sluice.objects;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** A store over memory whose reads wait until a test answers them. */
final class AnsweredByHand extends StoreDecorator {
    final Deque<CompletableFuture<ByteBuffer>> reads = new ArrayDeque<>();
    int asked;

    AnsweredByHand() {
        super(new MemoryStore(() -> Instant.EPOCH));
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        asked++;
        CompletableFuture<ByteBuffer> read = new CompletableFuture<>();
        reads.add(read);
        return read;
    }

    /** Answers the read that waits longest. */
    void give(String text) {
        reads.remove().complete(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    /** Fails the read that waits longest. */
    void fail() {
        reads.remove().completeExceptionally(new ObjectStoreUnavailable("on purpose"));
    }

    static String text(CompletableFuture<ByteBuffer> read) {
        if (read.isCompletedExceptionally()) {
            return "failed";
        }
        return read.isDone() ? US_ASCII.decode(read.join().duplicate()).toString() : "waits";
    }
}
