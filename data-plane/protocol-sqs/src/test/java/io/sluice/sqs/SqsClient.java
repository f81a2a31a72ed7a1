package io.sluice.sqs;

import io.sluice.sqs.auth.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Speaks both protocols to a test server, signing as the SDK does. */
final class SqsClient {
    private static final Pattern JSON_TYPE = Pattern.compile("\"__type\":\"([^\"]*)\"");
    private static final Pattern XML_CODE = Pattern.compile("<Code>([^<]*)</Code>");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String endpoint;
    private final String key;

    SqsClient(TestApp app, String key) {
        this.endpoint = "http://localhost:" + app.port;
        this.key = key;
    }

    record Reply(int status, String body, HttpResponse<byte[]> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** As Query says it, whichever protocol this is. */
        String code() {
            String query = header("x-amzn-query-error");
            if (!query.isEmpty()) {
                return query.substring(0, query.indexOf(';'));
            }
            Matcher code = XML_CODE.matcher(body);
            return code.find() ? code.group(1) : "";
        }

        String jsonType() {
            Matcher type = JSON_TYPE.matcher(body);
            return type.find() ? type.group(1) : "";
        }

        /** The first text member or element of that name. */
        String text(String name) {
            Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"|<" + name + ">([^<]*)</" + name + ">")
                    .matcher(body);
            if (!value.find()) {
                throw new AssertionError("no " + name + " in " + body);
            }
            return value.group(1) != null ? value.group(1) : value.group(2);
        }
    }

    String url(String queue) {
        return endpoint + "/" + TestApp.TENANT + "/" + queue;
    }

    Reply json(String action, String body) {
        return json(action, body.getBytes(StandardCharsets.UTF_8));
    }

    Reply json(String action, byte[] body) {
        return call("POST", "/", jsonHeaders(action), body);
    }

    /** Signed for a region of its own choice. */
    Reply jsonIn(String region, String action, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        URI root = URI.create(endpoint + "/");
        return send(Signer.signFor(region, "POST", root, jsonHeaders(action), body, key, TestApp.SECRET), body);
    }

    private static Map<String, List<String>> jsonHeaders(String action) {
        return Map.of(
                "Content-Type", List.of("application/x-amz-json-1.0"),
                "X-Amz-Target", List.of("AmazonSQS." + action));
    }

    Reply query(String form) {
        return query("/", form);
    }

    Reply query(String path, String form) {
        return call(
                "POST",
                path,
                Map.of("Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8")),
                form.getBytes(StandardCharsets.UTF_8));
    }

    Reply get(String path) {
        return call("GET", path, Map.of(), new byte[0]);
    }

    /** A GET whose query string is signed. */
    Reply presigned(String path) {
        SdkHttpRequest request = Signer.sign(
                "GET",
                URI.create(endpoint + path),
                Map.of(),
                new byte[0],
                key,
                TestApp.SECRET,
                Instant.now(),
                Duration.ofMinutes(5));
        return send(request, null);
    }

    Reply call(String method, String path, Map<String, List<String>> headers, byte[] body) {
        return send(signed(method, path, headers, body), body);
    }

    SdkHttpRequest signed(String method, String path, Map<String, List<String>> headers, byte[] body) {
        return Signer.sign(
                method, URI.create(endpoint + path), headers, body, key, TestApp.SECRET, Instant.now(), null);
    }

    Reply send(SdkHttpRequest signed, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.getUri())
                .method(
                        signed.method().name(),
                        body == null || body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        signed.headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The bytes of a signed request, for sockets. */
    byte[] bytes(String method, String path, Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> all =
                new HashMap<>(signed(method, path, headers, body).headers());
        all.put("Content-Length", List.of(Integer.toString(body.length)));
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        all.forEach((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        byte[] top = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] whole = java.util.Arrays.copyOf(top, top.length + body.length);
        System.arraycopy(body, 0, whole, top.length, body.length);
        return whole;
    }

    byte[] jsonBytes(String action, String body) {
        return bytes("POST", "/", jsonHeaders(action), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code Name=value&…}, encoded. */
    static String form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }
}
