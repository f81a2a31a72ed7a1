package io.sluice.rest;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.api.Action;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a request below {@code /v1/queues/} asks for. */
record RestRoute(Verb verb, String queue, String receipt, Map<String, List<String>> parameters) {
    private static final String PREFIX = "/v1/queues/";
    private static final int MAX_PARAMETERS = 16;
    private static final int MAX_ECHO_CHARS = 64;

    /** What can be done, and which parameters it has. */
    enum Verb {
        SEND(Action.SEND),
        RECEIVE(Action.RECEIVE),
        READ_BODY(Action.RECEIVE),
        DELETE(Action.ACK);

        private final Action action;

        Verb(Action action) {
            this.action = action;
        }

        Action action() {
            return action;
        }

        private boolean takes(String parameter) {
            return switch (parameter) {
                case "owner" -> true;
                case "delay" -> this == SEND;
                case "wait", "visibility" -> this == RECEIVE;
                default -> false;
            };
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
        String shape = shape(parts);
        String wanted = shape.equals("receipt") ? "DELETE" : shape.equals("body") ? "GET" : "POST";
        if (shape.isEmpty()) {
            throw new Problem(HttpResponseStatus.NOT_FOUND, "there is nothing at this address").refused();
        }
        if (!method.name().equals(wanted)) {
            throw new Problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "this address takes " + wanted).refused();
        }
        Verb verb = switch (shape) {
            case "messages" -> Verb.SEND;
            case "receive" -> Verb.RECEIVE;
            case "body" -> Verb.READ_BODY;
            default -> Verb.DELETE;
        };
        for (Map.Entry<String, List<String>> given : parameters.entrySet()) {
            if (!verb.takes(given.getKey()) || given.getValue().size() != 1) {
                throw RestErrors.invalid("the parameter '" + shortened(given.getKey())
                                + "' is not one of this request's, or is there twice")
                        .refused();
            }
        }
        return new RestRoute(verb, parts[0], parts.length > 2 ? parts[2] : "", parameters);
    }

    private static String shape(String[] parts) {
        if (parts.length < 2 || parts[0].isEmpty()) {
            return "";
        }
        if (parts.length == 2) {
            return parts[1].equals("messages") || parts[1].equals("receive") ? parts[1] : "";
        }
        if (!parts[1].equals("messages") || parts[2].isEmpty()) {
            return "";
        }
        if (parts.length == 3) {
            return "receipt";
        }
        return parts.length == 4 && parts[3].equals("body") ? "body" : "";
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }

    /** @throws Problem.Refused when it is no whole number of seconds from 0 to the most */
    Optional<Duration> seconds(String name, int most) {
        return text(name).map(text -> {
            try {
                int seconds = Integer.parseInt(text);
                if (seconds >= 0 && seconds <= most) {
                    return Duration.ofSeconds(seconds);
                }
            } catch (NumberFormatException notANumber) {
                // Told below.
            }
            throw RestErrors.invalid(
                            "'" + name + "' is '" + shortened(text) + "', and must be 0 to " + most + " seconds")
                    .refused();
        });
    }

    /** An echo of the client's own text must not make an answer large. */
    private static String shortened(String text) {
        return text.length() <= MAX_ECHO_CHARS ? text : text.substring(0, MAX_ECHO_CHARS) + "…";
    }
}
