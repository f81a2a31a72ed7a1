package io.sluice.sqs.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and its HMAC, with one instance a thread: making one costs more than hashing a request. */
final class Hashes {
    static final String HMAC = "HmacSHA256";

    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Hashes::newDigest);
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(Hashes::newMac);

    private Hashes() {}

    static byte[] sha256(byte[] bytes, int length) {
        MessageDigest digest = SHA256.get();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    static byte[] hmac(SecretKeySpec key, byte[] bytes) {
        return hmac(key, bytes, bytes.length);
    }

    static byte[] hmac(SecretKeySpec key, byte[] bytes, int length) {
        try {
            Mac mac = MAC.get();
            mac.init(key);
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException(wrongKey);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
