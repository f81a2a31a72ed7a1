package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Pages of queues by name. The token is base64 of a version byte and the last name shown; it means something only
 * together with the caller's own queues, so it need not be secret.
 */
final class SqsListQueues implements SqsOperation {
    private static final int MAX_RESULTS = 1_000;
    private static final char TOKEN_VERSION = '1';

    private final Queues queues;

    SqsListQueues(Queues queues) {
        this.queues = queues;
    }

    @Override
    public Outcome run(SqsCall call) {
        Param.Fields params = call.params();
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
        String prefix = params.text("QueueNamePrefix");
        int limit = asked == null ? MAX_RESULTS : asked;
        // One more than shown tells whether there is another page.
        List<Topic> found = queues.list(
                call.caller(),
                prefix == null ? "" : prefix,
                token == null ? null : fromWire(token),
                asked == null ? limit : limit + 1);
        List<Topic> shown = found.size() > limit ? found.subList(0, limit) : found;
        String next =
                asked != null && found.size() > limit ? toWire(shown.getLast().name()) : null;
        List<String> urls = shown.stream()
                .map(topic -> QueueAddress.url(call, topic.name()))
                .toList();
        return new Outcome.Now(answer -> {
            if (!urls.isEmpty()) {
                answer.list("QueueUrls", "QueueUrl");
                urls.forEach(answer::textItem);
                answer.endList();
            }
            if (next != null) {
                answer.text("NextToken", next);
            }
        });
    }

    static String toWire(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((TOKEN_VERSION + name).getBytes(StandardCharsets.UTF_8));
    }

    static String fromWire(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (!text.isEmpty() && text.charAt(0) == TOKEN_VERSION) {
                return text.substring(1);
            }
        } catch (IllegalArgumentException notBase64) {
            // Answered like a token of another version.
        }
        throw SqsErrors.invalid("NextToken", token, "It is not a token that ListQueues gave.")
                .refusal();
    }
}
