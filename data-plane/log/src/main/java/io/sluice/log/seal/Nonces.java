package io.sluice.log.seal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Numbers that are used once: a prefix of 64 bits, drawn when the process starts, and a counter of 32 bits behind it; when
 * the counter has ended, another prefix is drawn. So a process never gives the same one twice, whatever was written, torn and
 * written again; and two processes, or two lives of a copied directory, only if they drew the same of 2⁶⁴ prefixes: after
 * 90,000 starts under one key the chance is below 2⁻³², and keys are renewed long before. For several threads.
 */
public final class Nonces {
    static final int BYTES = 12;
    /** Taken at a time, at most. */
    static final int MAX_TAKEN = 1 << 16;

    private static final long A_PREFIX = 1L << 32;

    private final LongSupplier prefixes;
    private volatile Counter current;

    private record Counter(long prefix, AtomicLong next) {
        Counter(long prefix) {
            this(prefix, new AtomicLong());
        }
    }

    /** @param prefixes random, and others at each start of a process: nothing is secret if they repeat */
    public Nonces(LongSupplier prefixes) {
        this.prefixes = prefixes;
        this.current = new Counter(prefixes.getAsLong());
    }

    /**
     * Takes so many in a row.
     *
     * @return the first; the others are {@link Nonce#plus}
     */
    Nonce take(int count) {
        if (count < 1 || count > MAX_TAKEN) {
            throw new IllegalArgumentException(count + " nonces at a time");
        }
        while (true) {
            Counter counter = current;
            long first = counter.next.getAndAdd(count);
            if (first + count <= A_PREFIX) {
                return new Nonce(counter.prefix, (int) first);
            }
            current = new Counter(prefixes.getAsLong()); // has room for each; two at once are two prefixes
        }
    }
}
