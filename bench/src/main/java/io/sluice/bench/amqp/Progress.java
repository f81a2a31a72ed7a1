package io.sluice.bench.amqp;

/** Is told when work begins and how much more is done, by one thread at a time; times are {@link System#nanoTime}. */
public interface Progress {
    /** All is connected. */
    void begins(long nowNs);

    void done(int messages, long nowNs);
}
