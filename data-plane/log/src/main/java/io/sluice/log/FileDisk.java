package io.sluice.log;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of the file system. Threads that use it must not be interrupted: that closes their files. */
public final class FileDisk implements Disk {
    /** Past the page cache; null where this Java does not know it. */
    private static final @Nullable OpenOption DIRECT = direct();

    private final Path directory;
    private volatile @Nullable Boolean smallBlocks;

    /** @param directory an existing directory */
    public FileDisk(Path directory) {
        this.directory = directory;
    }

    /** An existing file that will not be changed; whoever writes to it gets an exception. */
    public static DiskFile openToRead(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, READ));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return open(name, READ, WRITE, CREATE);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        try {
            return open(name, READ, WRITE, CREATE_NEW);
        } catch (FileAlreadyExistsException taken) {
            throw new FileAlreadyExistsException(name, null, "is there already, and was to be new");
        }
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return openToRead(directory.resolve(name));
    }

    @Override
    public DiskFile createStream(String name) throws IOException {
        DiskFile cached = create(name); // an attempt past the cache that fails may leave a file, too
        DiskFile stream = past(name, READ, WRITE);
        if (stream == null) {
            return cached;
        }
        cached.close();
        return stream;
    }

    @Override
    public DiskFile openStream(String name) throws IOException {
        DiskFile stream = past(name, READ);
        return stream == null ? openToRead(name) : stream;
    }

    private DiskFile open(String name, OpenOption... options) throws IOException {
        try {
            return new ChannelFile(FileChannel.open(directory.resolve(name), options));
        } catch (IOException e) {
            throw typed(e);
        }
    }

    /** An existing file past the page cache; null where that cannot be. */
    private @Nullable DiskFile past(String name, OpenOption... options) throws IOException {
        if (DIRECT == null || !hasSmallBlocks()) {
            return null;
        }
        OpenOption[] direct = Arrays.copyOf(options, options.length + 1);
        direct[options.length] = DIRECT;
        try {
            return open(name, direct);
        } catch (UnsupportedOperationException | FileSystemException needsTheCache) {
            return null; // as some network file systems and some in memory do
        }
    }

    /** Network file systems and ZFS name blocks of 128 KiB and more, and Java would want all to be aligned to those. */
    private boolean hasSmallBlocks() {
        Boolean known = smallBlocks;
        if (known == null) {
            known = blocksAreSmall();
            smallBlocks = known;
        }
        return known;
    }

    private boolean blocksAreSmall() {
        try {
            return STREAM_BLOCK_BYTES % Files.getFileStore(directory).getBlockSize() == 0;
        } catch (IOException | RuntimeException unknown) {
            return false; // Java looks into the table of mounts, which may not have the directory: in a chroot
        }
    }

    /** The compiler warns of its name, the module that exports it is part of each Java. */
    private static @Nullable OpenOption direct() {
        try {
            return (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
        } catch (ReflectiveOperationException unknown) {
            return null;
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw typed(e);
        }
    }

    @Override
    public boolean link(String name, Disk to, String as) throws IOException {
        return to.linked(directory.resolve(name), as);
    }

    @Override
    public boolean linked(Path file, String as) throws IOException {
        try {
            Files.createLink(directory.resolve(as), file);
            return true;
        } catch (UnsupportedOperationException | FileSystemException notHere) {
            return false; // another file system, or one without such names
        }
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public long freeBytes() throws IOException {
        // A file store of nio reads the whole table of mounts first, and shards ask often.
        long free = directory.toFile().getUsableSpace();
        if (free == 0 && !Files.isDirectory(directory)) {
            throw new IOException("cannot tell the free space of " + directory);
        }
        return free;
    }

    @Override
    public void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, READ)) {
            names.force(true);
        }
    }

    /** Java has no type for a full disk: the operating system's words tell it. */
    static IOException typed(IOException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left on device") || lower.contains("quota exceeded")) {
            DiskFull full = new DiskFull(message);
            full.initCause(e);
            return full;
        }
        return e;
    }
}
