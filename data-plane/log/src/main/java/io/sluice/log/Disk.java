package io.sluice.log;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Port: one directory of a disk. Names are flat. Nothing is durable before {@link DiskFile#force} (content) and
 * {@link #forceNames} (creation, renaming, removal).
 */
public interface Disk {
    /** What direct I/O is aligned to: the blocks of usual file systems, and a multiple of each disk's sectors. */
    int STREAM_BLOCK_BYTES = 4096;

    /** Opens for reading and writing, creating an empty file where there is none. */
    DiskFile open(String name) throws IOException;

    /**
     * Makes a file that is not there yet, empty: of several that try, one does.
     *
     * @throws FileAlreadyExistsException when there is one of that name; it stays as it is
     */
    DiskFile create(String name) throws IOException;

    /**
     * Opens a file that is there, for reading alone; leaves nothing where there is none.
     *
     * @throws NoSuchFileException when there is none
     */
    DiskFile openToRead(String name) throws IOException;

    /**
     * As {@link #create}, for a file that is written once from its beginning to its end and read much later: past the page
     * cache where the file system lets us.
     *
     * <p>Address, position and length of each {@link DiskFile#write} are multiples of {@link #STREAM_BLOCK_BYTES}, and the
     * file is cut to its length in the end.
     */
    default DiskFile createStream(String name) throws IOException {
        return create(name);
    }

    /**
     * As {@link #openToRead}, past the page cache where the file system lets us.
     *
     * <p>Address, position and length of each {@link DiskFile#read} are multiples of {@link #STREAM_BLOCK_BYTES}, and it never
     * reaches beyond the end.
     */
    default DiskFile openStream(String name) throws IOException {
        return openToRead(name);
    }

    /** All names, sorted. */
    List<String> list() throws IOException;

    boolean exists(String name) throws IOException;

    /** Replaces the target, if any, in one step. */
    void rename(String from, String to) throws IOException;

    /**
     * Gives a file a second name on another disk, without copying it.
     *
     * @return false where that cannot be done: copy it then
     */
    default boolean link(String name, Disk to, String as) throws IOException {
        return false;
    }

    /** The other end of {@link #link}. */
    default boolean linked(Path file, String as) throws IOException {
        return false;
    }

    /** Without effect where there is no such file. */
    void remove(String name) throws IOException;

    /** What can still be written, about; other users of the same device may take it first. */
    long freeBytes() throws IOException;

    /** Makes creations, renamings and removals durable. */
    void forceNames() throws IOException;
}
