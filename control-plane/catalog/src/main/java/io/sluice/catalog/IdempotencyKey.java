package io.sluice.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client names a request by, so that it can repeat it when the answer was lost. Whoever knows it may repeat it, so it
 * is random, and only its hash is stored.
 *
 * @param text {@value #MIN_LENGTH} to {@value #MAX_LENGTH} visible ASCII characters; never logged
 */
public record IdempotencyKey(String text) {
    public static final int MIN_LENGTH = 16;
    public static final int MAX_LENGTH = 128;

    private static final Pattern SHAPE = Pattern.compile("[!-~]{" + MIN_LENGTH + "," + MAX_LENGTH + "}");

    public IdempotencyKey {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /** Empty for what is too short, too long or not visible ASCII. */
    public static Optional<IdempotencyKey> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new IdempotencyKey(text)) : Optional.empty();
    }

    /** SHA-256, in hexadecimal digits. */
    String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return "IdempotencyKey";
    }
}
