package io.sluice.sqs.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** URL-encoded pairs, as forms and query strings hold them. */
public final class UrlText {
    /** A batch of ten messages with ten attributes each has 440 pairs. */
    private static final int MAX_PAIRS = 2_000;

    public record Pair(String name, String value) {}

    private UrlText() {}

    /** Decoded, in the order of the text. Refuses broken escapes and more pairs than a request can need. */
    public static List<Pair> pairs(String encoded) {
        List<Pair> pairs = new ArrayList<>();
        int from = 0;
        while (from < encoded.length()) {
            int end = encoded.indexOf('&', from);
            if (end < 0) {
                end = encoded.length();
            }
            if (end > from) {
                int equals = encoded.indexOf('=', from);
                if (equals < 0 || equals > end) {
                    equals = end;
                }
                if (pairs.size() == MAX_PAIRS) {
                    throw malformed("more than " + MAX_PAIRS + " parameters");
                }
                pairs.add(
                        new Pair(decode(encoded, from, equals), equals == end ? "" : decode(encoded, equals + 1, end)));
            }
            from = end + 1;
        }
        return pairs;
    }

    private static String decode(String encoded, int from, int end) {
        int plain = from;
        while (plain < end && isPlain(encoded.charAt(plain))) {
            plain++;
        }
        if (plain == end) {
            return encoded.substring(from, end);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - from);
        for (int i = from; i < end; i++) {
            char c = encoded.charAt(i);
            if (c == '+') {
                out.write(' ');
            } else if (c != '%') {
                out.write(c); // The text came off the wire byte by byte: raw UTF-8 stays UTF-8.
            } else if (i + 2 < end && hex(encoded.charAt(i + 1)) >= 0 && hex(encoded.charAt(i + 2)) >= 0) {
                out.write(hex(encoded.charAt(i + 1)) << 4 | hex(encoded.charAt(i + 2)));
                i += 2;
            } else {
                throw malformed("a broken percent escape");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("text that is not UTF-8");
        }
    }

    private static boolean isPlain(char c) {
        return c != '%' && c != '+' && c < 0x80;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static SqsError.Refusal malformed(String what) {
        return new SqsError(SqsCode.MALFORMED_INPUT, "The request has " + what + ".").refusal();
    }
}
