package io.sluice.sqs.operation;

import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list of queues, in the order of their names, that a request asks for. The token is base64 of a version
 * byte, the last name shown, covered, and a stamp over that name, the caller, the action and what was asked for: no other
 * request takes it, nobody else can write one, and nobody can read one.
 *
 * @param limit queues at the most
 * @param paged whether the client said how many, which is when it gets a token
 * @param after the last name that was shown; null: from the first
 * @param stamps of this kind of request
 */
record Page(int limit, boolean paged, @Nullable String after, Stamps stamps) {
    private static final int MAX_RESULTS = 1_000;
    private static final byte TOKEN_VERSION = 3;
    private static final int STAMP_BYTES = 16;

    /** A version, the longest name and a stamp, in base64. */
    private static final int MAX_TOKEN_CHARS = 136;

    /** Proves tokens of one kind of request. */
    @FunctionalInterface
    interface Stamps {
        byte[] of(String last);
    }

    /** @param filter what the request asks for besides the page; pages of other filters are other lists */
    static Page read(SqsCall call, String filter, ReceiptSeal seal) {
        Param.Fields params = call.params();
        Integer asked = params.whole("MaxResults");
        if (asked != null && (asked < 1 || asked > MAX_RESULTS)) {
            throw SqsErrors.invalid(
                            "MaxResults",
                            params.sent("MaxResults"),
                            "Must be between 1 and " + MAX_RESULTS + ", if provided.")
                    .refusal();
        }
        String token = params.text("NextToken");
        if (token != null && asked == null) {
            throw SqsErrors.invalid("MaxResults is a mandatory parameter when you provide a value for NextToken.")
                    .refusal();
        }
        String kind = call.action().wireName() + '\n' + call.caller().tenant() + '\n' + filter + '\n';
        Stamps stamps = last -> seal.stamp((kind + last).getBytes(StandardCharsets.UTF_8));
        return new Page(
                asked == null ? MAX_RESULTS : asked,
                asked != null,
                token == null ? null : fromWire(token, stamps),
                stamps);
    }

    /** How many to look for: one more than shown tells whether there is another page. */
    int wanted() {
        return paged ? limit + 1 : limit;
    }

    /**
     * Writes what was found.
     *
     * @param always whether the list is there even when it is empty
     * @param found up to {@link #wanted} queues
     */
    void write(Answer answer, SqsCall call, String jsonName, boolean always, List<Topic> found) {
        List<Topic> shown = found.size() > limit ? found.subList(0, limit) : found;
        if (always || !shown.isEmpty()) {
            answer.list(jsonName, "QueueUrl");
            shown.forEach(topic -> answer.textItem(QueueAddress.url(call, topic)));
            answer.endList();
        }
        if (paged && found.size() > limit) {
            answer.text("NextToken", toWire(shown.getLast().name()));
        }
    }

    private String toWire(String name) {
        byte[] last = name.getBytes(StandardCharsets.UTF_8);
        byte[] stamp = stamps.of(name);
        ByteBuffer token = ByteBuffer.allocate(1 + last.length + STAMP_BYTES)
                .put(TOKEN_VERSION)
                .put(covered(last, stamp, stamps))
                .put(stamp);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    private static String fromWire(String token, Stamps stamps) {
        try {
            byte[] bytes = token.length() > MAX_TOKEN_CHARS
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
            int end = bytes.length - STAMP_BYTES;
            if (end >= 1 && bytes[0] == TOKEN_VERSION) {
                byte[] stamp = Arrays.copyOfRange(bytes, end, bytes.length);
                String last =
                        new String(covered(Arrays.copyOfRange(bytes, 1, end), stamp, stamps), StandardCharsets.UTF_8);
                if (MessageDigest.isEqual(stamps.of(last), stamp)) {
                    return last;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered like a token of another request.
        }
        throw SqsErrors.invalid("NextToken", token, "It is not a token that an earlier page of this request gave.")
                .refusal();
    }

    /** The name under a stream of bytes that only we can make, and which is another for each name; or the name again. */
    private static byte[] covered(byte[] name, byte[] stamp, Stamps stamps) {
        String seed = HexFormat.of().formatHex(stamp);
        byte[] out = name.clone();
        byte[] cover = {};
        for (int i = 0; i < out.length; i++) {
            if (i % STAMP_BYTES == 0) {
                cover = stamps.of("\n" + seed + i); // no queue has such a name
            }
            out[i] ^= cover[i % STAMP_BYTES];
        }
        return out;
    }
}
