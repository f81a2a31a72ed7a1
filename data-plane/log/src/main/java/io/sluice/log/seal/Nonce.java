package io.sluice.log.seal;

import java.nio.ByteBuffer;

/** Twelve bytes, of {@link Nonces}. */
public record Nonce(long prefix, int counter) {
    public static final int BYTES = Nonces.BYTES;

    public static Nonce fromWire(ByteBuffer in) {
        return new Nonce(in.getLong(), in.getInt());
    }

    public ByteBuffer toWire() {
        return ByteBuffer.allocate(BYTES).putLong(prefix).putInt(counter).flip();
    }

    /** Further on in what was taken with this one. */
    public Nonce plus(int further) {
        return new Nonce(prefix, counter + further);
    }
}
