package io.sluice.api;

import io.sluice.model.Attribute;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.MessageStage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to see. All conditions must hold.
 *
 * @param from the first position that is looked at
 * @param max messages at the most, 1 to {@link Peeking#MAX_MESSAGES}
 * @param bodyBytes so much of each body is shown
 * @param stages messages in others are passed over
 * @param sentFrom sent then or later; the time that a scheduled message is scheduled for counts as that
 * @param sentTo sent before
 * @param content what must be in the message; empty: nothing
 */
public record Peek(
        long from,
        int max,
        int bodyBytes,
        Set<MessageStage> stages,
        Instant sentFrom,
        Instant sentTo,
        Optional<Content> content) {
    public Peek {
        stages = Set.copyOf(stages);
        if (from < 0 || max < 1 || max > Peeking.MAX_MESSAGES || bodyBytes < 0) {
            throw new IllegalArgumentException(max + " messages from " + from + ", " + bodyBytes + " bytes each");
        }
        if (!Times.haveMillis(sentFrom) || !Times.haveMillis(sentTo)) {
            throw new IllegalArgumentException("messages sent from " + sentFrom + " to " + sentTo);
        }
    }

    /**
     * Conditions on what the sender wrote.
     *
     * @param body a text that the body contains, as UTF-8
     * @param attribute an attribute that it has, with this text as its value
     */
    public record Content(
            Optional<MessageId> id, Optional<String> group, Optional<Named> attribute, Optional<String> body) {
        /** Whether all of them hold. */
        public boolean isIn(Message message) {
            return id.map(message.id()::equals).orElse(true)
                    && group.map(wanted -> wanted.equals(message.group())).orElse(true)
                    && attribute.map(wanted -> wanted.isIn(message)).orElse(true)
                    && body.map(wanted -> contains(message.body(), wanted.getBytes(StandardCharsets.UTF_8)))
                            .orElse(true);
        }

        private static boolean contains(byte[] body, byte[] wanted) {
            int last = body.length - wanted.length;
            for (int at = 0; at <= last; at++) {
                int same = 0;
                while (same < wanted.length && body[at + same] == wanted[same]) {
                    same++;
                }
                if (same == wanted.length) {
                    return true;
                }
            }
            return false;
        }
    }

    /** An attribute's name and its value as text. */
    public record Named(String name, String value) {
        private boolean isIn(Message message) {
            for (Attribute attribute : message.attributes()) {
                if (attribute.name().equals(name)) {
                    return new String(attribute.value(), StandardCharsets.UTF_8).equals(value);
                }
            }
            return false;
        }
    }
}
