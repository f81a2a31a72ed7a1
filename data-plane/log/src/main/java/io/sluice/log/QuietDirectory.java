package io.sluice.log;

import static java.nio.file.StandardOpenOption.READ;

import io.sluice.log.DirectoryRefused.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that no process uses, to be looked at: nothing in it is changed. While it is held, a service that wants
 * to use it is refused.
 */
public final class QuietDirectory implements AutoCloseable {
    private final Path root;
    private final @Nullable FileChannel lock;

    private QuietDirectory(Path root, @Nullable FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes hold of it; a copy without a lock file is nobody's and can be looked at, too.
     *
     * @throws DirectoryRefused when it is in use, not ours, or of a newer format
     */
    public static QuietDirectory open(Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new DirectoryRefused(Reason.NOT_OURS, "there is no directory " + root);
        }
        if (!Files.exists(root.resolve(DataDirectory.FORMAT))) {
            throw new DirectoryRefused(
                    Reason.NOT_OURS, root + " is no data directory of Sluice: it has no file FORMAT");
        }
        DataDirectory.checkFormat(root);
        Path file = root.resolve(DataDirectory.LOCK);
        if (!Files.exists(file)) {
            return new QuietDirectory(root, null);
        }
        FileChannel lock = FileChannel.open(file, READ);
        try {
            if (share(lock) == null) {
                throw DataDirectory.inUse(lock, root);
            }
            return new QuietDirectory(root, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Path root() {
        return root;
    }

    /** Numbers of the shards that have a directory, in order. */
    public List<Integer> shards() throws IOException {
        return DataDirectory.shards(root);
    }

    /** The disk of a shard that is there; it cannot be written to. */
    public Disk shard(int number) {
        return folder("shard-%02d".formatted(number));
    }

    /** Another folder; one that is not there has no files. */
    public Disk folder(String name) {
        return new ReadOnlyDisk(new FileDisk(root.resolve(name)));
    }

    @Override
    public void close() throws IOException {
        FileChannel held = lock;
        if (held != null) {
            held.close();
        }
    }

    /** A shared lock needs no permission to write, and the service's own excludes it. */
    private static @Nullable FileLock share(FileChannel lock) throws IOException {
        try {
            return lock.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException byThisProcess) {
            return null;
        }
    }
}
