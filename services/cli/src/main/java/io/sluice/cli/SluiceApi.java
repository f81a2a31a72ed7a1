package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server's REST API, as far as the commands need it. Every refusal becomes a {@link CliFailure}.
 *
 * <p>Not {@code java.net.http}: loading it takes 0.4 s, ten times as long as this, and a command sends one request.
 */
final class SluiceApi {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(30);
    /** The server says with it that nothing was done. */
    private static final int DISK_FULL = 507;

    private static final int MAX_REPLY_BYTES = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;

    SluiceApi(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** The reply's JSON as the server wrote it, and parsed. */
    record Reply(String json, JsonNode fields) {
        String text(String name) {
            JsonNode value = fields.path(name);
            if (value.isTextual()) {
                return value.asText();
            }
            throw new CliFailure("the server's reply has no \"" + name + "\"; is it a Sluice of this version?");
        }
    }

    /**
     * Opens an account, or repeats what the same idempotency key did within the last ten minutes.
     *
     * @throws LostAnswer when the account may be open
     */
    Reply signup(String email, String name, String idempotencyKey) {
        String body =
                JSON.createObjectNode().put("email", email).put("name", name).toString();
        return call("/v1/signup", Map.of("Content-Type", "application/json", "Idempotency-Key", idempotencyKey), body);
    }

    Reply usage(String accessKeyId, String secretAccessKey) {
        String pair = accessKeyId + ":" + secretAccessKey;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return call("/v1/usage", Map.of("Authorization", "Basic " + basic), null);
    }

    /** POST if there is a body, else GET. */
    private Reply call(String path, Map<String, String> headers, @Nullable String body) {
        try {
            HttpURLConnection http =
                    (HttpURLConnection) URI.create(endpoint + path).toURL().openConnection();
            http.setConnectTimeout((int) CONNECT.toMillis());
            http.setReadTimeout((int) READ.toMillis());
            http.setInstanceFollowRedirects(false);
            http.setRequestProperty("Accept", "application/json, application/problem+json");
            headers.forEach(http::setRequestProperty);
            if (body != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                http.setDoOutput(true);
                http.setFixedLengthStreamingMode(bytes.length); // or it would be sent twice where no answer comes
                try (OutputStream out = http.getOutputStream()) {
                    out.write(bytes);
                }
            }
            int status = http.getResponseCode();
            if (status / 100 != 2) {
                String problem = problem(status, text(http.getErrorStream()));
                throw status / 100 == 5 && status != DISK_FULL ? new LostAnswer(problem) : new CliFailure(problem);
            }
            String json = text(http.getInputStream());
            return new Reply(json, JSON.readTree(json));
        } catch (ConnectException | UnknownHostException nobodyThere) {
            throw new CliFailure("no server answers at " + endpoint + "; start one with ./sluice up", nobodyThere);
        } catch (IOException broken) {
            throw new LostAnswer("no good answer from " + endpoint + ": " + oneLine(broken.toString()), broken);
        }
    }

    /** {@code body} is null where the reply had none. */
    private static String text(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(MAX_REPLY_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** One line out of an RFC 9457 problem, or out of whatever else came. */
    private static String problem(int status, String body) {
        String said = "";
        try {
            JsonNode fields = JSON.readTree(body);
            said = Stream.of("title", "detail")
                    .map(name -> fields.path(name).asText(""))
                    .filter(text -> !text.isBlank())
                    .distinct()
                    .collect(Collectors.joining(": "));
        } catch (IOException notJson) {
            // Some proxy's page: the status alone has to do.
        }
        return said.isEmpty() ? "the server answered " + status : oneLine(said);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
