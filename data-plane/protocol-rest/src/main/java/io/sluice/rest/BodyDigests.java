package io.sluice.rest;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What a sender compares with its own: both digests of a body that comes in pieces. For one thread at a time. */
final class BodyDigests {
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha256 = digest("SHA-256");

    void add(ByteBuffer piece) {
        md5.update(piece.duplicate());
        sha256.update(piece);
    }

    /** Once. */
    String md5() {
        return HexFormat.of().formatHex(md5.digest());
    }

    /** Once. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
