package io.sluice.simulation;

import io.sluice.api.Outgoing;
import io.sluice.model.Attribute;
import io.sluice.model.Message;
import io.sluice.simulation.check.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What messages say: everything about one follows from its token, so nothing has to be remembered to recognise it. */
final class Payload {
    private static final char END = '|';
    /** In each FIFO queue. */
    private static final int GROUPS = 3;

    private Payload() {}

    /** A token that no other message has. */
    static String token(long number, int filler, int attributes) {
        return number + "x" + filler + "x" + attributes;
    }

    static Call.Item item(String token, long delayMs) {
        return new Call.Item(token, bytes(body(token), attributes(token)), delayMs, null, null);
    }

    /** Of a request that has a key. */
    static Call.Item once(String token, long delayMs, String key) {
        return new Call.Item(token, bytes(body(token), attributes(token)), delayMs, null, key);
    }

    /** What such a request brings: the key is not the message's. */
    static Outgoing unnamed(Call.Item item) {
        return new Outgoing(
                body(item.token()), attributes(item.token()), Optional.empty(), fairGroup(item.token()), null, null);
    }

    /** For a FIFO queue. */
    static Call.Item grouped(String token, @Nullable String name) {
        return new Call.Item(token, bytes(body(token), attributes(token)), -1, group(token), name);
    }

    private static String group(String token) {
        return "g" + number(token) % GROUPS;
    }

    private static long number(String token) {
        return Long.parseLong(token.split("x", -1)[0]);
    }

    /** On a standard queue some have none. */
    private static @Nullable String fairGroup(String token) {
        return number(token) % (2 * GROUPS) == 1 ? null : group(token);
    }

    /** Whether it is of the group that {@link Noise} makes noisy. */
    static boolean isNoisy(String token) {
        return number(token) % GROUPS == 0;
    }

    static Outgoing outgoing(Call.Item item) {
        return new Outgoing(
                body(item.token()),
                attributes(item.token()),
                item.delayMs() < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(item.delayMs())),
                item.group() == null ? fairGroup(item.token()) : item.group(),
                item.name(),
                null);
    }

    /** The token that a message says it has. */
    static String token(Message message) {
        String text = new String(message.body(), StandardCharsets.UTF_8);
        int end = text.indexOf(END);
        return end < 0 ? text : text.substring(0, end);
    }

    /** Whether a message is exactly what its token makes. */
    static boolean isIntact(Message message) {
        String token = token(message);
        return token.matches("\\d{1,9}x\\d{1,6}x\\d")
                && Arrays.equals(message.body(), body(token))
                && message.attributes().equals(attributes(token))
                && (message.group() == null || message.group().equals(group(token)));
    }

    static int bytes(Message message) {
        return bytes(message.body(), message.attributes());
    }

    private static int bytes(byte[] body, List<Attribute> attributes) {
        int bytes = body.length;
        for (Attribute attribute : attributes) {
            bytes += attribute.name().length() + attribute.type().length() + attribute.value().length;
        }
        return bytes;
    }

    private static byte[] body(String token) {
        StringBuilder text = new StringBuilder(token).append(END);
        int filler = Integer.parseInt(token.split("x", -1)[1]);
        for (int i = 0; i < filler; i++) {
            text.append((char) ('a' + (i * 7 + token.length()) % 26));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<Attribute> attributes(String token) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = Integer.parseInt(token.split("x", -1)[2]); i > 0; i--) {
            byte[] value = (token + i).getBytes(StandardCharsets.UTF_8);
            attributes.add(new Attribute("a" + i, i % 2 == 0 ? "String" : "Binary", value, i % 2 != 0));
        }
        return attributes;
    }
}
