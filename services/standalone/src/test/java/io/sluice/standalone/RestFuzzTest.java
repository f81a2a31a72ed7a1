package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values at and beyond every border, in every parameter of REST: each is answered or refused, and the server goes on. */
final class RestFuzzTest {
    private static final int REQUESTS = 4_000;
    private static final long SEED = 20_261_122;

    private static final List<String> CHOICE =
            List.of("contains", "attribute", "group", "id", "sentAfter", "sentBefore");

    /** An address, how it is asked, and what it takes; {@code *} is a receipt, a position or nonsense. */
    private record Door(String method, String path, List<String> parameters) {}

    private static final List<Door> DOORS = List.of(
            new Door("GET", "orders", List.of()),
            new Door("POST", "orders/messages", List.of("delay", "deliverAt", "group", "deduplicationId")),
            new Door("GET", "orders/messages", with(CHOICE, "state", "max", "bodyBytes", "cursor")),
            new Door("GET", "orders/messages/*", List.of("cursor")),
            new Door("POST", "orders/receive", List.of("wait", "visibility")),
            new Door("GET", "orders/messages/*/body", List.of()),
            new Door("DELETE", "orders/messages/*", List.of()),
            new Door("POST", "orders/messages/*/extend", List.of("visibility")),
            new Door("POST", "orders/messages/*/nack", List.of("delay")),
            new Door("POST", "orders/redrive", with(CHOICE, "to", "dryRun", "max", "cursor")),
            new Door("POST", "orders/scheduled/*", List.of("delay", "deliverAt")),
            new Door("DELETE", "orders/scheduled/*", List.of()));

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "+1",
            "01",
            "1.5",
            "1e3",
            "NaN",
            "604800",
            "604801",
            "2147483647",
            "2147483648",
            "4294967296",
            "999999999999999999",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "99999999999999999999");

    private static final List<String> TIMES = List.of(
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "2026-11-22T00:00:00+18:00",
            "2026-11-22T00:00:00+18:01",
            "2036-11-22T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59-18:00",
            "+292278994-08-17T07:12:55.807Z",
            "+292278994-08-17T07:12:55.808Z",
            "-292275055-05-16T16:47:04.191Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z");

    private static final List<String> WORDS = List.of(
            "",
            " ",
            "true",
            "ready",
            "ready,leased,delayed",
            "ready,ready,never",
            "a=b",
            "=",
            "ü😀",
            "\u0000",
            "\ufffe",
            "x".repeat(128),
            "x".repeat(300),
            "x".repeat(4_000),
            "dead",
            "no-such-queue",
            "9f0e6f1e-0000-4000-8000-000000000000");

    @TempDir
    private Path home;

    @Test
    void everyValueIsAnsweredOrRefused() throws Exception {
        Random random = new Random(SEED);
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer.createQueue("orders");
            rest.customer.createQueue("dead");
            rest.send("orders/messages", "first");
            rest.send("orders/messages?delay=2000", "later");
            String receipt = Customer.field(rest.post("orders/receive", "").body(), "receipt");
            List<String> odd = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Door door = DOORS.get(random.nextInt(DOORS.size()));
                String path = path(door, receipt, random);
                String body = WORDS.get(random.nextInt(WORDS.size()));
                HttpResponse<String> answer = call(rest, door.method(), path, body);
                if (answer.statusCode() >= 500) {
                    odd.add(answer.statusCode() + " " + door.method() + " " + path);
                }
            }
            assertThat(odd).isEmpty();
            rest.send("orders/messages", "last");
            assertThat(rest.get("orders/messages?contains=last").body()).contains("\"last\"");
        }
    }

    /** A body that is not wanted ends its connection, and the JDK's client sometimes sends its next request into that end. */
    private static HttpResponse<String> call(RestClient rest, String method, String path, String body)
            throws IOException, InterruptedException {
        try {
            return rest.call(method, path, body);
        } catch (IOException connectionEnded) {
            return rest.call(method, path, body);
        }
    }

    private static String path(Door door, String receipt, Random random) {
        String item = random.nextBoolean() ? one(NUMBERS, random) : random.nextBoolean() ? receipt : one(WORDS, random);
        StringBuilder path = new StringBuilder(door.path().replace("*", encoded(item)));
        char before = '?';
        for (String parameter : door.parameters()) {
            if (random.nextInt(3) == 0) {
                path.append(before).append(parameter).append('=').append(encoded(value(parameter, random)));
                before = '&';
            }
        }
        return path.toString();
    }

    private static String value(String parameter, Random random) {
        if (parameter.equals("wait")) {
            return random.nextBoolean() ? "0" : "21"; // a right one would be waited for
        }
        return switch (random.nextInt(3)) {
            case 0 -> one(NUMBERS, random);
            case 1 -> one(TIMES, random);
            default -> one(WORDS, random);
        };
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
