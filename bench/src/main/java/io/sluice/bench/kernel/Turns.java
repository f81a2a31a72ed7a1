package io.sluice.bench.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lifecycles whose next step is due: one shard's thread puts them in, one client's thread takes them out. */
final class Turns {
    private static final int SPINS = 200;

    private final AtomicReferenceArray<@Nullable Lifecycle> ring;
    private final Thread consumer;
    private volatile long tail;
    private volatile boolean asleep;
    private long head;

    /**
     * A ring that never fills.
     *
     * @param capacity a power of two, not less than the lifecycles
     * @param consumer who takes
     */
    Turns(int capacity, Thread consumer) {
        this.ring = new AtomicReferenceArray<>(capacity);
        this.consumer = consumer;
    }

    void put(Lifecycle lifecycle) {
        long at = tail;
        ring.lazySet((int) at & (ring.length() - 1), lifecycle);
        tail = at + 1;
        if (asleep) {
            LockSupport.unpark(consumer);
        }
    }

    /** The next one; waits for it. */
    Lifecycle take() {
        int spins = 0;
        while (head == tail) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
                continue;
            }
            asleep = true;
            if (head == tail) {
                LockSupport.parkNanos(this, 1_000_000);
            }
            asleep = false;
        }
        int at = (int) head++ & (ring.length() - 1);
        Lifecycle next = ring.get(at);
        if (next == null) {
            throw new IllegalStateException("an empty turn");
        }
        return next;
    }
}
