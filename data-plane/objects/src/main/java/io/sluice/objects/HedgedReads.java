package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a second time when a read takes long, and takes the first success. Second reads are few at a time: when everything is
 * slow, they would only make it slower.
 */
public final class HedgedReads extends StoreDecorator {
    /** Second reads under way at most. */
    static final int MAX_SECONDS = 8;

    private final Duration patience;
    private final Timer timer;
    private final Semaphore seconds = new Semaphore(MAX_SECONDS);

    /** Runs a task after a while, on another thread or none of its own. */
    public interface Timer {
        void after(Duration delay, Runnable task);
    }

    /** @param patience how long a read may take before it is asked a second time; about its 95th percentile */
    public HedgedReads(ObjectStore store, Duration patience, Timer timer) {
        super(store);
        this.patience = patience;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        CompletableFuture<ByteBuffer> first = store.read(name, position, length);
        if (first.isDone()) {
            return first;
        }
        Race race = new Race();
        race.enter(first);
        timer.after(patience, () -> {
            if (!race.result.isDone() && seconds.tryAcquire()) {
                race.enter(store.read(name, position, length).whenComplete((bytes, failure) -> seconds.release()));
            }
        });
        return race.result;
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
