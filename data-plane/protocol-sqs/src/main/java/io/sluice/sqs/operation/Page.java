package io.sluice.sqs.operation;

import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list of queues, in the order of their names, that a request asks for. The token is base64 of a version
 * byte and the last name shown; it means something only within what the caller may see, so it need not be secret.
 *
 * @param limit queues at the most
 * @param paged whether the client said how many, which is when it gets a token
 * @param after the last name that was shown; null: from the first
 */
record Page(int limit, boolean paged, @Nullable String after) {
    private static final int MAX_RESULTS = 1_000;
    private static final char TOKEN_VERSION = '1';

    static Page read(Param.Fields params) {
        Integer asked = params.whole("MaxResults");
        if (asked != null && (asked < 1 || asked > MAX_RESULTS)) {
            throw SqsErrors.invalid("MaxResults", asked, "Must be between 1 and " + MAX_RESULTS + ", if provided.")
                    .refusal();
        }
        String token = params.text("NextToken");
        if (token != null && asked == null) {
            throw SqsErrors.invalid("MaxResults is a mandatory parameter when you provide a value for NextToken.")
                    .refusal();
        }
        return new Page(asked == null ? MAX_RESULTS : asked, asked != null, token == null ? null : fromWire(token));
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

    private static String toWire(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((TOKEN_VERSION + name).getBytes(StandardCharsets.UTF_8));
    }

    private static String fromWire(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (!text.isEmpty() && text.charAt(0) == TOKEN_VERSION) {
                return text.substring(1);
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered like a token of another version.
        }
        throw SqsErrors.invalid("NextToken", token, "It is not a token that an earlier page gave.")
                .refusal();
    }
}
