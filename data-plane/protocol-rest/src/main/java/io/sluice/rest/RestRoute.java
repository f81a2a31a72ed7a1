package io.sluice.rest;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.api.Action;
import io.sluice.api.Schedules;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request below {@code /v1/queues/} asks for.
 *
 * @param item what the address names in the queue: a receipt, a position, a message's id; or nothing
 */
record RestRoute(Verb verb, String queue, String item, Map<String, List<String>> parameters) {
    private static final String PREFIX = "/v1/queues/";
    private static final String GET = "GET";
    /** Answered like a GET; the codec leaves the body out. */
    private static final String HEAD = "HEAD";

    private static final int MAX_PARAMETERS = 16;
    private static final int MAX_ECHO_CHARS = 64;
    /** Narrower than what the library reads, which knows years of nine digits. */
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private static final int MAX_DIGITS = 18;

    /** What can be done, where, and which parameters it has; {@code *} is whatever the queue has there. */
    enum Verb {
        INSPECT(Action.READ_ATTRIBUTES, "GET", ""),
        SEND(Action.SEND, "POST", "messages", "delay", "deliverAt", "group", "deduplicationId"),
        PEEK(
                Action.PEEK,
                "GET",
                "messages",
                "state",
                "contains",
                "attribute",
                "group",
                "id",
                "sentAfter",
                "sentBefore",
                "max",
                "bodyBytes",
                "cursor"),
        PEEK_ONE(Action.PEEK, "GET", "messages/*", "cursor"),
        RECEIVE(Action.RECEIVE, "POST", "receive", "wait", "visibility"),
        READ_BODY(Action.RECEIVE, "GET", "messages/*/body"),
        DELETE(Action.ACK, "DELETE", "messages/*"),
        EXTEND(Action.EXTEND, "POST", "messages/*/extend", "visibility"),
        NACK(Action.EXTEND, "POST", "messages/*/nack", "delay"),
        REDRIVE(
                Action.START_MOVE,
                "POST",
                "redrive",
                "to",
                "dryRun",
                "contains",
                "attribute",
                "group",
                "id",
                "sentAfter",
                "sentBefore",
                "max",
                "cursor"),
        MOVE(Action.RESCHEDULE, "POST", "scheduled/*", "delay", "deliverAt"),
        CANCEL(Action.RESCHEDULE, "DELETE", "scheduled/*");

        private final Action action;
        private final String method;
        private final String shape;
        /** Each between blanks. */
        private final String parameters;

        Verb(Action action, String method, String shape, String... parameters) {
            this.action = action;
            this.method = method;
            this.shape = shape;
            this.parameters = ' ' + String.join(" ", parameters) + ' ';
        }

        Action action() {
            return action;
        }

        private boolean takes(String parameter) {
            return parameter.equals("owner")
                    || (parameter.indexOf(' ') < 0 && parameters.contains(' ' + parameter + ' '));
        }
    }

    static boolean isOurs(String uri) {
        return uri.startsWith(PREFIX);
    }

