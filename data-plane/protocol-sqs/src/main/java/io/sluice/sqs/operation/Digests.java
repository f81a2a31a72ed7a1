package io.sluice.sqs.operation;

import io.sluice.model.Attribute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The MD5 digests that clients verify. */
final class Digests {
    private static final byte STRING = 1;
    private static final byte BINARY = 2;

    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(() -> newDigest("MD5"));

    private Digests() {}

    static byte[] md5(byte[] bytes) {
        return MD5.get().digest(bytes);
    }

    /** As answers have it. */
    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** In hexadecimal; what content-based deduplication takes for an id. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest("SHA-256").digest(bytes));
    }

    /** By name; each of name, type and value behind its length, with one byte before the value that tells its kind. */
    static String md5(List<Attribute> attributes) {
        MessageDigest digest = MD5.get();
        attributes.stream().sorted(Comparator.comparing(Attribute::name)).forEach(attribute -> {
            update(digest, attribute.name().getBytes(StandardCharsets.UTF_8));
            update(digest, attribute.type().getBytes(StandardCharsets.UTF_8));
            digest.update(attribute.binary() ? BINARY : STRING);
            update(digest, attribute.value());
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
