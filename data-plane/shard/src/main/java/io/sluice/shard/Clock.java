package io.sluice.shard;

/** Port: the machine's clocks. */
public interface Clock {
    /** Milliseconds since 1970; may jump. */
    long wallMs();

    /** Nanoseconds since some moment; never goes back. */
    long monotonicNs();
}
