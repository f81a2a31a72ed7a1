package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Asks a second time when a read takes longer than 95 of 100 did of late, and takes the first success. Second reads are few at
 * a time and a small part of all: when everything is slow, they would only make it slower.
 */
public final class HedgedReads extends StoreDecorator {
    /** Second reads under way at most. */
    static final int MAX_SECONDS = 8;
    /** One of so many reads may be asked a second time. */
    public static final int READS_A_SECOND = 10;
    /** Second reads that quiet times save up at most; there at the start. */
    public static final int MAX_SAVED = 16;
    /** Reads from this length on are compared among themselves: how long they take is mostly the network's width. */
    private static final int LONG_BYTES = 1 << 20;

    private final LongSupplier nanoTime;
    private final Timer timer;
    private final RecentReads shorts = new RecentReads();
    private final RecentReads longs = new RecentReads();
    private final Semaphore seconds = new Semaphore(MAX_SECONDS);
    /** In reads: a second read costs {@link #READS_A_SECOND} of them. */
    private final AtomicInteger saved = new AtomicInteger(MAX_SAVED * READS_A_SECOND);

    private final LongAdder asked = new LongAdder();

    /** Runs a task after a while, on another thread or none of its own. */
    public interface Timer {
        void after(Duration delay, Runnable task);
    }

    /** @param nanoTime tells how much time has passed, in nanoseconds since any moment */
    public HedgedReads(ObjectStore store, LongSupplier nanoTime, Timer timer) {
        super(store);
        this.nanoTime = nanoTime;
        this.timer = timer;
    }

    /** Reads that were asked a second time so far. */
    public long secondReads() {
        return asked.sum();
    }

    /** How long a read of so many bytes may take now before it is asked a second time; 20 ms to 2 s. */
    public Duration patience(int length) {
        return recent(length).patience();
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        RecentReads recent = recent(length);
        long begun = nanoTime.getAsLong();
        saved.updateAndGet(before -> Math.min(before + 1, MAX_SAVED * READS_A_SECOND));
        CompletableFuture<ByteBuffer> first = store.read(name, position, length);
        remember(first, begun, recent);
        if (first.isDone()) {
            return first;
        }
        Race race = new Race();
        race.enter(first);
        timer.after(recent.patience(), () -> {
            if (!race.result.isDone() && mayAsk()) {
                asked.increment();
                race.enter(store.read(name, position, length).whenComplete((bytes, failure) -> seconds.release()));
            }
        });
        return race.result;
    }

    /** Each first read by itself, also one that a second has overtaken: else slow ones would never be known. */
    private void remember(CompletionStage<ByteBuffer> first, long begun, RecentReads recent) {
        first.whenComplete((bytes, failure) -> {
            if (failure == null) {
                recent.add(nanoTime.getAsLong() - begun);
            }
        });
    }

    private RecentReads recent(int length) {
        return length < LONG_BYTES ? shorts : longs;
    }

    private boolean mayAsk() {
        if (!seconds.tryAcquire()) {
            return false;
        }
        int before = saved.getAndUpdate(now -> now < READS_A_SECOND ? now : now - READS_A_SECOND);
        if (before < READS_A_SECOND) {
            seconds.release();
            return false;
        }
        return true;
    }

    /** The first success counts; a failure only when nobody runs any more. */
    private static final class Race {
        final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        private final AtomicInteger running = new AtomicInteger();

        void enter(CompletionStage<ByteBuffer> read) {
            running.incrementAndGet();
            read.whenComplete((bytes, failure) -> {
                if (failure == null) {
                    result.complete(bytes);
                } else if (running.decrementAndGet() == 0) {
                    result.completeExceptionally(Failures.cause(failure));
                }
            });
        }
    }
}
