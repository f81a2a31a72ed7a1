package io.sluice.bench.amqp;

import io.sluice.bench.load.Bodies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bodies of 1 KB that begin with the number of the message and otherwise differ like those that Sluice gets. */
final class NumberedBodies {
    private static final int BODY_BYTES = 1024;
    private static final int VARIANTS = 640;
    private static final int DIGITS = 8;

    private final List<byte[]> variants = new ArrayList<>();

    NumberedBodies() {
        Bodies bodies = new Bodies(2);
        for (int i = 0; i < VARIANTS; i++) {
            variants.add(bodies.next("0".repeat(DIGITS), BODY_BYTES).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A copy of its own: the client may still be writing the one before. */
    byte[] body(int number) {
        byte[] body = variants.get(number % VARIANTS).clone();
        int rest = number;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            body[digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return body;
    }

    static int number(byte[] body) {
        int number = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            number = number * 10 + (body[digit] - '0');
        }
        return number;
    }
}
