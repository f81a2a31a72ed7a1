package io.sluice.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Looks over SQLite's write-ahead log before SQLite does, which takes the first frame that is wrong for the torn end of a
 * crash, and forgets it and all behind it without a word. Here a commit is forced before the next one begins, so a torn end
 * holds at most one; where more than one stands at or behind a frame that is wrong, the file was damaged later.
 * Source: "WAL-mode File Format" of SQLite's documentation.
 */
final class WriteAheadLog {
    private static final int MAGIC = 0x377f0682;
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int MIN_PAGE_BYTES = 512;
    private static final int MAX_PAGE_BYTES = 65_536;
    /** Of the file's header and of a frame's header: what their checksums cover. */
    private static final int SUMMED_OF_HEADER = 24;

    private static final int SUMMED_OF_FRAME = 8;

    private final Path file;
    private final FileChannel channel;
    private ByteOrder wordOrder = ByteOrder.BIG_ENDIAN;
    private long salts;
    private int first;
    private int second;

    private WriteAheadLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws StoreFailed when commits that were answered would be forgotten */
    static void check(Path database) {
        Path file = Path.of(database + "-wal");
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new WriteAheadLog(file, channel).check();
        } catch (IOException e) {
            throw new StoreFailed(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void check() throws IOException {
        if (channel.size() <= HEADER_BYTES + FRAME_HEADER_BYTES) {
            return; // No commit was forced yet.
        }
        ByteBuffer header = read(0, HEADER_BYTES);
        int magic = header.getInt(0);
        int pageBytes = header.getInt(8);
        wordOrder = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        sum(header, 0, SUMMED_OF_HEADER);
        boolean right = (magic & ~1) == MAGIC && header.getInt(24) == first && header.getInt(28) == second;
        if (!right || pageBytes < MIN_PAGE_BYTES || pageBytes > MAX_PAGE_BYTES) {
            throw damaged(0); // It is forced before the first frame is written.
        }
        salts = header.getLong(16);
        checkFrames(FRAME_HEADER_BYTES + pageBytes);
    }

    private void checkFrames(int frameBytes) throws IOException {
        long wrongAt = -1;
        int commits = 0;
        for (long at = HEADER_BYTES; at + frameBytes <= channel.size(); at += frameBytes) {
            ByteBuffer frame = read(at, frameBytes);
            boolean current = frame.getLong(8) == salts;
            if (wrongAt < 0 && !(current && isRight(frame))) {
                wrongAt = at;
            }
            // Frames of other salts are older than the file's header, and their pages are in the database.
            if (wrongAt >= 0 && current && frame.getInt(4) != 0 && ++commits > 1) {
                throw damaged(wrongAt);
            }
        }
    }

    private boolean isRight(ByteBuffer frame) {
        sum(frame, 0, SUMMED_OF_FRAME);
        sum(frame, FRAME_HEADER_BYTES, frame.limit());
        return frame.getInt(16) == first && frame.getInt(20) == second;
    }

    /** Each checksum goes on from the one before. */
    private void sum(ByteBuffer bytes, int from, int to) {
        ByteBuffer words = bytes.duplicate().order(wordOrder);
        for (int at = from; at < to; at += 2 * Integer.BYTES) {
            first += words.getInt(at) + second;
            second += words.getInt(at + Integer.BYTES) + first;
        }
    }

    private ByteBuffer read(long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private StoreFailed damaged(long at) {
        return new StoreFailed(
                file + " is damaged at byte " + at
                        + ", and what was committed behind it would be forgotten: put it and catalog.db back from a backup of both");
    }
}