    /** @throws Problem.Refused when there is nothing at this address, or it cannot be done there */
    static RestRoute of(HttpMethod method, String uri) {
        QueryStringDecoder query = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_PARAMETERS);
        Map<String, List<String>> parameters;
        String path;
        try {
            path = query.path();
            parameters = query.parameters();
        } catch (IllegalArgumentException broken) {
            throw RestErrors.invalid("the address is not properly encoded").refused();
        }
        String[] parts =
                path.substring(Math.min(PREFIX.length(), path.length())).split("/", -1);
        Verb verb = verb(method.name(), shape(parts));
        for (Map.Entry<String, List<String>> given : parameters.entrySet()) {
            if (!verb.takes(given.getKey()) || given.getValue().size() != 1) {
                throw RestErrors.invalid("the parameter '" + shortened(given.getKey())
                                + "' is not one of this request's, or is there twice")
                        .refused();
            }
        }
        return new RestRoute(verb, parts[0], parts.length > 2 ? parts[2] : "", parameters);
    }

    private static Verb verb(String method, String shape) {
        List<Verb> there = Arrays.stream(Verb.values())
                .filter(verb -> verb.shape.equals(shape))
                .toList();
        if (there.isEmpty()) {
            throw new Problem(HttpResponseStatus.NOT_FOUND, "there is nothing at this address").refused();
        }
        String like = method.equals(HEAD) ? GET : method;
        return there.stream()
                .filter(verb -> verb.method.equals(like))
                .findFirst()
                .orElseThrow(() -> Problem.otherMethod(there.stream()
                                .flatMap(
                                        verb -> verb.method.equals(GET) ? Stream.of(GET, HEAD) : Stream.of(verb.method))
                                .toList())
                        .refused());
    }

    private static String shape(String[] parts) {
        if (parts[0].isEmpty() || (parts.length > 2 && parts[2].isEmpty())) {
            return "none";
        }
        StringBuilder shape = new StringBuilder();
        for (int i = 1; i < parts.length; i++) {
            shape.append(i > 1 ? "/" : "").append(i == 2 ? "*" : parts[i]);
        }
        return shape.toString();
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }

    /** The position that the item is; −1: it is none. */
    long position() {
        return whole(item);
    }

    /** The number that the text writes in ASCII digits and nothing else; −1: it does not. */
    private static long whole(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && text.length() <= MAX_DIGITS ? Long.parseLong(text) : -1;
    }

    /** @throws Problem.Refused when the item is no position */
    long scheduled() {
        if (position() < 0) {
            throw RestErrors.invalid("a scheduled message is named by the position that its sender was told")
                    .refused();
        }
        return position();
    }

    /** @throws Problem.Refused when it is no whole number of seconds from 0 to the most */
    Optional<Duration> seconds(String name, int most) {
        return text(name).map(text -> {
            long seconds = whole(text);
            if (seconds >= 0 && seconds <= most) {
                return Duration.ofSeconds(seconds);
            }
            throw RestErrors.invalid(
                            "'" + name + "' is '" + shortened(text) + "', and must be 0 to " + most + " seconds")
                    .refused();
        });
    }

    /** @throws Problem.Refused when it is no whole number from the least to the most */
    Optional<Integer> number(String name, int least, int most) {
        return text(name).map(text -> {
            long number = whole(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
            throw RestErrors.invalid(
                            "'" + name + "' is '" + shortened(text) + "', and must be " + least + " to " + most)
                    .refused();
        });
    }

    /** @throws Problem.Refused when it is no time as RFC 3339 writes it */
    Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                if (RFC_3339.matcher(text).matches()) {
                    return OffsetDateTime.parse(text).toInstant();
                }
            } catch (DateTimeException notATime) {
                // such as the 31st of February
            }
            throw RestErrors.invalid(
                            "'" + name + "' is '" + shortened(text) + "', and must be a time like 2027-01-31T09:00:00Z")
                    .refused();
        });
    }

    /**
     * What {@code delay} or {@code deliverAt} says.
     *
     * @throws Problem.Refused when both are there, or it is too far away
     */
    Optional<Schedules.When> when() {
        Optional<Schedules.When> in = seconds("delay", Math.toIntExact(Schedules.MAX_AHEAD.toSeconds()))
                .map(Schedules.When.In::new);
        Optional<Schedules.When> at = time("deliverAt").map(RestRoute::at);
        if (in.isPresent() && at.isPresent()) {
            throw RestErrors.invalid("'delay' and 'deliverAt' exclude each other")
                    .refused();
        }
        return in.or(() -> at);
    }

    private static Schedules.When at(Instant time) {
        if (time.isAfter(Instant.now().plus(Schedules.MAX_AHEAD))) {
            throw RestErrors.invalid("'deliverAt' is at most " + Schedules.MAX_AHEAD.toDays() + " days away")
                    .refused();
        }
        return new Schedules.When.At(time);
    }

    /** An echo of the client's own text must not make an answer large. */
    private static String shortened(String text) {
        return text.length() <= MAX_ECHO_CHARS ? text : text.substring(0, MAX_ECHO_CHARS) + "…";
    }
}
