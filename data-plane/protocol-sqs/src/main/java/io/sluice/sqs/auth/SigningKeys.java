package io.sluice.sqs.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.api.Credentials.Credential;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Keys derived from secrets, one a credential, day, region and service; derived once, kept while they are used. */
final class SigningKeys {
    /** About 300 bytes each. */
    private static final int MAX_KEYS = 20_000;

    private record Name(String credentialId, String date, String region, String service) {}

    private final Cache<Name, SecretKeySpec> keys =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    @Nullable
    SecretKeySpec find(Credential credential, Claim claim) {
        return keys.getIfPresent(name(credential, claim));
    }

    /** Only for a signature that the key has proven, or strangers could fill the cache. */
    void keep(Credential credential, Claim claim, SecretKeySpec key) {
        keys.put(name(credential, claim), key);
    }

    private static Name name(Credential credential, Claim claim) {
        return new Name(credential.id(), claim.date(), claim.region(), claim.service());
    }

    static SecretKeySpec derive(String secret, String date, String region, String service) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {date, region, service, Claim.TERMINATOR}) {
            key = Hashes.hmac(new SecretKeySpec(key, Hashes.HMAC), step.getBytes(StandardCharsets.UTF_8));
        }
        return new SecretKeySpec(key, Hashes.HMAC);
    }
}
