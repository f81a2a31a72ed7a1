package io.sluice.sqs;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** A body that arrives in pieces. Grows with what came, not with what was announced, and out of a budget of the node. */
final class RequestBody {
    private static final int FIRST_CAPACITY = 64 * 1024;

    /** The bytes of all bodies under way. */
    static final class Budget {
        private final long limit;
        private final AtomicLong used = new AtomicLong();

        Budget(long limit) {
            this.limit = limit;
        }

        boolean take(int bytes) {
            if (used.addAndGet(bytes) <= limit) {
                return true;
            }
            used.addAndGet(-bytes);
            return false;
        }

        void giveBack(int bytes) {
            used.addAndGet(-bytes);
        }

        long used() {
            return used.get();
        }
    }

    enum Added {
        DONE,
        TOO_LARGE,
        OUT_OF_BUDGET
    }

    private final Budget budget;
    private final int limit;
    private byte[] bytes = new byte[0];
    private int length;

    RequestBody(Budget budget, int limit) {
        this.budget = budget;
        this.limit = limit;
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
            int capacity = Math.min(limit, Math.max(length + count, Math.max(FIRST_CAPACITY, bytes.length * 2)));
            if (!budget.take(capacity - bytes.length)) {
                return Added.OUT_OF_BUDGET;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        piece.readBytes(bytes, length, count);
        length += count;
        return Added.DONE;
    }

    void release() {
        budget.giveBack(bytes.length);
        bytes = new byte[0];
        length = 0;
    }
}
