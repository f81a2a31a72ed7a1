package io.sluice.log.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decompressed blocks of many segments, bounded in bytes. Who asks for a block that another thread is loading waits for that.
 * For several threads; has none of its own.
 */
public final class BlockCache {
    /** What a block weighs beside its content. */
    private static final int OVERHEAD_BYTES = 256;

    private final Cache<Key, Block> blocks;
    private final ConcurrentHashMap<Key, CompletableFuture<Block>> loading = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    private record Key(SegmentId segment, int block) {}

    /** Reads a block and checks it. */
    interface Loader {
        Block load() throws IOException;
    }

    /**
     * Counted since the start, all but {@code bytes}.
     *
     * @param hits blocks that were there
     * @param loads blocks that were read, failures among them
     * @param shared requests that waited for another's load
     * @param failures loads that ended in an error
     * @param evictions blocks that went to make room
     * @param bytes what the blocks take now
     */
    public record Statistics(long hits, long loads, long shared, long failures, long evictions, long bytes) {}

    /** @param maxBytes what the blocks may take together; 0 keeps none. Blocks being loaded come on top, one a thread */
    public BlockCache(long maxBytes) {
        this.blocks = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Block block) -> block.weight() + OVERHEAD_BYTES)
                .evictionListener((key, block, cause) -> evictions.increment())
                .executor(Runnable::run)
                .build();
    }

    public Statistics statistics() {
        long bytes = blocks.policy()
                .eviction()
                .flatMap(bound -> bound.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
        return new Statistics(hits.sum(), loads.sum(), shared.sum(), failures.sum(), evictions.sum(), bytes);
    }

    /** The block from memory or through the loader, whose failure is kept for nobody but those who wait for it. */
    Block get(SegmentId segment, int number, Loader loader) throws IOException {
        Key key = new Key(segment, number);
        Block known = blocks.getIfPresent(key);
        if (known != null) {
            hits.increment();
            return known;
        }
        CompletableFuture<Block> mine = new CompletableFuture<>();
        CompletableFuture<Block> others = loading.putIfAbsent(key, mine);
        if (others != null) {
            shared.increment();
            return outcome(others);
        }
        load(key, mine, loader);
        return outcome(mine);
    }

    private void load(Key key, CompletableFuture<Block> mine, Loader loader) {
        try {
            // Another load may have ended between the look and the turn.
            Block known = blocks.policy().getIfPresentQuietly(key);
            if (known == null) {
                loads.increment();
                known = loader.load();
                blocks.put(key, known);
            } else {
                hits.increment();
            }
            mine.complete(known);
        } catch (Throwable e) {
            failures.increment();
            mine.completeExceptionally(e);
        } finally {
            loading.remove(key);
        }
    }

    private static Block outcome(CompletableFuture<Block> block) throws IOException {
        try {
            return block.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw e;
            }
        }
    }
}
