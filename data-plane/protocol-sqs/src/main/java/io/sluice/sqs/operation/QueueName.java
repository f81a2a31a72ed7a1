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
        if (name.isEmpty() || name.length() > MAX_CHARS) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isWord(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Refuses what cannot name a queue here. */
    static void check(String name) {
        if (name.endsWith(FIFO)
                && name.length() <= MAX_CHARS
                && isValid(name.substring(0, name.length() - FIFO.length()))) {
            throw noFifo().refusal();
        }
        if (!isValid(name)) {
            throw SqsErrors.invalid(
                            "QueueName",
                            name,
                            "Can only include alphanumeric characters, hyphens, or underscores. 1 to " + MAX_CHARS
                                    + " in length.")
                    .refusal();
        }
    }

    static SqsError noFifo() {
        return new SqsError(SqsCode.UNSUPPORTED_OPERATION, "FIFO queues are not supported yet.");
    }
}
