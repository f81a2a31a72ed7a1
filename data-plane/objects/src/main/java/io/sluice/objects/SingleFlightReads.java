package io.sluice.objects;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Asks once for a range that several readers want at the same time. Keeps nothing: it is not a cache. */
public final class SingleFlightReads extends StoreDecorator {
    private final ConcurrentMap<Range, CompletableFuture<ByteBuffer>> underWay = new ConcurrentHashMap<>();

    private record Range(String name, long position, int length) {}

    public SingleFlightReads(ObjectStore store) {
        super(store);
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        Names.checkRead(name, position, length);
        Range range = new Range(name, position, length);
        CompletableFuture<ByteBuffer> mine = new CompletableFuture<>();
        CompletableFuture<ByteBuffer> others = underWay.putIfAbsent(range, mine);
        if (others != null) {
            return others.thenApply(ByteBuffer::asReadOnlyBuffer);
        }
        CompletionStage<ByteBuffer> asked = store.read(name, position, length);
        asked.whenComplete((bytes, failure) -> {
            underWay.remove(range, mine);
            if (failure == null) {
                mine.complete(bytes);
            } else {
                mine.completeExceptionally(Failures.cause(failure));
            }
        });
        return mine.thenApply(ByteBuffer::asReadOnlyBuffer);
    }
}
