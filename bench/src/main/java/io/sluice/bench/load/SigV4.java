package io.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs a POST on {@code /} as the SDKs do. Not thread-safe. Source: the public description of AWS Signature 4. */
final class SigV4 {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String SIGNED_JSON = "content-type;host;x-amz-date;x-amz-target;x-amzn-query-mode";
    private static final String SIGNED_QUERY = "content-type;host;x-amz-date";

    private final Keys keys;
    private final MessageDigest sha256;
    private final Mac mac;
    private String day = "";

    SigV4(Keys keys) {
        this.keys = keys;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            mac = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The header lines {@code x-amz-date} and {@code authorization}, each with its line end.
     *
     * @param target null in Query, where the body names the action
     */
    String headers(String host, String contentType, @Nullable String target, byte[] body, Instant now) {
        String stamp = STAMP.format(now);
        String today = stamp.substring(0, 8);
        String scope = today + "/" + keys.region() + "/sqs/aws4_request";
        String signed = target == null ? SIGNED_QUERY : SIGNED_JSON;
        String only = target == null ? "" : "\nx-amz-target:" + target + "\nx-amzn-query-mode:true";
        String canonical = "POST\n/\n\ncontent-type:" + contentType + "\nhost:" + host + "\nx-amz-date:" + stamp + only
                + "\n\n" + signed + "\n" + hash(body);
        String toSign =
                "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + hash(canonical.getBytes(StandardCharsets.UTF_8));
        prepare(today);
        String signature = HexFormat.of().formatHex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
        return "X-Amz-Date: " + stamp + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + keys.accessKey() + "/"
                + scope + ", SignedHeaders=" + signed + ", Signature=" + signature + "\r\n";
    }

    private void prepare(String today) {
        if (today.equals(day)) {
            return;
        }
        byte[] key = ("AWS4" + keys.secretKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {today, keys.region(), "sqs", "aws4_request"}) {
            keyed(key);
            key = mac.doFinal(part.getBytes(StandardCharsets.UTF_8));
        }
        keyed(key);
        day = today;
    }

    private void keyed(byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256.digest(bytes));
    }
}
