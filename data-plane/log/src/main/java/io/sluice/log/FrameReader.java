package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one log file from its base on, through a window that grows to the largest frame met. */
final class FrameReader {
    private static final int WINDOW_BYTES = 1 << 20;

    /** The most per read call: a larger read into the heap makes the JDK keep as large a direct buffer. */
    private static final int READ_BYTES = 256 << 10;

    private final DiskFile file;
    private final String name;
    private final FileHeader header;
    private final FrameFormat format = new FrameFormat();
    private ByteBuffer window;
    private long windowAt;
    private int windowBytes;
    private long position;

    FrameReader(DiskFile file, String name, FileHeader header) {
        this.file = file;
        this.name = name;
        this.header = header;
        this.position = header.base();
        this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, header.fileBytes()));
        format.incarnation(header.incarnation());
    }

    /** Where the next frame starts, or the end if there is none. */
    long position() {
        return position;
    }

    /** The next frame, or null if what follows is none. Its commands are valid until the next call. */
    @Nullable
    Frame next() throws IOException {
        int length = intactLength(position);
        if (length < 0) {
            return null;
        }
        int at = index(position);
        long time = window.getLong(at + FrameFormat.TIME_AT);
        position += FrameFormat.HEADER_BYTES + length;
        return new Frame(position, time, window.slice(at + FrameFormat.HEADER_BYTES, length));
    }

    /** Whether a frame was begun where the last one ended. */
    boolean begun() throws IOException {
        return fetch(position, FrameFormat.HEADER_BYTES) && FrameFormat.begins(window, index(position), position);
    }

    /**
     * Looks for intact frames behind a hole, at every byte.
     *
     * @return the highest durable mark among them, or −1 if there is none
     */
    long marksBehind() throws IOException {
        long highest = -1;
        for (long at = position + 1; fetch(at, FrameFormat.HEADER_BYTES); at++) {
            int index = index(at);
            if (FrameFormat.begins(window, index, at)) {
                int length = intactLength(at);
                if (length >= 0) {
                    highest = Math.max(highest, window.getLong(index(at) + FrameFormat.DURABLE_AT));
                    at += FrameFormat.HEADER_BYTES + length - 1;
                }
            }
        }
        return highest;
    }

    /** The length of the commands of the frame there, which then lies in the window; −1 if there is no intact frame. */
    private int intactLength(long at) throws IOException {
        if (!fetch(at, FrameFormat.HEADER_BYTES) || !FrameFormat.begins(window, index(at), at)) {
            return -1;
        }
        int length = window.getInt(index(at) + FrameFormat.LENGTH_AT);
        if (length < 1
                || length > header.fileBytes()
                || !fetch(at, FrameFormat.HEADER_BYTES + length)
                || !format.intact(window, index(at))) {
            return -1;
        }
        window.clear();
        refuseNewer(index(at), at);
        return length;
    }

    private void refuseNewer(int index, long at) throws FormatTooNew {
        byte version = (byte) window.getInt(index);
        int keyId = window.getInt(index + 4);
        if (version != FrameFormat.VERSION || keyId != 0) {
            throw new FormatTooNew("the frame at " + at + " in " + name + " has format " + version + " and key " + keyId
                    + ", which this program cannot read: start it with the newer version");
        }
    }

    private int index(long at) {
        return (int) (at - windowAt);
    }

    /** Brings the bytes into the window, if the file has them. */
    private boolean fetch(long at, int bytes) throws IOException {
        window.clear();
        if (at >= windowAt && at + bytes <= windowAt + windowBytes) {
            return true;
        }
        long offset = FileHeader.PAGE_BYTES + at - header.base();
        if (offset + bytes > header.fileBytes()) {
            return false;
        }
        if (bytes > window.capacity()) {
            window = ByteBuffer.allocate(bytes);
        }
        windowAt = at;
        windowBytes = 0;
        while (windowBytes < window.capacity()) {
            int wanted = Math.min(READ_BYTES, window.capacity() - windowBytes);
            int got = file.read(window.limit(windowBytes + wanted).position(windowBytes), offset + windowBytes);
            windowBytes += got;
            if (got == 0) {
                break;
            }
        }
        window.clear();
        return windowBytes >= bytes;
    }
}
