package io.sluice.objects;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What is to be stored: bytes that do not change while they are, and their hash. 1 byte to 1 GiB. */
public sealed interface Content {
    long MAX_BYTES = 1L << 30;

    /** Files are read in pieces of this size. */
    int PIECE_BYTES = 8 << 20;

    /** In bytes. */
    long length();

    Sha256 sha256();

    /**
     * A part of it, in a buffer of one's own. Blocks while a file is read.
     *
     * @throws ContentDamaged when it cannot be read
     */
    ByteBuffer read(long position, int length) throws ContentDamaged;

    /** Takes pieces in their order. */
    interface Sink {
        void take(ByteBuffer piece) throws IOException;
    }

    /**
     * All of it, piece by piece. Blocks.
     *
     * @throws ContentDamaged when it is not what its hash says; all but the last piece have been given then
     */
    default void readAll(Sink sink) throws IOException {
        Pieces pieces = new Pieces(this);
        while (pieces.hasNext()) {
            sink.take(pieces.next(PIECE_BYTES));
        }
    }

    /** What remains in a buffer; takes the time of hashing it. */
    static Content of(ByteBuffer bytes) {
        return new Bytes(bytes.asReadOnlyBuffer(), Sha256.of(bytes));
    }

    /** A part of a file; blocks while it is read for its hash. */
    static Content of(Path file, long position, long length) throws ContentDamaged {
        checkLength(length);
        try {
            return new Region(file, position, length, FileBytes.hash(file, position, length));
        } catch (IOException e) {
            throw FileBytes.unreadable(e);
        }
    }

    /** What somebody else reads, and is known to have this hash when nothing is damaged. */
    static Content of(Ranges ranges, long length, Sha256 sha256) {
        return new Ranged(ranges, length, sha256);
    }

    /** Reads parts of something that does not change. */
    interface Ranges {
        /** Exactly that many bytes in a buffer of the caller's own. Blocks. */
        ByteBuffer read(long position, int length) throws IOException;

        /** The same, and tells of each part but the first, when it is read for the first time: what is before it has been taken. */
        default Ranges telling(Runnable gotOn) {
            long[] furthest = {0};
            return (position, length) -> {
                if (position > furthest[0]) {
                    furthest[0] = position;
                    gotOn.run();
                }
                return read(position, length);
            };
        }
    }

    /**
     * What {@link Ranges} give.
     *
     * @param ranges reads all of it, from 0 on
     */
    record Ranged(Ranges ranges, long length, Sha256 sha256) implements Content {
        public Ranged {
            checkLength(length);
        }

        @Override
        public ByteBuffer read(long position, int bytes) throws ContentDamaged {
            try {
                ByteBuffer piece = ranges.read(position, bytes);
                if (piece.remaining() != bytes) {
                    throw new EOFException("it ends at " + (position + piece.remaining()) + " of " + length);
                }
                return piece;
            } catch (IOException e) {
                throw FileBytes.unreadable(e);
            }
        }
    }

    /**
     * Bytes in memory.
     *
     * @param bytes what remains in it
     */
    record Bytes(ByteBuffer bytes, Sha256 sha256) implements Content {
        public Bytes {
            checkLength(bytes.remaining());
        }

        @Override
        public long length() {
            return bytes.remaining();
        }

        @Override
        public ByteBuffer read(long position, int length) {
            return bytes.slice(bytes.position() + Math.toIntExact(position), length);
        }
    }

    /**
     * A part of a file.
     *
     * @param position of its first byte in the file
     */
    record Region(Path file, long position, long length, Sha256 sha256) implements Content {
        public Region {
            checkLength(length);
        }

        @Override
        public ByteBuffer read(long from, int bytes) throws ContentDamaged {
            try {
                return FileBytes.read(file, position + from, bytes);
            } catch (IOException e) {
                throw FileBytes.unreadable(e);
            }
        }
    }

    private static void checkLength(long length) {
        if (length < 1 || length > MAX_BYTES) {
            throw new IllegalArgumentException("a content of " + length + " bytes");
        }
    }
}
