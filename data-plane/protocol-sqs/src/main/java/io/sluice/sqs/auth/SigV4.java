package io.sluice.sqs.auth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.api.Credentials;
import io.sluice.api.Credentials.Credential;
import io.sluice.model.Caller;
import io.sluice.sqs.wire.ByteText;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4 for the services {@code sqs} and {@code sts} in whatever region the signer names, by header and by
 * presigned query. Everything hashed is bytes in a buffer of the thread.
 */
public final class SigV4 {
    static final String MISMATCH = "The request signature we calculated does not match the signature you provided."
            + " Check your AWS Secret Access Key and signing method.";

    /** How far apart the two clocks may be. */
    private static final long SKEW_SECONDS = 15 * 60;

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final Credentials credentials;
    private final InstantSource clock;
    private final SigningKeys keys = new SigningKeys();
    private final ThreadLocal<ByteText> buffers = ThreadLocal.withInitial(ByteText::new);

    /**
     * Verifies against the keys of the port.
     *
     * @param clock wall time
     */
    public SigV4(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * Who asks.
     *
     * @param region the one that the signature names
     * @param sts whether it was signed for STS, which answers who one is and nothing else
     */
    public record Grant(Caller caller, String region, boolean sts) {}

    /**
     * Proves who asks.
     *
     * @param path as on the wire, without the query
     * @param query as on the wire, without the question mark; empty: none
     * @param body the payload in its first {@code bodyLength} bytes
     * @throws SqsError.Refusal why the request is nobody's
     */
    public Grant verify(String method, String path, String query, HttpHeaders headers, byte[] body, int bodyLength) {
        List<UrlText.Pair> pairs = query.isEmpty() ? List.of() : UrlText.pairs(query);
        Claim claim = claim(query, pairs, headers);
        Credential credential = credentials.find(claim.accessKeyId()).orElseThrow(SigV4::unknownKey);
        checkTime(claim);
        ByteText text = buffers.get().clear();
        CanonicalRequest.write(text, method, path, pairs, claim, headers);
        payloadHash(text, headers, body, bodyLength);
        byte[] hash = Hashes.sha256(text.bytes(), text.length());
        text.clear()
                .put(Claim.ALGORITHM)
                .put('\n')
                .put(claim.timestamp())
                .put('\n')
                .put(claim.scope())
                .put('\n')
                .putHex(hash);
        SecretKeySpec kept = keys.find(credential, claim);
        SecretKeySpec key = kept != null
                ? kept
                : SigningKeys.derive(credential.secret(), claim.date(), claim.region(), claim.service());
        byte[] right = Hashes.hmac(key, text.bytes(), text.length());
        text.clear().putHex(right);
        byte[] expected = new byte[text.length()];
        System.arraycopy(text.bytes(), 0, expected, 0, expected.length);
        if (!MessageDigest.isEqual(expected, claim.signature().getBytes(StandardCharsets.ISO_8859_1))) {
            throw new SqsError(SqsCode.SIGNATURE_DOES_NOT_MATCH, MISMATCH).refusal();
        }
        if (kept == null) {
            keys.keep(credential, claim, key);
        }
        return new Grant(credential.caller(), claim.region(), claim.service().equals(Claim.STS));
    }

    /**
     * Refuses what cannot be anybody's before its body is taken in: no signature at all, a malformed or an expired one, an
     * unknown key.
     *
     * @return the key that it claims to be signed with
     */
    public String screen(String query, HttpHeaders headers) {
        Claim claim = claim(query, query.isEmpty() ? List.of() : UrlText.pairs(query), headers);
        if (credentials.find(claim.accessKeyId()).isEmpty()) {
            throw unknownKey();
        }
        checkTime(claim);
        return claim.accessKeyId();
    }

    private static Claim claim(String query, List<UrlText.Pair> pairs, HttpHeaders headers) {
        if (!Claim.isPresigned(query)) {
            return Claim.ofHeader(headers);
        }
        if (headers.contains("authorization")) {
            throw new SqsError(SqsCode.INCOMPLETE_SIGNATURE, "The request is signed both by header and by query.")
                    .refusal();
        }
        return Claim.ofQuery(pairs);
    }

    private void checkTime(Claim claim) {
        long now = clock.instant().getEpochSecond();
        long end = claim.signedAt() + (claim.presigned() ? claim.validSeconds() : SKEW_SECONDS);
        if (now > end) {
            throw new SqsError(
                            SqsCode.REQUEST_EXPIRED,
                            "Signature expired: " + AmzTime.text(end) + " is earlier than " + AmzTime.text(now) + ".")
                    .refusal();
        }
        if (claim.signedAt() - SKEW_SECONDS > now) {
            throw new SqsError(
                            SqsCode.REQUEST_EXPIRED,
                            "Signature not yet current: " + claim.timestamp() + " is later than " + AmzTime.text(now)
                                    + " (15 min.).")
                    .refusal();
        }
    }

    /** The hash is always ours; only a signer that says so may leave the payload out. */
    private static void payloadHash(ByteText text, HttpHeaders headers, byte[] body, int length) {
        String said = headers.get("x-amz-content-sha256");
        if (UNSIGNED.equals(said)) {
            text.put(UNSIGNED);
        } else {
            text.putHex(Hashes.sha256(body, length));
        }
    }

    private static SqsError.Refusal unknownKey() {
        return new SqsError(SqsCode.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.")
                .refusal();
    }
}
