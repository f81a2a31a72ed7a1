package io.sluice.clients.polyglot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a client told about its work, a line of JSON for each thing. */
final class Told {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> sent = new HashSet<>();
    private final Set<String> unsure = new HashSet<>();
    private final List<String> handled = new ArrayList<>();

    synchronized void take(String line) throws JsonProcessingException {
        JsonNode node = JSON.readTree(line);
        if (node.has("sent")) {
            sent.add(node.path("sent").asText());
        } else if (node.has("handled")) {
            handled.add(node.path("handled").asText());
        } else if (node.has("unsure")) {
            unsure.add(node.path("unsure").asText());
        } else {
            throw new IllegalArgumentException("not a line of a client: " + line);
        }
    }

    /** Bodies whose send was answered. */
    synchronized Set<String> sent() {
        return Set.copyOf(sent);
    }

    /** Bodies of calls that failed after they may have done something. */
    synchronized Set<String> unsure() {
        return Set.copyOf(unsure);
    }

    /** Bodies that were received and acknowledged, in that order. */
    synchronized List<String> handled() {
        return List.copyOf(handled);
    }

    /** Bodies that were handled more than once. */
    Set<String> repeated() {
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (String body : handled()) {
            if (!seen.add(body)) {
                repeated.add(body);
            }
        }
        return repeated;
    }

    /** Bodies that were handled for the first time after a later one of their group; they go round the groups by number. */
    List<String> overtaken(int groups) {
        Map<Integer, Integer> latest = new HashMap<>();
        List<String> overtaken = new ArrayList<>();
        for (String body : new LinkedHashSet<>(handled())) {
            int number = Integer.parseInt(body.substring(1));
            if (latest.merge(number % groups, number, Math::max) > number) {
                overtaken.add(body);
            }
        }
        return overtaken;
    }
}
