package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.Topics;
import io.sluice.model.Meters;
import io.sluice.model.TierMeters;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminTest {
    private static final String JSON = "application/json";
    private static final TopicConfig CONFIG = new TopicConfig(
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofDays(4),
            Duration.ZERO,
            1_048_576,
            Optional.empty(),
            Map.of());

    @TempDir
    static Path directory;

    private static AdminServer server;

    @BeforeAll
    static void start() {
        server = new AdminServer(directory, false);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static void isProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.headers().firstValue("x-sluice-effect")).contains(status == 500 ? "unknown" : "none");
        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":")
                .contains("\"status\":" + status)
                .doesNotContain("Exception", "\tat ", "_links");
    }

    private static String field(String json, String name) {
        int start = json.indexOf('"' + name + "\":\"");
        assertThat(start).as(name + " in " + json).isNotNegative();
        int from = start + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }

    @Test
    void signUpAnswersWithAKeyThatWorks() throws IOException, InterruptedException {
        var answer = server.post(
                "/v1/signup", "{\"email\":\"a@example.com\",\"name\":\"Zoë\",\"x\":[1]}", "Content-Type", JSON);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("content-type")).contains(JSON);
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(field(answer.body(), "tenant")).matches("[0-9]{12}");
        assertThat(field(answer.body(), "name")).isEqualTo("Zoë");
        assertThat(field(answer.body(), "email")).isEqualTo("a@example.com");
        assertThat(field(answer.body(), "endpoint")).isEqualTo("http://127.0.0.1:" + server.port());
        assertThat(field(answer.body(), "region")).isEqualTo("us-east-1");
        server.usage = tenant -> CompletableFuture.completedFuture(
                new UsageSource.Usage(Instant.EPOCH, Meters.ZERO, Map.of(), Meters.ZERO, TierMeters.ZERO));
        String pair = field(answer.body(), "accessKeyId") + ":" + field(answer.body(), "secretAccessKey");
        var usage = server.get("/v1/usage", "Authorization", basic(pair));
        assertThat(usage.statusCode()).isEqualTo(200);
        assertThat(field(usage.body(), "tenant")).isEqualTo(field(answer.body(), "tenant"));
    }

    @Test
    void aNameIsMeasuredInCharacters() throws IOException, InterruptedException {
        String longest = "😀".repeat(128);
        var welcome = server.post(
                "/v1/signup", "{\"email\":\"smile@example.com\",\"name\":\"" + longest + "\"}", "Content-Type", JSON);
        assertThat(welcome.statusCode()).as(welcome.body()).isEqualTo(201);
        assertThat(field(welcome.body(), "name")).isEqualTo("\\uD83D\\uDE00".repeat(128));
        isProblem(
                server.post(
                        "/v1/signup",
                        "{\"email\":\"grin@example.com\",\"name\":\"" + longest + "x\"}",
                        "Content-Type",
                        JSON),
                400);
    }

    @Test
    void aSecondSignUpWithTheSameAddressConflicts() throws IOException, InterruptedException {
        server.signUp("twice@example.com");
        isProblem(
                server.post(
                        "/v1/signup",
                        "{\"email\":\"Twice@example.com\",\"name\":\"you\"}",
                        "Content-Type",
                        JSON + "; charset=utf-8"),
                409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"email":"a@b.c"}                     | name
            {"email":"nobody","name":"you"}       | email
            {"name":"you"}                        | email
            {"email":7,"name":"you"}              | email
            {"email":"a@b.c","name":"a\\u0000b"}  | name
            {"email":"a@b.c","name":" "}          | name
            {"email":"a@b.c","name":"a\\ud800b"}  | Unicode
            {"email":"a@b.c","name":"\\ude00"}    | Unicode
            {"email":"a@b.c",                     | JSON
            {"email":"a@b.c","email":"b@b.c"}     | JSON
            {} {}                                 | behind
            []                                    | object
            "email"                               | object
            [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]      | object
            {"a":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]} | JSON
            """)
    void aBodyThatIsNoneIsExplained(String body, String word) throws IOException, InterruptedException {
        var answer = server.post("/v1/signup", body, "Content-Type", JSON);
        isProblem(answer, 400);
        assertThat(answer.body()).contains(word);
    }

    @Test
    void whatTheHttpServerRefusesIsAProblemToo() throws IOException, InterruptedException {
        isProblem(server.get("/v1/nothing"), 404);
        isProblem(server.get("/v1/signup"), 405);
        isProblem(server.post("/v1/usage", "{}", "Content-Type", JSON), 405);
        isProblem(server.post("/v1/signup", "email=a", "Content-Type", "application/x-www-form-urlencoded"), 415);
        isProblem(server.post("/v1/signup", "", "Content-Type", JSON), 400);
        String tooLong = "{\"name\":\"" + "x".repeat(SignUpController.MAX_BODY_BYTES) + "\"}";
        isProblem(server.post("/v1/signup", tooLong, "Content-Type", JSON), 413);
    }

    @Test
    void usageNeedsTheKeyAndItsSecret() throws IOException, InterruptedException {
        var key = server.signUp("auth@example.com").key();
        String right = key.id() + ":" + key.secret();
        for (String header : List.of(
                "Bearer x",
                "Basic",
                "Basic !!!",
                basic("nobody"),
                basic(key.id() + ":wrong"),
                basic(key.id() + ":"),
                basic("SLUIAAAAAAAAAAAAAAAA:" + key.secret()),
                basic("SLUIAAAAAAAAAAAAAAAA:" + "-".repeat(40)),
                basic(right + "x"),
                "Basic " + "A".repeat(3_000))) {
            var answer = server.get("/v1/usage", "Authorization", header);
            isProblem(answer, 401);
            assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
                    .startsWith("Basic ");
        }
        isProblem(server.get("/v1/usage"), 401);
    }

    @Test
    void usageNamesQueuesAndSumsDeletedOnes() throws IOException, InterruptedException {
        var welcome = server.signUp("usage@example.com");
        Topic one = ((Topics.Change.Made)
                        server.topics.create(welcome.tenant().id(), "one", CONFIG, List.of(0), Duration.ZERO))
                .topic();
        Meters ofOne = new Meters(0, 1, 2, 3, 4, BigInteger.TWO.pow(80));
        Meters gone = new Meters(0, 10, 0, 0, 0, BigInteger.ZERO);
        Meters total = new Meters(60_000, 21, 2, 3, 4, BigInteger.TWO.pow(80));
        server.usage = tenant -> CompletableFuture.completedFuture(new UsageSource.Usage(
                Instant.parse("2026-11-21T10:00:00Z"),
                total,
                Map.of(one.incarnation(), ofOne, 999_999_999L, gone),
                gone,
                new TierMeters(BigInteger.TWO.pow(70), BigInteger.TWO)));
        String pair = welcome.key().id() + ":" + welcome.key().secret();
        var answer = server.get("/v1/usage", "Authorization", basic(pair));
        assertThat(answer.body())
                .isEqualTo("{\"tenant\":\"" + welcome.tenant().id() + "\",\"asOf\":\"2026-11-21T10:00:00Z\","
                        + "\"total\":{\"conn_ms\":\"60000\",\"ingress_bytes\":\"21\",\"egress_bytes\":\"2\",\"ops_in\":\"3\","
                        + "\"ops_out\":\"4\",\"storage_byte_ms\":\"1208925819614629174706176\","
                        + "\"disk_byte_ms\":\"1180591620717411303424\",\"object_byte_ms\":\"2\"},\"queues\":["
                        + "{\"queue\":\"one\",\"meters\":{\"ingress_bytes\":\"1\",\"egress_bytes\":\"2\",\"ops_in\":\"3\","
                        + "\"ops_out\":\"4\",\"storage_byte_ms\":\"1208925819614629174706176\"}},"
                        + "{\"queue\":\"(deleted queues)\",\"meters\":{\"ingress_bytes\":\"20\",\"egress_bytes\":\"0\","
                        + "\"ops_in\":\"0\",\"ops_out\":\"0\",\"storage_byte_ms\":\"0\"}}]}");
    }

    @Test
    void aFailureInsideSaysNothingOfTheInside() throws IOException, InterruptedException {
        var key = server.signUp("inside@example.com").key();
        server.usage = tenant -> CompletableFuture.failedFuture(new IllegalStateException("a secret of the house"));
        var answer = server.get("/v1/usage", "Authorization", basic(key.id() + ":" + key.secret()));
        isProblem(answer, 500);
        assertThat(answer.body()).doesNotContain("secret of the house");
    }

    @Test
    void aProxyOnThisMachineDoesNotSignOthersUp() throws IOException, InterruptedException {
        isProblem(
                server.post(
                        "/v1/signup",
                        "{\"email\":\"p@example.com\",\"name\":\"you\"}",
                        "Content-Type",
                        JSON,
                        "X-Forwarded-For",
                        "203.0.113.9"),
                403);
    }

    @Test
    void theEndpointIsTheHostThatTheClientUsed() throws IOException {
        assertThat(raw("Host: localhost:7400")).contains("\"endpoint\":\"http://localhost:7400\"");
    }

    @Test
    void aNameThatWasMadeToPointHereSignsNobodyUp() throws IOException {
        assertThat(raw("Host: sluice.example:7400")).contains("403 Forbidden");
        assertThat(raw("Host: '; rm -rf /;'")).contains("403 Forbidden");
    }

    private static String raw(String hostHeader) throws IOException {
        String body = "{\"email\":\"h" + System.nanoTime() + "@example.com\",\"name\":\"you\"}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/signup HTTP/1.1\r\n" + hostHeader + "\r\nContent-Type: application/json\r\n"
                                    + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readAllAsString();
        }
    }

    @Test
    void livenessAndReadinessAreApart() throws IOException, InterruptedException {
        assertThat(server.get("/health/ready").body()).isEqualTo("{\"status\":\"UP\"}");
        server.whyNotReady = Optional.of("starting");
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(server.get("/health").statusCode()).isEqualTo(503);
        assertThat(server.get("/health").body()).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"starting\"}");
        server.whyNotReady = Optional.empty();
    }

    @Test
    void metricsAreInPrometheusFormat() throws IOException, InterruptedException {
        var answer = server.get("/metrics");
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body())
                .contains("# TYPE sluice_heap_used_bytes gauge\nsluice_heap_used_bytes ")
                .matches("(?s)(#[^\n]*\n|[a-z_]+(\\{[^}]*})? [0-9.E+-]+\n)+");
    }
}
