package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Port: a shard's log. One thread, the shard's, calls {@link #append}, {@link #trim} and {@link #close}; the others may be
 * called from any. Replay comes first and once; it ends with everything that was read being durable.
 */
public interface ShardLog extends AutoCloseable {
    /** How many frames may be appended and not yet durable. One more is a mistake of the caller. */
    int MAX_UNDER_WAY = 4096;

    /**
     * Reads the frames that end behind {@code from}, in order.
     *
     * @param from a position that {@link Frame#end} once said, or 0
     * @throws LogCorrupt when something durable is missing or damaged, or when {@code from} was trimmed away
     */
    void replay(long from, Reader reader) throws IOException;

    /**
     * Reads frames once more, beside everything else and changing nothing: those that end behind {@code from} and were durable
     * when this was called, and maybe some that came later.
     *
     * @param from a position that {@link Frame#end} once said, or 0
     * @throws LogCorrupt as {@link #replay}, also when {@code from} is trimmed away meanwhile
     */
    void look(long from, Reader reader) throws IOException;

    /** Where the listener is told from now on; before the first append. */
    void listen(Listener listener);

    /**
     * Takes a frame on its way to the disk and returns the position behind it. The buffer belongs to the log until the
     * listener has heard of that position. Never blocks on the disk. When not even the reserve has room for it, it waits until
     * something was trimmed or the disk has space again: see {@link #leftBytes}.
     *
     * @param commands what remains in the buffer, 1 byte to {@link #maxFrameBytes}
     * @param timeMs log time, not smaller than the frame's before
     */
    long append(ByteBuffer commands, long timeMs);

    /**
     * From the thread that appends, when it has nothing else to do: writes on it what is not worth another's waking. May
     * block on the disk, and tell the listener.
     *
     * @return whether anything was written
     */
    boolean help();

    int maxFrameBytes();

    /** Whether there is space beyond the reserve: false stops sends, and only those. */
    boolean roomToGrow();

    /** What the reserve takes up when it is whole, bytes of frames. */
    long reserveBytes();

    /**
     * Frames for so many bytes find room though the disk gives no more: what is left of the reserve, and of the file that is
     * being written. {@link Long#MAX_VALUE} while the disk is not full. From the thread that appends.
     */
    long leftBytes();

    /** What the log will still take of the disk for the reserve and the file after this one, bytes. */
    long missingBytes();

    /** Whether the disk is short of space: then the log takes none, and keeps nothing that could be made again. */
    void tight(boolean shortOfSpace);

    /** Files that lie wholly before the position are given back, some time soon. */
    void trim(long position);

    /** Whether a trim to the position would give files back. */
    boolean givesBack(long position);

    /** Bytes from the oldest kept frame to the newest. */
    long keptBytes();

    @Override
    void close() throws IOException;

    /** Told in order, on a thread of the log. */
    interface Listener {
        /** Everything up to the position is durable. */
        void durable(long position);

        /** The log cannot go on (a failed fsync); whoever is told ends the process. */
        void failed(IOException cause);
    }

    /** What {@link #replay} and {@link #look} call for each frame. */
    interface Reader {
        /**
         * The frame's commands may be read until this returns.
         *
         * @throws IOException ends the reading
         */
        void frame(Frame frame) throws IOException;
    }
}
