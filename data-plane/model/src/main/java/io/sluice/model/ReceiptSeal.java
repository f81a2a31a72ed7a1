package io.sluice.model;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns receipts into text that nobody can forge, and back. Every gateway shares the key, so a receipt outlives the
 * process that gave it out.
 *
 * <p>Version 1: version byte, key id, partition, offset, delivery, the first 16 bytes of HMAC-SHA256 over
 * all before; URL-safe base64 without padding, 51 characters.
 */
public final class ReceiptSeal {
    private static final byte VERSION = 1;
    private static final byte OTHER_TEXT = 2;
    private static final int SIGNED_BYTES = 1 + 1 + 8 + 8 + 4;
    private static final int MAC_BYTES = 16;
    private static final int TEXT_LENGTH = (SIGNED_BYTES + MAC_BYTES) * 4 / 3 + 1;

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final byte keyId;
    private final ThreadLocal<Mac> macs;

    /**
     * @param keyId which key this is, so that it can be replaced one day
     * @param key ≥32 random bytes
     */
    public ReceiptSeal(int keyId, byte[] key) {
        this.keyId = (byte) keyId;
        SecretKeySpec spec = new SecretKeySpec(key, "HmacSHA256");
        this.macs = ThreadLocal.withInitial(() -> mac(spec));
    }

    public String toWire(Receipt receipt) {
        byte[] bytes = new byte[SIGNED_BYTES + MAC_BYTES];
        ByteBuffer.wrap(bytes)
                .put(VERSION)
                .put(keyId)
                .putLong(receipt.partition().value())
                .putLong(receipt.offset())
                .putInt(receipt.delivery());
        System.arraycopy(sign(bytes), 0, bytes, SIGNED_BYTES, MAC_BYTES);
        return TEXT.encodeToString(bytes);
    }

    /** Empty for any text that {@link #toWire} did not write under this key. */
    public Optional<Receipt> fromWire(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (!TEXT.encodeToString(bytes).equals(text)) {
            return Optional.empty(); // the last character has two bits that decoders ignore
        }
        byte[] given = Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length);
        byte[] right = Arrays.copyOf(sign(bytes), MAC_BYTES);
        if (bytes[0] != VERSION || bytes[1] != keyId || !MessageDigest.isEqual(given, right)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 2, SIGNED_BYTES - 2);
        return Optional.of(new Receipt(new PartitionId(in.getLong()), in.getLong(), in.getInt()));
    }

    /**
     * What proves that another text than a receipt is ours: 16 bytes. The signed bytes begin with another version than those
     * of receipts, so neither passes for the other.
     */
    public byte[] stamp(byte[] text) {
        Mac mac = macs.get();
        mac.update(OTHER_TEXT);
        mac.update(text);
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }

    private byte[] sign(byte[] bytes) {
        Mac mac = macs.get();
        mac.update(bytes, 0, SIGNED_BYTES);
        return mac.doFinal();
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
