package io.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.Credentials;
import io.sluice.model.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP basic authentication with an access key: {@code curl -u KEY:SECRET}. */
final class BasicKey {
    private static final String SCHEME = "basic ";
    private static final int MAX_HEADER_LENGTH = 1_024;
    private static final String NOBODYS_SECRET = "-".repeat(40);

    private final Credentials credentials;

    BasicKey(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Whose key the header proves to own; as slow for an unknown key as for a wrong secret.
     *
     * @throws Problem.Refused when it proves nothing
     */
    Caller caller(@Nullable String authorization) {
        return find(authorization)
                .orElseThrow(() -> new Problem(
                                HttpResponseStatus.UNAUTHORIZED,
                                "the access key and its secret are needed: curl -u KEY:SECRET")
                        .refused());
    }

    private Optional<Caller> find(@Nullable String authorization) {
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
        if (colon < 0) {
            return Optional.empty();
        }
        Optional<Credentials.Credential> found = credentials.find(pair.substring(0, colon));
        byte[] right =
                found.map(Credentials.Credential::secret).orElse(NOBODYS_SECRET).getBytes(StandardCharsets.UTF_8);
        byte[] given = pair.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(right, given);
        return same ? found.map(Credentials.Credential::caller) : Optional.empty();
    }
}
