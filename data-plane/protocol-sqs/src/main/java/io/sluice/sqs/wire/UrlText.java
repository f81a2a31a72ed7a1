package io.sluice.sqs.wire;

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
        byte[] out = new byte[end - from];
        int length = 0;
        boolean ascii = true;
        for (int i = from; i < end; i++) {
            int octet = encoded.charAt(i);
            if (octet == '+') {
                octet = ' ';
            } else if (octet == '%') {
                octet = escaped(encoded, i, end);
                i += 2;
            }
            ascii &= octet < 0x80;
            out[length++] = (byte) octet; // The text came off the wire byte by byte: raw UTF-8 stays UTF-8.
        }
        return ascii ? new String(out, 0, length, StandardCharsets.ISO_8859_1) : utf8(out, length);
    }

    /** The byte of an escape. */
    private static int escaped(String encoded, int at, int end) {
        int high = at + 2 < end ? hex(encoded.charAt(at + 1)) : -1;
        int low = at + 2 < end ? hex(encoded.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            throw malformed("a broken percent escape");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("text that is not UTF-8");
        }
    }

    private static boolean isPlain(char c) {
        return c != '%' && c != '+' && c < 0x80;
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static SqsError.Refusal malformed(String what) {
        return new SqsError(SqsCode.MALFORMED_INPUT, "The request has " + what + ".").refusal();
    }
}
