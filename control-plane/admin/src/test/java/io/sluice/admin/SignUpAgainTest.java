package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Meters;
import io.sluice.model.TierMeters;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignUpAgainTest {
    private static final String BODY = "{\"email\":\"lost@example.com\",\"name\":\"you\"}";

    @TempDir
    Path directory;

    @Test
    void lostAnswerIsAskedForAgainUnderItsIdempotencyKey() throws IOException, InterruptedException {
        try (AdminServer server = new AdminServer(directory, false)) {
            server.usage = tenant -> CompletableFuture.completedFuture(
                    new UsageSource.Usage(Instant.EPOCH, Meters.ZERO, Map.of(), Meters.ZERO, TierMeters.ZERO));
            HttpResponse<String> lost = post(server, BODY, "0123456789abcdef");
            HttpResponse<String> again = post(server, BODY, "0123456789abcdef");
            assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
            assertThat(field(again, "tenant")).isEqualTo(field(lost, "tenant"));
            assertThat(usageStatus(server, again)).isEqualTo(200);
            assertThat(usageStatus(server, lost)).as("the lost key is revoked").isEqualTo(401);

            assertThat(post(server, BODY.replace("you", "me"), "0123456789abcdef")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(post(server, BODY, "another-random-key").statusCode()).isEqualTo(409);
            assertThat(post(server, BODY, "short").body()).contains("\"status\":400", "16 to 128");
        }
    }

    private static HttpResponse<String> post(AdminServer server, String body, String token)
            throws IOException, InterruptedException {
        return server.post("/v1/signup", body, "Content-Type", "application/json", "Idempotency-Key", token);
    }

    private static int usageStatus(AdminServer server, HttpResponse<String> account)
            throws IOException, InterruptedException {
        String pair = field(account, "accessKeyId") + ":" + field(account, "secretAccessKey");
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return server.get("/v1/usage", "Authorization", "Basic " + basic).statusCode();
    }

    private static String field(HttpResponse<String> answer, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        assertThat(value.find()).as(answer.body()).isTrue();
        return value.group(1);
    }
}
