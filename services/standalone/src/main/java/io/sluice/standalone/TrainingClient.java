package io.sluice.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Just enough of an SQS and REST client to use every part of a server once. */
final class TrainingClient {
    private static final int TIMEOUT_MS = 10_000;
    private static final String REGION = "us-east-1";
    private static final DateTimeFormatter AMZ_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String host;
    private String keyId = "";
    private String secret = "";

    TrainingClient(int port) {
        this.host = "127.0.0.1:" + port;
    }

    void useKey(String id, String secretOfIt) {
        this.keyId = id;
        this.secret = secretOfIt;
    }

    /** Of an SQS action in JSON; the answer's body. */
    String json(String action, String body) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("content-type", "application/x-amz-json-1.0");
        headers.put("x-amz-target", "AmazonSQS." + action);
        return signed(headers, body);
    }

    /** Of an SQS action in the Query protocol; the answer's body. */
    String query(String form) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("content-type", "application/x-www-form-urlencoded");
        return signed(headers, form);
    }

    /** GET of the REST API, with the key as basic authentication. */
    String get(String path) throws IOException {
        String pair = Base64.getEncoder().encodeToString((keyId + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return send("GET", path, Map.of("authorization", "Basic " + pair), "");
    }

    String post(String path, String json) throws IOException {
        return send("POST", path, Map.of("content-type", "application/json"), json);
    }

    private String signed(Map<String, String> headers, String body) throws IOException {
        String time = AMZ_TIME.format(Instant.now());
        String date = time.substring(0, 8);
        headers.put("host", host);
        headers.put("x-amz-date", time);
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", headers.keySet());
        canonical.append('\n').append(names).append('\n').append(hash(body));
        String scope = date + "/" + REGION + "/sqs/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash(canonical.toString());
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, REGION, "sqs", "aws4_request"}) {
            key = mac(key, part);
        }
        String signature = HexFormat.of().formatHex(mac(key, toSign));
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature);
        headers.remove("host");
        return send("POST", "/", headers, body);
    }

    /** Any status will do: refusals are part of the training. */
    private String send(String method, String path, Map<String, String> headers, String body) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create("http://" + host + path).toURL().openConnection();
        http.setRequestMethod(method);
        http.setConnectTimeout(TIMEOUT_MS);
        http.setReadTimeout(TIMEOUT_MS);
        headers.forEach(http::setRequestProperty);
        if (method.equals("POST")) {
            http.setDoOutput(true);
            http.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream answer = http.getResponseCode() < 400 ? http.getInputStream() : http.getErrorStream()) {
            return answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
