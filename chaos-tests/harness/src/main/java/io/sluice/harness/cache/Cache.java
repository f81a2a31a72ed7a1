package io.sluice.harness.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Folders that are made once, each named after what is in it, so that another content is another folder. */
public record Cache(Path folder) {
    private static final int NAME_CHARS = 12;

    /** Fills a new, empty folder. */
    public interface Making {
        void make(Path folder) throws IOException, InterruptedException;
    }

    /** Below {@code XDG_CACHE_HOME}, or {@code ~/.cache}. */
    public static Cache ofUser() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path base =
                named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
        return new Cache(base.resolve("sluice"));
    }

    /**
     * Returns at once when the folder is there. What was half made is made anew. Safe against another process that does
     * the same.
     *
     * @param kind the front of its name
     * @param contents all that decides what will be in it
     */
    public Path once(String kind, String contents, Making making) throws IOException, InterruptedException {
        Path made = folder.resolve(kind + "-" + hash(contents));
        Files.createDirectories(folder);
        try (FileChannel lockFile = FileChannel.open(
                        folder.resolve(made.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (!lock.isValid()) {
                throw new IOException("cannot lock " + made);
            }
            Path done = made.resolve("complete");
            if (!Files.exists(done)) {
                remove(made);
                Files.createDirectories(made);
                making.make(made);
                Files.writeString(done, contents);
            }
        }
        return made;
    }

    /** Removes a folder with all that is in it, or a file; neither need be there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, NAME_CHARS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
