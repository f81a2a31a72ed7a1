package io.sluice.sqs;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A body that arrives in pieces. Grows out of a budget of the node; beyond its first buffer with what came, not with what
 * was announced.
 */
final class RequestBody {
    private static final int LARGEST_FIRST_CAPACITY = 64 * 1024;

    enum Added {
        DONE,
        TOO_LARGE,
        OUT_OF_BUDGET
    }

    private final ByteBudget budget;
    private final String owner;
    private final int limit;
    private final int firstCapacity;
    private byte[] bytes = new byte[0];
    private int length;

    /**
     * An empty one.
     *
     * @param owner the key that claims to send it
     * @param announced the body's length as the request has it, or 0
     */
    RequestBody(ByteBudget budget, String owner, int limit, long announced) {
        this.budget = budget;
        this.owner = owner;
        this.limit = limit;
        this.firstCapacity = announced > 0 ? (int) Math.min(announced, LARGEST_FIRST_CAPACITY) : LARGEST_FIRST_CAPACITY;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    Added add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (count > limit - length) {
            return Added.TOO_LARGE;
        }
        if (count > bytes.length - length) {
            int capacity = Math.min(limit, Math.max(length + count, Math.max(firstCapacity, bytes.length * 2)));
            if (!budget.take(owner, capacity - bytes.length)) {
                return Added.OUT_OF_BUDGET;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        piece.readBytes(bytes, length, count);
        length += count;
        return Added.DONE;
    }

    void release() {
        budget.giveBack(owner, bytes.length);
        bytes = new byte[0];
        length = 0;
    }
}
