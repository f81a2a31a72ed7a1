package io.sluice.shard.segment;

import java.nio.ByteBuffer;

/**
 * A piece of the memtable outside the heap, filled once from its start: records of partition 8, offset 8, send time 8,
 * metered bytes 4, length 4, envelope. Given back as a whole when none of its records is needed any more.
 */
public final class Chunk {
    public static final int HEADER_BYTES = 3 * 8 + 2 * 4;

    public final ByteBuffer bytes;
    /** Chunks are numbered in the order of their filling. */
    final int number;
    /** The log brings every record here back when it is applied from there on. */
    public final long position;
    /** Records that are needed. */
    public int live;

    long liveBytes;
    /** Being written to a segment: must not be used again before that has ended. */
    boolean flushing;

    public Chunk(ByteBuffer bytes, int number, long position) {
        this.bytes = bytes.clear();
        this.number = number;
        this.position = position;
    }

    boolean fits(int envelopeBytes) {
        return bytes.remaining() >= HEADER_BYTES + envelopeBytes;
    }

    /** Returns where the record begins. */
    int put(long partition, long offset, long sentMs, int metered, byte[] envelope) {
        return put(partition, offset, sentMs, metered, ByteBuffer.wrap(envelope));
    }

    public int put(long partition, long offset, long sentMs, int metered, ByteBuffer envelope) {
        int at = bytes.position();
        live++;
        liveBytes += HEADER_BYTES + envelope.remaining();
        bytes.putLong(partition).putLong(offset).putLong(sentMs);
        bytes.putInt(metered).putInt(envelope.remaining()).put(envelope);
        return at;
    }

    void drop(int at) {
        live--;
        liveBytes -= HEADER_BYTES + length(at);
    }

    /** Where the first record behind this one begins; as much as is filled when there is none. */
    public int next(int at) {
        return at + HEADER_BYTES + length(at);
    }

    public int filled() {
        return bytes.position();
    }

    public long partition(int at) {
        return bytes.getLong(at);
    }

    public long offset(int at) {
        return bytes.getLong(at + 8);
    }

    public long sentMs(int at) {
        return bytes.getLong(at + 16);
    }

    public int metered(int at) {
        return bytes.getInt(at + 24);
    }

    public int length(int at) {
        return bytes.getInt(at + 28);
    }

    public Body body(int at) {
        byte[] envelope = new byte[length(at)];
        bytes.get(at + HEADER_BYTES, envelope);
        return new Body(metered(at), sentMs(at), envelope);
    }

    /** The envelope where it lies. */
    public ByteBuffer envelope(int at) {
        return bytes.slice(at + HEADER_BYTES, length(at));
    }
}
