package io.sluice.harness.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.harness.server.Reading.Meters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Sluice's own requests: sign-up, usage, readiness. */
public final class Rest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Usage may be so old. */
    private static final Duration STALENESS = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);

    private final URI endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    public Rest(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** False also where nobody listens. */
    public boolean ready() {
        try {
            return send(request("/health/ready").GET().build()).statusCode() == 200;
        } catch (UncheckedIOException nobody) {
            return false;
        }
    }

    /** What an operator's tools read, in Prometheus' text format. */
    public String metrics() {
        return send(request("/metrics").GET().build()).body();
    }

    public Account signUp(String name) {
        String body = JSON.createObjectNode()
                .put("email", name + "-" + UUID.randomUUID() + "@example.com")
                .put("name", name)
                .toString();
        JsonNode answer = json(send(request("/v1/signup")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
        return new Account(
                answer.path("tenant").asText(),
                answer.path("accessKeyId").asText(),
                answer.path("secretAccessKey").asText(),
                URI.create(answer.path("endpoint").asText()),
                answer.path("region").asText());
    }

    /**
     * The usage with everything in it that was answered until now.
     *
     * @throws IllegalStateException when the server keeps answering with what is older than {@link #STALENESS}
     */
    public Reading settledUsage(Account account) throws InterruptedException {
        Instant quiet = Instant.now();
        Instant deadline = quiet.plus(STALENESS).plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            JsonNode usage = usage(account);
            if (!Instant.parse(usage.path("asOf").asText()).isBefore(quiet)) {
                return reading(usage);
            }
            Thread.sleep(POLL);
        }
        throw new IllegalStateException("usage is older than " + STALENESS + ": " + usage(account));
    }

    private JsonNode usage(Account account) {
        String pair = account.accessKeyId() + ":" + account.secretAccessKey();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return json(send(request("/v1/usage")
                .header("Authorization", "Basic " + basic)
                .GET()
                .build()));
    }

    private static Reading reading(JsonNode usage) {
        Map<String, Meters> queues = new HashMap<>();
        usage.path("queues")
                .forEach(queue ->
                        queues.put(queue.path("queue").asText(), meters(queue.path("meters"), BigInteger.ZERO)));
        return new Reading(meters(usage.path("total"), meter(usage.path("total"), "conn_ms")), queues);
    }

    /** A connection is the tenant's, not a queue's. */
    private static Meters meters(JsonNode node, BigInteger connMs) {
        return new Meters(
                connMs,
                meter(node, "ingress_bytes"),
                meter(node, "egress_bytes"),
                meter(node, "ops_in"),
                meter(node, "ops_out"),
                meter(node, "storage_byte_ms"));
    }

    private static BigInteger meter(JsonNode node, String name) {
        JsonNode meter = node.path(name);
        if (!meter.isTextual()) {
            throw new IllegalStateException("meters travel as strings, but " + name + " in " + node);
        }
        return new BigInteger(meter.asText());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
