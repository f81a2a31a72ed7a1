package io.sluice.log.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and checks a segment's end: trailer and index, mostly in one read. */
record SegmentOpening(SegmentId id, SegmentIndex index) {
    /** Read first, from the end: mostly all of the index. */
    private static final int TAIL_BYTES = 64 << 10;

    private static final int SMALLEST_BYTES = SegmentFormat.HEADER_BYTES + Trailer.BYTES;

    static SegmentOpening of(String file, Source source) throws IOException {
        long size = source.size();
        if (size < SMALLEST_BYTES || size > SegmentFormat.MAX_FILE_BYTES) {
            throw SegmentDamaged.whole(file, size + " bytes are no segment");
        }
        int tailBytes = (int) Math.min(size, TAIL_BYTES) - Trailer.BYTES;
        ByteBuffer tail = read(file, source, size - tailBytes - Trailer.BYTES, tailBytes + Trailer.BYTES);
        try {
            Trailer trailer = trailer(file, source, tail.slice(tailBytes, Trailer.BYTES));
            ByteBuffer bytes = index(file, source, trailer, tail.slice(0, tailBytes));
            if (SegmentFormat.crc(trailer.id(), trailer.indexPosition(), bytes) != trailer.indexCrc()) {
                throw SegmentDamaged.whole(
                        file, "its index is damaged, so nothing of it can be read; restore it from a copy");
            }
            return new SegmentOpening(trailer.id(), SegmentIndex.fromWire(bytes, trailer));
        } catch (IllegalArgumentException e) {
            throw SegmentDamaged.whole(file, "its index contradicts itself (" + e.getMessage() + ")");
        }
    }

    private static Trailer trailer(String file, Source source, ByteBuffer end) throws IOException {
        if (Trailer.isIntact(end)) {
            return Trailer.fromWire(end, file, source.size());
        }
        if (read(file, source, 0, Integer.BYTES).getInt(0) == SegmentFormat.HEADER_MAGIC) {
            throw SegmentDamaged.whole(
                    file, "it is cut or its end is damaged, so nothing of it can be read; restore it from a copy");
        }
        throw SegmentDamaged.whole(file, "it is no segment");
    }

    private static ByteBuffer index(String file, Source source, Trailer trailer, ByteBuffer tail) throws IOException {
        int length = trailer.indexBytes();
        if (length > tail.capacity()) {
            return read(file, source, trailer.indexPosition(), length);
        }
        // A copy: the tail holds blocks, too, and the index stays in memory.
        return ByteBuffer.allocate(length)
                .put(tail.slice(tail.capacity() - length, length))
                .flip();
    }

    private static ByteBuffer read(String file, Source source, long position, int length) throws IOException {
        ByteBuffer bytes = source.read(position, length);
        if (bytes.remaining() != length) {
            throw SegmentDamaged.whole(file, "it ends at byte " + (position + bytes.remaining()) + ", before its end");
        }
        return bytes;
    }
}
