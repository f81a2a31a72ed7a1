package io.sluice.log.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Seals a stream in blocks, each with a nonce and a tag of its own, so that any of them can be opened alone; keeps nothing of
 * a block in memory. For one thread at a time.
 */
public final class StreamSeal {
    public static final int TAG_BYTES = Gcm.TAG_BYTES;
    private static final byte STREAM = 'F';

    private final PayloadKey key;
    private final Nonce first;
    private @Nullable Cipher open;
    private int block;

    StreamSeal(PayloadKey key, Nonce first) {
        this.key = key;
        this.first = first;
    }

    /**
     * What a block of the stream was sealed to, once more in clear.
     *
     * @param first the stream's first nonce
     * @param place what tells this stream from all others
     * @param sealed with the tag behind it
     */
    public static ByteBuffer opened(PayloadKey key, Nonce first, ByteBuffer place, int block, ByteBuffer sealed)
            throws PayloadLocked {
        ByteBuffer out = ByteBuffer.allocate(Math.max(0, sealed.remaining() - TAG_BYTES));
        Gcm.open(key, first.plus(block), beside(key, place, block), sealed, out);
        return out.flip();
    }

    public PayloadKey key() {
        return key;
    }

    /** Of block 0. */
    public Nonce first() {
        return first;
    }

    /** Seals more of the block at hand; what comes out may be less, and comes later then. */
    public ByteBuffer put(ByteBuffer place, ByteBuffer plain) {
        Cipher cipher = open;
        if (cipher == null) {
            cipher = Gcm.sealing(key, first.plus(block), beside(key, place, block));
            open = cipher;
        }
        try {
            ByteBuffer out = ByteBuffer.allocate(cipher.getOutputSize(plain.remaining()));
            cipher.update(plain, out);
            return out.flip();
        } catch (GeneralSecurityException roomWasCounted) {
            throw new IllegalStateException(roomWasCounted);
        }
    }

    /** Ends the block at hand: the rest of it, and its tag. */
    public ByteBuffer endBlock() {
        Cipher cipher = open;
        if (cipher == null) {
            throw new IllegalStateException("a block without a byte");
        }
        open = null;
        block++;
        try {
            return ByteBuffer.wrap(cipher.doFinal());
        } catch (GeneralSecurityException noInput) {
            throw new IllegalStateException(noInput);
        }
    }

    private static ByteBuffer beside(PayloadKey key, ByteBuffer place, int block) {
        return PayloadSeal.beside(STREAM, key, place.remaining() + Integer.BYTES)
                .put(place.duplicate())
                .putInt(block)
                .flip();
    }
}
