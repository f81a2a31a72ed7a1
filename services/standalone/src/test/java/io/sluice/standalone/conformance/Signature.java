package io.sluice.standalone.conformance;

import io.sluice.standalone.conformance.Sqs.Account;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature Version 4 in headers, for paths without escapes and queries in order. */
final class Signature {
    static final String REGION = "eu-north-1";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Signature() {}

    /** The headers, and those that sign them. */
    static Map<String, String> of(Account account, String method, URI uri, Map<String, String> headers, String body) {
        try {
            String time = TIME.format(Instant.now());
            Map<String, String> signed = new TreeMap<>(headers);
            signed.put("host", uri.getAuthority());
            signed.put("x-amz-date", time);
            StringBuilder canonical = new StringBuilder(
                    method + "\n" + uri.getRawPath() + "\n" + Objects.requireNonNullElse(uri.getRawQuery(), "") + "\n");
            signed.forEach((name, value) ->
                    canonical.append(name).append(':').append(value.strip()).append('\n'));
            String names = String.join(";", signed.keySet());
            canonical.append('\n').append(names).append('\n').append(hash(body));
            String scope = time.substring(0, 8) + "/" + REGION + "/sqs/aws4_request";
            String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash(canonical.toString());
            byte[] key = ("AWS4" + account.secret()).getBytes(StandardCharsets.UTF_8);
            for (String part : scope.split("/", -1)) {
                key = mac(key, part);
            }
            signed.remove("host");
            signed.put(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=" + account.keyId() + "/" + scope + ", SignedHeaders=" + names
                            + ", Signature=" + HexFormat.of().formatHex(mac(key, text)));
            return signed;
        } catch (GeneralSecurityException everyJdkHasThem) {
            throw new IllegalStateException(everyJdkHasThem);
        }
    }

    private static String hash(String text) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
