package io.sluice.log.segment;

import java.nio.ByteBuffer;

/** A message that is kept on the heap for a while, compressed by itself where that saves something. */
public final class PackedMessage {
    /** What one takes beside its stored bytes, about. */
    private static final long OWN_BYTES = 120;

    private final StoredMessage without;
    private final byte codec;
    private final byte[] stored;
    private final int plainBytes;

    private PackedMessage(StoredMessage without, byte codec, byte[] stored, int plainBytes) {
        this.without = without;
        this.codec = codec;
        this.stored = stored;
        this.plainBytes = plainBytes;
    }

    /** Packs many, one after another; takes native memory until it is closed. For one thread at a time. */
    public static final class Packer implements AutoCloseable {
        private static final byte[] NONE = new byte[0];

        private final Compression compression = new Compression();

        public PackedMessage pack(StoredMessage message) {
            Compression.Packed packed = compression.pack(message.envelope());
            byte[] stored = new byte[packed.stored().remaining()];
            packed.stored().get(stored);
            StoredMessage without =
                    new StoredMessage(message.partition(), message.offset(), message.sentMs(), message.bytes(), NONE);
            return new PackedMessage(without, packed.codec(), stored, message.envelope().length);
        }

        @Override
        public void close() {
            compression.close();
        }
    }

    public long offset() {
        return without.offset();
    }

    public StoredMessage unpacked() {
        byte[] envelope = Compression.unpack(codec, ByteBuffer.wrap(stored), plainBytes);
        return new StoredMessage(without.partition(), without.offset(), without.sentMs(), without.bytes(), envelope);
    }

    /** What it takes of the heap, about. */
    public long heapBytes() {
        return OWN_BYTES + stored.length;
    }
}
