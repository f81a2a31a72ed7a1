package io.sluice.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Schedules;
import io.sluice.model.Attribute;
import io.sluice.model.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says of the message that it sends.
 *
 * @param message without its body
 * @param bytes of the body
 * @param when the time it is scheduled for; empty: the message's own delay holds
 * @param token what the client calls the request, so that it can be repeated; empty: nothing
 */
record SendHead(Outgoing message, long bytes, Optional<Schedules.When> when, Optional<String> token) {
    private static final String TOKEN = "Idempotency-Key";
    private static final int MAX_TOKEN_CHARS = 128;

    /** What is longer is a schedule: retention begins when it ends. */
    private static final Duration MAX_DELAY = Duration.ofMinutes(15);

    private static final int MAX_TYPE_CHARS = 256;
    /** The attribute that keeps what the sender calls the body. */
    private static final String TYPE_NAME = "Content-Type";

    private static final String TYPE_TYPE = "String";
    private static final byte[] NO_BODY = new byte[0];

    static SendHead read(RestRoute route, HttpRequest request, Topic topic) {
        if (HttpUtil.isTransferEncodingChunked(request)) {
            throw new Problem(
                            HttpResponseStatus.LENGTH_REQUIRED,
                            "a body comes with its length in the header Content-Length, not in chunks")
                    .refused();
        }
        long bytes = HttpUtil.getContentLength(request, 0L);
        if (bytes == 0) {
            throw RestErrors.invalid("a message has a body of at least one byte")
                    .refused();
        }
        List<Attribute> attributes = attributes(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        long counted = bytes
                + attributes.stream()
                        .mapToInt(type -> TYPE_NAME.length() + TYPE_TYPE.length() + type.value().length)
                        .sum();
        int limit = topic.config().maxMessageBytes();
        if (counted > limit || bytes > LargeMessages.MAX_BODY_BYTES) {
            throw RestErrors.tooLarge(limit).refused();
        }
        Optional<Schedules.When> when = route.when();
        if (when.isPresent() && topic.config().fifo().isPresent()) {
            throw RestErrors.invalid(
                            "a FIFO queue delivers in the order of sending: its messages have no time of their own")
                    .refused();
        }
        Optional<Duration> delay = when.flatMap(SendHead::delay);
        return new SendHead(
                new Outgoing(NO_BODY, attributes, delay, group(route, topic), deduplicationId(route, topic), null),
                bytes,
                delay.isPresent() ? Optional.empty() : when,
                token(request.headers().get(TOKEN), bytes, topic));
    }

    private static @Nullable String group(RestRoute route, Topic topic) {
        String group = name(route, "group");
        if (group == null && topic.config().fifo().isPresent()) {
            throw RestErrors.invalid("a FIFO queue orders by groups: say which one with 'group'")
                    .refused();
        }
        return group;
    }

    /** Never of the body's content, which comes after the message's place is known. */
    private static @Nullable String deduplicationId(RestRoute route, Topic topic) {
        String id = name(route, "deduplicationId");
        if ((id != null) != topic.config().fifo().isPresent()) {
            throw RestErrors.invalid(
                            id == null
                                    ? "a FIFO queue keeps what is sent twice once: say 'deduplicationId'"
                                    : "'deduplicationId' is for FIFO queues; a standard queue takes " + TOKEN)
                    .refused();
        }
        return id;
    }

    private static @Nullable String name(RestRoute route, String parameter) {
        String name = route.text(parameter).orElse(null);
        if (name != null
                && (name.isEmpty()
                        || name.length() > MAX_TOKEN_CHARS
                        || !name.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw RestErrors.invalid("'" + parameter + "' has 1 to " + MAX_TOKEN_CHARS + " visible ASCII characters")
                    .refused();
        }
        return name;
    }

    private static Optional<String> token(@Nullable String token, long bytes, Topic topic) {
        if (token == null) {
            return Optional.empty();
        }
        if (token.isEmpty()
                || token.length() > MAX_TOKEN_CHARS
                || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw RestErrors.invalid(TOKEN + " has 1 to " + MAX_TOKEN_CHARS + " visible ASCII characters")
                    .refused();
        }
        if (bytes > LargeMessages.MAX_PIECE_BYTES) {
            throw RestErrors.invalid(TOKEN + " is for bodies of up to " + LargeMessages.MAX_PIECE_BYTES + " bytes")
                    .refused();
        }
        if (topic.config().fifo().isPresent()) {
            throw RestErrors.invalid(TOKEN + " is for standard queues; a FIFO queue has deduplication ids")
                    .refused();
        }
        return Optional.of(token);
    }

    private static Optional<Duration> delay(Schedules.When when) {
        return when instanceof Schedules.When.In(Duration delay) && delay.compareTo(MAX_DELAY) <= 0
                ? Optional.of(delay)
                : Optional.empty();
    }

    private static List<Attribute> attributes(@Nullable String type) {
        if (type == null || type.isBlank()) {
            return List.of();
        }
        if (type.length() > MAX_TYPE_CHARS || !type.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw RestErrors.invalid("Content-Type has up to " + MAX_TYPE_CHARS + " printable ASCII characters")
                    .refused();
        }
        return List.of(new Attribute(TYPE_NAME, TYPE_TYPE, type.getBytes(StandardCharsets.US_ASCII), false));
    }
}
