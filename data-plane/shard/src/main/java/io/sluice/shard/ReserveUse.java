package io.sluice.shard;

/**
 * What is proposed while the disk is full, and down to which part of the log's reserve it may go. Sends stop before the
 * reserve. The rest stops one after the other, so that at each line what remains is enough for what goes on:
 *
 * <ul>
 *   <li>what comes parked or moved from elsewhere takes its bodies along and may use a quarter;
 *   <li>a receive takes some 30 bytes a message and is followed by an ack of 16, which finds room in the next quarter;
 *   <li>from there on only what the shard does by itself is proposed, mostly ticks and records of uploads, below 100 bytes each;
 *   <li>the last eighth is for what the log's trimming needs and for nothing else: {@code Began} once, {@code Flushed} for
 *       each segment that is written (33 bytes for each queue in it), {@code Dropped}, and a tick between two snapshots. Each
 *       second snapshot gives back all of the log that no body in memory holds.
 * </ul>
 *
 * A snapshot is begun after an eighth of the reserve, and at once when receives had to stop. So these lines are met when
 * snapshots and segments cannot be written for lack of space that somebody else took, and then everything waits for that.
 */
public enum ReserveUse {
    ARRIVAL(6),
    RECEIVE(4),
    REQUEST(2),
    BACKGROUND(1),
    TRIMMING(0);

    private static final int PARTS = 8;

    private final int parts;

    ReserveUse(int parts) {
        this.parts = parts;
    }

    /** What must remain, bytes. */
    long leaves(long reserveBytes) {
        return reserveBytes / PARTS * parts;
    }
}
