package io.sluice.sqs.operation;

import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;

/** Names of queues, and of what else follows their rule. */
final class QueueName {
    static final int MAX_CHARS = 80;
    private static final String FIFO = ".fifo";

    private QueueName() {}

    /** 1 to 80 letters, digits, hyphens and underscores. */
    static boolean isValid(String name) {
        return isWords(name, name.length());
    }

    /** A queue's name of either kind: that of a FIFO queue ends in {@code .fifo}, which counts. */
    static boolean isAny(String name) {
        return isValid(name) || isFifo(name);
    }

    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Refuses what cannot name a new queue of that kind. */
    static void check(String name, boolean fifo) {
        if (fifo ? isFifo(name) : isValid(name)) {
            return;
        }
        throw new SqsError(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        fifo
                                ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
                                        + " underscores, must end with .fifo suffix and be 1 to " + MAX_CHARS
                                        + " in length."
                                : "Can only include alphanumeric characters, hyphens, or underscores. 1 to " + MAX_CHARS
                                        + " in length")
                .refusal();
    }

    private static boolean isFifo(String name) {
        return name.endsWith(FIFO) && isWords(name, name.length() - FIFO.length());
    }

    private static boolean isWords(String name, int end) {
        if (end < 1 || name.length() > MAX_CHARS) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if (!isWord(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
