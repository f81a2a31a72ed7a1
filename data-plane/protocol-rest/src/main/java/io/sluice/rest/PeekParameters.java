package io.sluice.rest;

import io.sluice.api.Peek;
import io.sluice.api.Peeking;
import io.sluice.api.Redrives;
import io.sluice.model.MessageId;
import io.sluice.model.MessageStage;
import io.sluice.model.PartitionId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a look asks for, read from its address. */
final class PeekParameters {
    private static final int USUAL_MESSAGES = 10;
    private static final int USUAL_BODY_BYTES = 1_024;
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int MAX_TEXT_CHARS = 1_024;
    /** No message is sent later. */
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final Set<MessageStage> ALL = EnumSet.allOf(MessageStage.class);

    private PeekParameters() {}

    static Peek list(RestRoute route, PartitionId partition) {
        return peek(
                route,
                partition,
                route.text("state").map(PeekParameters::stages).orElse(ALL),
                Peeking.MAX_MESSAGES,
                route.number("bodyBytes", 0, MAX_BODY_BYTES).orElse(USUAL_BODY_BYTES));
    }

    /** What a redrive is for: ready messages that the same conditions choose. */
    static Peek redrive(RestRoute route, PartitionId partition) {
        return peek(route, partition, Set.of(MessageStage.READY), Redrives.MAX_MESSAGES, 0);
    }

    private static Peek peek(
            RestRoute route, PartitionId partition, Set<MessageStage> stages, int maxMessages, int bodyBytes) {
        Peek.Content content = new Peek.Content(
                route.text("id").map(PeekParameters::messageId),
                text(route, "group"),
                text(route, "attribute").map(PeekParameters::named),
                text(route, "contains"));
        boolean any = content.id().isPresent()
                || content.group().isPresent()
                || content.attribute().isPresent()
                || content.body().isPresent();
        return new Peek(
                from(route, partition),
                route.number("max", 1, maxMessages).orElse(USUAL_MESSAGES),
                bodyBytes,
                stages,
                route.time("sentAfter").orElse(Instant.EPOCH),
                route.time("sentBefore").orElse(LATEST),
                any ? Optional.of(content) : Optional.empty());
    }

    /** One message by its position, with all of its body that an answer can hold. */
    static Peek at(long position) {
        return new Peek(position, 1, Peeking.MAX_ANSWER_BYTES, ALL, Instant.EPOCH, LATEST, Optional.empty());
    }

    /** One message by its id: a search. */
    static Peek withId(RestRoute route, PartitionId partition) {
        Peek.Content content = new Peek.Content(
                Optional.of(messageId(route.item())), Optional.empty(), Optional.empty(), Optional.empty());
        return new Peek(
                from(route, partition), 1, Peeking.MAX_ANSWER_BYTES, ALL, Instant.EPOCH, LATEST, Optional.of(content));
    }

    private static long from(RestRoute route, PartitionId partition) {
        return route.text("cursor")
                .map(cursor -> PeekCursor.fromWire(partition, cursor)
                        .orElseThrow(() -> RestErrors.invalid("the cursor is none of this queue's")
                                .refused()))
                .orElse(0L);
    }

    private static Optional<String> text(RestRoute route, String name) {
        return route.text(name).map(text -> {
            if (text.isEmpty() || text.length() > MAX_TEXT_CHARS) {
                throw RestErrors.invalid("'" + name + "' has 1 to " + MAX_TEXT_CHARS + " characters")
                        .refused();
            }
            return text;
        });
    }

    private static Peek.Named named(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw RestErrors.invalid("'attribute' is a name, '=' and a value").refused();
        }
        return new Peek.Named(text.substring(0, equals), text.substring(equals + 1));
    }

    private static MessageId messageId(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits());
            }
        } catch (IllegalArgumentException notAnId) {
            // Told below.
        }
        throw RestErrors.invalid("a message is named by its position, a number, or by its messageId")
                .refused();
    }

    private static Set<MessageStage> stages(String text) {
        Set<MessageStage> stages = EnumSet.noneOf(MessageStage.class);
        for (String one : text.split(",", -1)) {
            try {
                stages.add(MessageStage.valueOf(one.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException none) {
                throw RestErrors.invalid("'state' is one of ready, delayed, leased and parking, or several with commas")
                        .refused();
            }
        }
        return stages;
    }
}
