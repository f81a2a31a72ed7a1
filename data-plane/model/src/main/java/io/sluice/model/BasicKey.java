package io.sluice.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An access key and a secret as HTTP basic authentication carries them: {@code curl -u KEY:SECRET}. */
public record BasicKey(String id, String secret) {
    private static final String SCHEME = "basic ";
    private static final int MAX_HEADER_LENGTH = 1_024;
    private static final String NOBODYS_SECRET = "-".repeat(40);

    /** What an {@code Authorization} header says; empty if that is no key of at most 1,024 characters in all. */
    public static Optional<BasicKey> ofHeader(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() > MAX_HEADER_LENGTH
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String pair;
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new BasicKey(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    /** Whether the secret is the right one; as slow where there is none, because nobody has that key. */
    public boolean proves(Optional<String> right) {
        byte[] wanted = right.orElse(NOBODYS_SECRET).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, secret.getBytes(StandardCharsets.UTF_8)) && right.isPresent();
    }

    @Override
    public String toString() {
        return id; // never the secret
    }
}
