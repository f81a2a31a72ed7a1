package io.sluice.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames on their way from the one thread that appends to the one that writes, without locks and without garbage. */
final class AppendQueue {
    private final @Nullable ByteBuffer[] commands;
    private final long[] times;
    private final int mask;
    private volatile long head;
    private volatile long tail;

    /** @param capacity a power of two */
    AppendQueue(int capacity) {
        this.commands = new @Nullable ByteBuffer[capacity];
        this.times = new long[capacity];
        this.mask = capacity - 1;
    }

    /** False when full. */
    boolean offer(ByteBuffer frame, long timeMs) {
        long at = tail;
        if (at - head == commands.length) {
            return false;
        }
        commands[(int) at & mask] = frame;
        times[(int) at & mask] = timeMs;
        tail = at + 1;
        return true;
    }

    /** The oldest frame's commands, or null when empty. */
    @Nullable
    ByteBuffer peek() {
        long at = head;
        return at == tail ? null : commands[(int) at & mask];
    }

    long peekTimeMs() {
        return times[(int) head & mask];
    }

    /** Takes away what {@link #peek} showed. */
    void advance() {
        long at = head;
        commands[(int) at & mask] = null;
        head = at + 1;
    }
}
