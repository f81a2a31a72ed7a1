package io.sluice.sqs.operation;

import java.nio.charset.StandardCharsets;

/** Bodies are bytes; another protocol's may not be text. */
final class Utf8 {
    private Utf8() {}

    /** The same array where it is well-formed, else one with replacement characters. */
    static byte[] repaired(byte[] bytes) {
        for (byte octet : bytes) {
            if (octet < 0) {
                return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }
}
