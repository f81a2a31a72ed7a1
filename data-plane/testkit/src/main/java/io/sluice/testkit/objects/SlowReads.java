package io.sluice.testkit.objects;

import io.sluice.objects.HedgedReads;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.StoreDecorator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** A store of which each read takes a while, and some a long while; all else is as quick as the store behind it. */
public final class SlowReads extends StoreDecorator {
    private static final int OF = 1_000;

    private final RandomGenerator random;
    private final HedgedReads.Timer timer;
    private Pace pace = new Pace(Duration.ZERO, Duration.ZERO, 0);
    private long reads;

    /**
     * How slow it is.
     *
     * @param usual most reads take that long to twice as long
     * @param slow the others
     * @param slowReads of 1,000
     */
    public record Pace(Duration usual, Duration slow, int slowReads) {}

    /** @param timer of the time in which reads are slow */
    public SlowReads(ObjectStore store, RandomGenerator random, HedgedReads.Timer timer) {
        super(store);
        this.random = random;
        this.timer = timer;
    }

    /** From now on. */
    public void pace(Pace other) {
        pace = other;
    }

    /** Reads so far. */
    public long reads() {
        return reads;
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        reads++;
        boolean slow = random.nextInt(OF) < pace.slowReads;
        Duration takes = slow ? pace.slow : pace.usual.plusNanos(random.nextLong(Math.max(1, pace.usual.toNanos())));
        CompletableFuture<ByteBuffer> started = new CompletableFuture<>();
        timer.after(takes, () -> started.complete(ByteBuffer.allocate(0)));
        return started.thenCompose(now -> store.read(name, position, length));
    }
}
