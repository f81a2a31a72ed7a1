package io.sluice.objects;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The files of a {@link DirectoryStore}: flat, with a plus for the slash in a name. A file is written and forced under a name
 * that no object can have, then linked to its own, which fails where that is taken.
 */
final class ObjectFiles {
    static final String UNFINISHED = ".new-";

    private final Path directory;
    private final AtomicLong begun = new AtomicLong();
    private volatile boolean broken;

    /** Creates the directory where there is none, and removes what an earlier process left unfinished. */
    ObjectFiles(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(UNFINISHED)) {
                    Files.delete(file);
                }
            }
        }
        forceNames();
    }

    Path of(String name) {
        return directory.resolve(DirectoryStore.fileName(name));
    }

    Creation create(String name, Content content) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED + begun.incrementAndGet());
        try {
            write(unfinished, content);
            Files.createLink(of(name), unfinished);
        } catch (FileAlreadyExistsException taken) {
            // Its creator may not have come to this yet, and our caller goes by the name's being there.
            forceNames();
            return new Creation.Exists();
        } catch (UnsupportedOperationException e) {
            throw new ObjectStoreRefused(directory + " is on a file system without hard links: choose another one");
        } finally {
            Files.deleteIfExists(unfinished);
        }
        forceNames();
        return new Creation.Created();
    }

    /** Names of objects, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.startsWith("."))
                    .map(file -> file.replace('+', '/'))
                    .sorted()
                    .toList();
        }
    }

    boolean delete(String name) throws IOException {
        boolean gone = Files.deleteIfExists(of(name));
        forceNames();
        return gone;
    }

    void requireSound() throws ObjectStoreRefused {
        if (broken) {
            throw new ObjectStoreRefused(directory + " could not be forced to disk before: start again");
        }
    }

    ObjectStoreFailure typed(String what, IOException e) {
        if (e instanceof ObjectStoreFailure already) {
            return already;
        }
        ObjectStoreFailure typed = switch (e) {
            case EOFException shorter -> new ObjectMissing(what + " is shorter: " + shorter.getMessage());
            case NoSuchFileException none
            when Files.isDirectory(directory) -> new ObjectMissing("there is no object " + what);
            case NoSuchFileException none -> new ObjectStoreRefused(directory + " is gone: bring it back");
            case AccessDeniedException denied ->
                new ObjectStoreRefused(
                        "no permission to use " + denied.getFile() + ": change its owner or choose another directory");
            default -> new ObjectStoreUnavailable(what + ": " + e);
        };
        typed.initCause(e);
        return typed;
    }

    private static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE, CREATE_NEW)) {
            Pieces pieces = new Pieces(content);
            while (pieces.hasNext()) {
                ByteBuffer piece = pieces.next(Content.PIECE_BYTES);
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
        }
    }

    private void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, READ)) {
            names.force(true);
        } catch (IOException e) {
            // Nothing is known about any name now, and a second force would only seem to succeed.
            broken = true;
            throw e;
        }
    }
}
