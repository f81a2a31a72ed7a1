package io.sluice.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sluice.log.DirectoryRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The place where a process keeps all that must last. One process holds it at a time; the operating system frees it when
 * the process ends, however it ends.
 *
 * <p>{@code FORMAT}: the line "sluice-data N", N the format's version: 2 since messages may keep the MD5 of their body, 3 since
 * {@code object-store} and {@code shards} have checksums. A directory of an older one is written on in the newest, and from then
 * on no older program takes it. {@code lock}: the holder's process id.
 * {@code shard-NN/}: a shard's log and snapshots.
 */
public final class DataDirectory implements AutoCloseable {
    static final int FORMAT_VERSION = 3;
    static final String FORMAT = "FORMAT";
    private static final String FORMAT_NEW = "FORMAT.new";
    private static final String FORMAT_WORD = "sluice-data ";
    static final String LOCK = "lock";
    private static final int MAX_FORMAT_BYTES = 64;
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Creates the directory where there is none, and takes hold of it. */
    public static DataDirectory open(Path root) throws IOException {
        try {
            return hold(root.toAbsolutePath().normalize());
        } catch (FileSystemException e) {
            throw DirectoryRefused.of(e);
        }
    }

    private static DataDirectory hold(Path root) throws IOException {
        create(root);
        if (!isOurs(root)) {
            throw new DirectoryRefused(
                    Reason.NOT_OURS, root + " holds something else than Sluice's data: choose another data directory");
        }
        // Before the lock file is touched: a directory of a newer version stays as it is.
        checkFormat(root);
        FileChannel lock = FileChannel.open(root.resolve(LOCK), READ, WRITE, CREATE);
        try {
            take(lock, root);
            checkFormat(root);
            DataDirectory directory = new DataDirectory(root, lock);
            directory.renewFormat();
            return directory;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** What is made here is for its owner alone; a directory that is there keeps its permissions, and so do those above. */
    private static void create(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            return;
        }
        Path parent = root.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } else {
            Files.createDirectories(root);
        }
    }

    public Path root() {
        return root;
    }

    /** The disk of a shard, created where there is none. */
    public Disk shard(int number) throws IOException {
        Path directory = root.resolve("shard-%02d".formatted(number));
        Files.createDirectories(directory);
        new FileDisk(root).forceNames();
        return new FileDisk(directory);
    }

    /** Numbers of the shards that have a directory, in order. */
    public List<Integer> shards() throws IOException {
        return shards(root);
    }

    /** The same of a directory that others may hold. */
    public static List<Integer> shards(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("shard-\\d{2,6}"))
                    .map(name -> Integer.valueOf(name.substring("shard-".length())))
                    .sorted()
                    .toList();
        }
    }

    /** Lets go of the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Ours is what has a format, and what is empty or has no more than a first start can leave. */
    private static boolean isOurs(Path root) throws IOException {
        if (Files.exists(root.resolve(FORMAT))) {
            return true;
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .allMatch(name -> name.equals(LOCK) || name.equals(FORMAT_NEW) || name.equals("lost+found"));
        }
    }

    private static void take(FileChannel lock, Path root) throws IOException {
        FileLock held;
        try {
            held = lock.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            throw inUse(lock, root);
        }
        lock.truncate(0);
        lock.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
    }

    static DirectoryRefused inUse(FileChannel lock, Path root) throws IOException {
        String pid = text(lock);
        return new DirectoryRefused(
                Reason.HELD,
                root + " is in use by another Sluice process" + (pid.isEmpty() ? "" : " (process " + pid + ")")
                        + ": stop it or choose another data directory");
    }

    static void checkFormat(Path root) throws IOException {
        Path file = root.resolve(FORMAT);
        if (!Files.exists(file)) {
            return;
        }
        String line;
        try (FileChannel channel = FileChannel.open(file, READ)) {
            line = text(channel);
        }
        Integer version = version(line);
        if (version == null) {
            throw new DirectoryRefused(
                    Reason.NOT_OURS, file + " is damaged: it should say \"" + FORMAT_WORD + FORMAT_VERSION + "\"");
        }
        if (version > FORMAT_VERSION) {
            throw new DirectoryRefused(
                    Reason.NEWER_FORMAT,
                    root + " has data format " + version + ", this version of Sluice knows " + FORMAT_VERSION
                            + ": start a newer version");
        }
    }

    private static @Nullable Integer version(String line) {
        String digits = line.startsWith(FORMAT_WORD) ? line.substring(FORMAT_WORD.length()) : "";
        return digits.matches("[1-9]\\d{0,8}") ? Integer.valueOf(digits) : null;
    }

    private void renewFormat() throws IOException {
        Path known = root.resolve(FORMAT);
        if (!Files.exists(known)) {
            putFormat();
        } else if (!Files.readString(known, US_ASCII).strip().equals(FORMAT_WORD + FORMAT_VERSION)) {
            try {
                putFormat();
            } catch (DiskFull later) {
                // Draining a full disk comes first; the next start tries again.
            }
        }
    }

    private void putFormat() throws IOException {
        FileDisk disk = new FileDisk(root);
        try (DiskFile file = disk.open(FORMAT_NEW)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap((FORMAT_WORD + FORMAT_VERSION + "\n").getBytes(US_ASCII)), 0);
            file.force();
        }
        disk.rename(FORMAT_NEW, FORMAT);
        disk.forceNames();
        Path parent = root.getParent();
        if (parent != null && Files.isReadable(parent)) {
            new FileDisk(parent).forceNames();
        }
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_FORMAT_BYTES);
        channel.read(bytes, 0);
        return US_ASCII.decode(bytes.flip()).toString().strip();
    }
}
