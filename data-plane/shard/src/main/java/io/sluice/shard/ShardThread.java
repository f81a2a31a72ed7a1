package io.sluice.shard;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one thread that a shard's state belongs to. Sleeps while there is nothing to do. */
public final class ShardThread {
    private static final long NS_PER_MS = 1_000_000;
    /** However wrong a deadline was computed, the thread looks again after so long. */
    private static final long LONGEST_SLEEP_MS = 10_000;

    private final Clock clock;
    private final Consumer<Throwable> fatal;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean stopping;

    /** @param fatal ends the process: the shard can promise nothing more */
    public ShardThread(Clock clock, Consumer<Throwable> fatal) {
        this.clock = clock;
        this.fatal = fatal;
    }

    /** The shard's wake-up; from any thread, also before {@link #start}. */
    public void wake() {
        // Only the first of many wakes it: each costs a call into the kernel until the thread runs.
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    public void start(Shard shard) {
        Thread fresh = Thread.ofPlatform().name("shard-" + shard.number()).unstarted(() -> run(shard));
        thread = fresh;
        fresh.start();
    }

    /** Lets everything under way end, takes a last snapshot, and returns; false if that took longer than allowed. */
    public boolean stop(Shard shard, long timeoutMs) throws InterruptedException {
        shard.beginStop();
        stopping = true;
        LockSupport.unpark(thread);
        return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private void run(Shard shard) {
        try {
            while (!(stopping && shard.isQuiet())) {
                if (!shard.step() && !shard.helpLog()) {
                    sleep(shard);
                }
            }
            shard.snapshotNow();
        } catch (IOException | RuntimeException | Error failed) {
            fatal.accept(failed);
        } finally {
            ended.countDown();
        }
    }

    private void sleep(Shard shard) {
        // First the flag, then the look: a wake-up sees the flag, or this sees what it was for.
        asleep.set(true);
        if (!shard.hasWork()) {
            long sleepMs = Math.min(LONGEST_SLEEP_MS, shard.nextStepMs() - clock.monotonicNs() / NS_PER_MS);
            if (sleepMs > 0) {
                LockSupport.parkNanos(this, sleepMs * NS_PER_MS);
            }
        }
        asleep.set(false);
    }
}
