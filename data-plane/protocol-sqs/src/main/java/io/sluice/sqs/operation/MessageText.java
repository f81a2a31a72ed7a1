package io.sluice.sqs.operation;

import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.nio.charset.StandardCharsets;

/** Text that a message may carry: the characters of XML 1.0. */
final class MessageText {
    private MessageText() {}

    /** As UTF-8; refuses other characters, lone surrogates among them. */
    static byte[] utf8(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0xd800) {
                continue;
            }
            if (c == '\n' || c == '\r' || c == '\t' || (c >= 0xe000 && c <= 0xfffd)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            throw new SqsError(
                            SqsCode.INVALID_MESSAGE_CONTENTS,
                            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF |"
                                    + " #xE000 to #xFFFD | #x10000 to #x10FFFF.")
                    .refusal();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
