package io.sluice.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Objects as files in one directory, which one process uses at a time. What was answered survives a power cut. After a failed
 * fsync of the directory every call is refused, as nothing is known about its names.
 *
 * <p>The hash of an object is found by reading it, so {@link #head} also finds what rotted.
 */
public final class DirectoryStore implements ObjectStore {
    private final ObjectFiles files;
    private final Executor work;

    private DirectoryStore(ObjectFiles files, Executor work) {
        this.files = files;
        this.work = work;
    }

    /**
     * Creates the directory where there is none, and removes what an earlier process left unfinished. Blocks.
     *
     * @param work runs what blocks; its threads must not be interrupted
     */
    public static DirectoryStore open(Path directory, Executor work) throws IOException {
        return new DirectoryStore(new ObjectFiles(directory), work);
    }

    /** What the file of an object is called. */
    public static String fileName(String object) {
        return object.replace('/', '+');
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        Names.checkName(name);
        return does(name, () -> files.create(name, content));
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        Names.checkName(name);
        return does(name, () -> {
            Path file = files.of(name);
            try {
                long size = Files.size(file);
                return Optional.of(new StoredObject(size, FileBytes.hash(file, 0, size)));
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
        });
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        Names.checkRead(name, position, length);
        return does(name, () -> FileBytes.read(files.of(name), position, length));
    }

    /** Costs as much as all names of the directory. */
    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        Names.checkList(prefix, startAfter, max);
        return does("list", () -> page(name -> name.startsWith(prefix) && name.compareTo(startAfter) > 0, max));
    }

    private Page page(Predicate<String> wanted, int max) throws IOException {
        List<Page.Item> page = new ArrayList<>();
        for (String name : files.names()) {
            if (!wanted.test(name)) {
                continue;
            }
            if (page.size() == max) {
                return new Page(page, true);
            }
            Path file = files.of(name);
            try {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                page.add(new Page.Item(name, Files.size(file), written));
            } catch (NoSuchFileException deletedMeanwhile) {
                // As if it had been so when the list began.
            }
        }
        return new Page(page, false);
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        Names.checkName(name);
        return does(name, () -> files.delete(name)).thenAccept(gone -> {});
    }

    /** What fails is removed at once, and what a crash left by the next {@link #open}: there is nothing to do. */
    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        Names.checkPrefix(prefix);
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public boolean isOnDisk() {
        return true;
    }

    @Override
    public void close() {
        // Holds no file open.
    }

    private interface Job<T> {
        T run() throws IOException;
    }

    private <T> CompletableFuture<T> does(String what, Job<T> job) {
        CompletableFuture<T> result = new CompletableFuture<>();
        work.execute(() -> {
            try {
                files.requireSound();
                result.complete(job.run());
            } catch (IOException e) {
                result.completeExceptionally(files.typed(what, e));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
