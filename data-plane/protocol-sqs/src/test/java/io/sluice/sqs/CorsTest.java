package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Browsers: closed to them by default, open to the origins that were named. */
final class CorsTest {
    private static final String PAGE = "https://app.example.com";

    private static SqsClient.Reply preflight(TestApp app, String path, String origin) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.OPTIONS)
                .uri(java.net.URI.create("http://localhost:" + app.port + path))
                .putHeader("Origin", origin)
                .putHeader("Access-Control-Request-Method", "POST")
                .putHeader("Access-Control-Request-Headers", "authorization,x-amz-target")
                .build();
        return new SqsClient(app, TestApp.KEY).send(request, null);
    }

    private static SqsClient.Reply list(TestApp app, String key, String origin) {
        Map<String, List<String>> headers = Map.of(
                "Content-Type", List.of("application/x-amz-json-1.0"),
                "X-Amz-Target", List.of("AmazonSQS.ListQueues"),
                "Origin", List.of(origin));
        return new SqsClient(app, key).call("POST", "/", headers, new byte[] {'{', '}'});
    }

    private static List<String> corsHeaders(SqsClient.Reply reply) {
        List<String> names = new ArrayList<>(reply.response().headers().map().keySet());
        names.removeIf(name -> !name.startsWith("access-control-"));
        return names;
    }

    @Test
    void browsersAreNotAnsweredByDefault() {
        try (TestApp app = TestApp.start()) {
            assertThat(preflight(app, "/", PAGE).status()).isGreaterThanOrEqualTo(400);
            assertThat(corsHeaders(preflight(app, "/", PAGE))).isEmpty();
            SqsClient.Reply listed = list(app, TestApp.KEY, PAGE);
            assertThat(listed.status()).isEqualTo(200);
            assertThat(corsHeaders(listed)).isEmpty();
        }
    }

    @Test
    void preflightOfANamedOriginNeedsNoSignature() {
        try (TestApp app = TestApp.forBrowsers(PAGE, "http://localhost:3000")) {
            for (String path : List.of("/", "/123456789012/q", "/?Action=ListQueues")) {
                SqsClient.Reply asked = preflight(app, path, PAGE);
                assertThat(asked.status()).isEqualTo(204);
                assertThat(asked.header("access-control-allow-origin")).isEqualTo(PAGE);
                assertThat(asked.header("access-control-allow-methods")).contains("POST");
                assertThat(asked.header("access-control-allow-headers"))
                        .contains("authorization", "x-amz-target", "x-amz-date", "amz-sdk-request");
                assertThat(asked.header("access-control-max-age")).isEqualTo("7200");
                assertThat(asked.header("vary")).isEqualToIgnoringCase("origin");
            }
            assertThat(preflight(app, "/echo", PAGE).status()).isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void answersAndRefusalsCanBeReadByANamedOriginOnly() {
        try (TestApp app = TestApp.forBrowsers(PAGE)) {
            SqsClient.Reply listed = list(app, TestApp.KEY, PAGE);
            assertThat(listed.status()).isEqualTo(200);
            assertThat(listed.header("access-control-allow-origin")).isEqualTo(PAGE);
            assertThat(listed.header("access-control-expose-headers")).contains("x-amzn-query-error");
            SqsClient.Reply refused = list(app, "AKIANOBODY", PAGE);
            assertThat(refused.code()).isEqualTo("InvalidClientTokenId");
            assertThat(refused.header("access-control-allow-origin")).isEqualTo(PAGE);

            for (String other :
                    List.of("https://evil.example.com", PAGE + ".evil.example", "null", "https://APP.example.com")) {
                assertThat(preflight(app, "/", other).status()).isEqualTo(403);
                assertThat(corsHeaders(preflight(app, "/", other))).isEmpty();
                assertThat(corsHeaders(list(app, TestApp.KEY, other))).isEmpty();
            }
        }
    }

    @Test
    void starIsEveryOrigin() {
        try (TestApp app = TestApp.forBrowsers("*")) {
            assertThat(preflight(app, "/", "https://a.b").header("access-control-allow-origin"))
                    .isEqualTo("https://a.b");
        }
    }

    @Test
    void connectionGoesOnAfterAPreflight() {
        try (TestApp app = TestApp.forBrowsers(PAGE)) {
            SqsClient client = new SqsClient(app, TestApp.KEY);
            for (int i = 0; i < 3; i++) {
                assertThat(preflight(app, "/", PAGE).status()).isEqualTo(204);
                assertThat(client.json("ListQueues", "{}").status()).isEqualTo(200);
            }
        }
    }
}
