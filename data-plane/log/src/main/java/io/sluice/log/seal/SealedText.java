package io.sluice.log.seal;

import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A short text beside a payload, sealed like it where its tenant has a key. What is stored is a text again: a NUL, and in
 * Base64 the key's id and a sealed block. A text that is stored as it is must not begin with a NUL.
 */
public final class SealedText {
    private static final char MARK = '\0';
    private static final byte[] PLACE = "text".getBytes(StandardCharsets.US_ASCII);

    private SealedText() {}

    /**
     * The text as it is to be stored; an empty one stays empty.
     *
     * @throws PayloadLocked when it must not be stored in clear and there is no key
     */
    public static String sealed(PayloadSeal seal, TenantId tenant, String text) throws PayloadLocked {
        PayloadKey key = text.isEmpty() ? null : seal.current(tenant);
        if (key == null) {
            return text;
        }
        ByteBuffer plain = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer block = seal.sealedBlock(key, ByteBuffer.wrap(PLACE), plain);
        ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + block.remaining());
        all.putInt(key.id()).put(block);
        return MARK + Base64.getEncoder().encodeToString(all.array());
    }

    /** The text as it was given; one that was stored in clear is that already, also if it only begins like a sealed one. */
    public static String opened(PayloadSeal seal, TenantId tenant, String stored) throws PayloadLocked {
        if (!isSealed(stored)) {
            return stored;
        }
        ByteBuffer all;
        try {
            all = bytes(stored);
        } catch (IllegalArgumentException inClear) {
            return stored; // older versions took a NUL
        }
        if (all.remaining() < Integer.BYTES) {
            throw PayloadLocked.wrong(tenant, 0);
        }
        PayloadKey key = seal.key(tenant, all.getInt());
        ByteBuffer plain = PayloadSeal.block(key, ByteBuffer.wrap(PLACE), all);
        return StandardCharsets.UTF_8.decode(plain).toString();
    }

    public static boolean isSealed(String stored) {
        return !stored.isEmpty() && stored.charAt(0) == MARK;
    }

    /** Under which key a sealed text was sealed. */
    public static int keyId(String sealed) {
        return bytes(sealed).getInt();
    }

    /** What a sealed text was sealed with. */
    public static Nonce nonce(String sealed) {
        return Nonce.fromWire(bytes(sealed).position(Integer.BYTES));
    }

    private static ByteBuffer bytes(String sealed) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(sealed.substring(1)));
    }
}
