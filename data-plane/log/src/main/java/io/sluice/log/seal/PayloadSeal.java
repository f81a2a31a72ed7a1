package io.sluice.log.seal;

import io.sluice.model.Envelope;
import io.sluice.model.MessageId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Seals payloads under the tenants' data keys, and opens them. Whatever is sealed is bound to its tenant, its key and its kind
 * (and blocks and bodies to their place, see there): put elsewhere it does not open. For several threads.
 */
public final class PayloadSeal {
    /** Leaves everything as it is, and cannot open what is sealed. */
    public static final PayloadSeal NONE = new PayloadSeal(PayloadKeys.NONE, new Nonces(() -> 0));

    /** What a block grows by: nonce and tag. */
    public static final int BLOCK_GROWTH = Nonce.BYTES + Gcm.TAG_BYTES;

    private static final int KEY_AT = 1 + 1 + 16;
    private static final int FRONT_BYTES = KEY_AT + Integer.BYTES + Nonce.BYTES;
    private static final byte ENVELOPE = 'E';
    private static final byte BLOCK = 'B';

    private final PayloadKeys keys;
    private final Nonces nonces;

    public PayloadSeal(PayloadKeys keys, Nonces nonces) {
        this.keys = keys;
        this.nonces = nonces;
    }

    /**
     * The key under which something new of the tenant's is to be sealed; null: it stays as it is.
     *
     * @throws PayloadLocked when it must not stay as it is and there is no key
     */
    public @Nullable PayloadKey current(TenantId tenant) throws PayloadLocked {
        return keys.current(tenant);
    }

    /** The key with that id, if it is here and this tenant's. */
    public PayloadKey key(TenantId tenant, int id) throws PayloadLocked {
        PayloadKey key = keys.find(id);
        if (key == null || !key.tenant().equals(tenant)) {
            throw PayloadLocked.missing(tenant, id);
        }
        return key;
    }

    /** The envelope as it is stored; one that is sealed stays as it is. */
    public byte[] sealed(TenantId tenant, byte[] envelope) throws PayloadLocked {
        PayloadKey key = Envelope.isSealed(envelope) ? null : keys.current(tenant);
        if (key == null) {
            return envelope;
        }
        long elsewhere = Envelope.bytesElsewhere(envelope);
        int end = end(envelope);
        byte[] sealed = new byte[FRONT_BYTES + envelope.length + Gcm.TAG_BYTES + end];
        Nonce nonce = nonces.take(1);
        ByteBuffer out = ByteBuffer.wrap(sealed);
        MessageId id = Envelope.idOf(envelope);
        out.put(Envelope.sealedVersion(envelope))
                .put((byte) 0)
                .putLong(id.high())
                .putLong(id.low());
        out.putInt(key.id()).put(nonce.toWire());
        Gcm.seal(key, nonce, beside(key, id, elsewhere), ByteBuffer.wrap(envelope), out);
        if (end > 0) {
            out.putLong(elsewhere);
        }
        return sealed;
    }

    /** Whether the envelope needs no key, or the key is here. */
    public boolean opens(TenantId tenant, byte[] envelope) {
        if (!Envelope.isSealed(envelope)) {
            return true;
        }
        PayloadKey key = isCut(envelope) ? null : keys.find(keyId(envelope));
        return key != null && key.tenant().equals(tenant);
    }

    /** The envelope as it was made; one that is not sealed stays as it is. */
    public byte[] opened(TenantId tenant, byte[] envelope) throws PayloadLocked {
        if (!Envelope.isSealed(envelope)) {
            return envelope;
        }
        if (isCut(envelope)) {
            throw PayloadLocked.wrong(tenant, 0);
        }
        PayloadKey key = key(tenant, keyId(envelope));
        long elsewhere = Envelope.bytesElsewhere(envelope);
        int length = envelope.length - FRONT_BYTES - end(envelope);
        byte[] plain = new byte[length - Gcm.TAG_BYTES];
        ByteBuffer sealed = ByteBuffer.wrap(envelope, FRONT_BYTES, length);
        ByteBuffer beside = beside(key, Envelope.idOf(envelope), elsewhere);
        Gcm.open(key, nonce(envelope), beside, sealed, ByteBuffer.wrap(plain));
        return plain;
    }

    /** Under which key a sealed envelope was sealed. */
    public static int keyId(byte[] envelope) {
        return ByteBuffer.wrap(envelope).getInt(KEY_AT);
    }

    /** What a sealed envelope was sealed with. */
    public static Nonce nonce(byte[] envelope) {
        return Nonce.fromWire(ByteBuffer.wrap(envelope, KEY_AT + Integer.BYTES, Nonce.BYTES));
    }

    /**
     * A block of something larger: nonce, ciphertext, tag.
     *
     * @param place what tells this block from all others; {@link #block} needs the same
     */
    public ByteBuffer sealedBlock(PayloadKey key, ByteBuffer place, ByteBuffer block) {
        Nonce nonce = nonces.take(1);
        ByteBuffer out = ByteBuffer.allocate(block.remaining() + BLOCK_GROWTH);
        out.put(nonce.toWire());
        ByteBuffer beside =
                beside(BLOCK, key, place.remaining()).put(place.duplicate()).flip();
        Gcm.seal(key, nonce, beside, block.duplicate(), out);
        return out.flip();
    }

    /** What {@link #sealedBlock} sealed for that place. */
    public static ByteBuffer block(PayloadKey key, ByteBuffer place, ByteBuffer sealed) throws PayloadLocked {
        if (sealed.remaining() < BLOCK_GROWTH) {
            throw PayloadLocked.wrong(key.tenant(), key.id());
        }
        ByteBuffer in = sealed.duplicate();
        Nonce nonce = Nonce.fromWire(in);
        ByteBuffer out = ByteBuffer.allocate(in.remaining() - Gcm.TAG_BYTES);
        ByteBuffer beside =
                beside(BLOCK, key, place.remaining()).put(place.duplicate()).flip();
        Gcm.open(key, nonce, beside, in, out);
        return out.flip();
    }

    /** For a body in a file of its own, which is sealed piece by piece. */
    public StreamSeal stream(PayloadKey key, int blocks) {
        return new StreamSeal(key, nonces.take(blocks));
    }

    private static boolean isCut(byte[] envelope) {
        return envelope.length < FRONT_BYTES + Gcm.TAG_BYTES + end(envelope);
    }

    private static int end(byte[] envelope) {
        return Envelope.isStub(envelope) ? Long.BYTES : 0;
    }

    private static ByteBuffer beside(PayloadKey key, MessageId id, long elsewhere) {
        return beside(ENVELOPE, key, 3 * Long.BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(elsewhere)
                .flip();
    }

    static ByteBuffer beside(byte kind, PayloadKey key, int more) {
        return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES + more)
                .put(kind)
                .putInt(key.id())
                .putLong(key.tenant().account());
    }
}
