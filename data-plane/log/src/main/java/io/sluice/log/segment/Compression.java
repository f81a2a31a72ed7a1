package io.sluice.log.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Zstandard at level 1, where it saves something. Measured against others in decision 10. */
final class Compression implements AutoCloseable {
    static final byte NONE = 0;
    static final byte ZSTD = 1;
    private static final int LEVEL = 1;
    /** What does not shrink by a twentieth is not worth the work of reading it. */
    private static final double WORTH = 0.95;

    /** Each takes native memory, and time to make. */
    private static final ArrayBlockingQueue<ZstdDecompressCtx> INFLATERS = new ArrayBlockingQueue<>(8);

    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private byte[] room = new byte[0];

    Compression() {
        zstd.setLevel(LEVEL);
    }

    /**
     * How a block's content is stored.
     *
     * @param stored valid until the next call of {@link #pack}
     */
    record Packed(byte codec, ByteBuffer stored) {}

    Packed pack(byte[] plain) {
        int bound = Math.toIntExact(Zstd.compressBound(plain.length));
        if (room.length < bound) {
            room = new byte[bound];
        }
        int length = zstd.compressByteArray(room, 0, room.length, plain, 0, plain.length);
        return length <= plain.length * WORTH
                ? new Packed(ZSTD, ByteBuffer.wrap(room, 0, length).slice())
                : new Packed(NONE, ByteBuffer.wrap(plain));
    }

    static boolean knows(byte codec) {
        return codec == NONE || codec == ZSTD;
    }

    /**
     * Gives back what was packed.
     *
     * @param stored with an array
     * @throws IllegalArgumentException where it does not give exactly so many bytes
     */
    static byte[] unpack(byte codec, ByteBuffer stored, int plainBytes) {
        byte[] plain = new byte[plainBytes];
        long length;
        if (codec == ZSTD) {
            length = inflate(stored, plain);
        } else {
            length = stored.remaining();
            stored.get(stored.position(), plain, 0, (int) Math.min(length, plainBytes));
        }
        if (length != plainBytes) {
            throw new IllegalArgumentException(length + " bytes instead of " + plainBytes);
        }
        return plain;
    }

    private static long inflate(ByteBuffer stored, byte[] plain) {
        ZstdDecompressCtx rested = INFLATERS.poll();
        ZstdDecompressCtx inflater = rested == null ? new ZstdDecompressCtx() : rested;
        try {
            return inflater.decompressByteArray(
                    plain,
                    0,
                    plain.length,
                    stored.array(),
                    stored.arrayOffset() + stored.position(),
                    stored.remaining());
        } catch (ZstdException broken) {
            throw new IllegalArgumentException(broken);
        } finally {
            if (!INFLATERS.offer(inflater)) {
                inflater.close();
            }
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
