package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.body.BodyDamaged;
import io.sluice.log.body.BodyName;
import io.sluice.log.segment.Source;
import io.sluice.objects.Content;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Sha256;
import io.sluice.objects.StoredObject;
import io.sluice.objects.Uploads;
import io.sluice.queue.command.BodyFile;
import io.sluice.shard.segment.ObjectSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A shard's body files as objects, {@code shard-00/body-…}, one each. For several threads. */
public final class StoredBodies {
    /** A whole upload. */
    private static final long CALL_SECONDS = 600;

    private static final int PIECE_BYTES = 256 << 10;

    private final ObjectStore store;
    private final Uploads uploads;
    private final String prefix;

    public StoredBodies(ObjectStore store, int shard) {
        this.store = store;
        this.uploads = new Uploads(store);
        this.prefix = "shard-%02d/".formatted(shard);
    }

    /** Whether objects take space on this machine's disk. */
    public boolean isOnDisk() {
        return store.isOnDisk();
    }

    public static String name(BodyFile file) {
        return new BodyName(file.epoch(), file.number()).toString();
    }

    public String object(BodyFile file) {
        return prefix + name(file);
    }

    /** The body that an object's name names, or nothing of ours. */
    Optional<BodyName> parse(String object) {
        return object.startsWith(prefix) ? BodyName.parse(object.substring(prefix.length())) : Optional.empty();
    }

    ObjectSource source(BodyFile file) {
        return new ObjectSource(store, object(file), file.fileBytes());
    }

    /**
     * Asks again for an object that was not there, or too short, when it was read. Blocks.
     *
     * @throws BodyDamaged when the store has nothing of that name, or something of another length
     */
    void requireObject(BodyFile file) throws IOException {
        StoredObject found = source(file).found().orElseThrow(() -> new BodyDamaged(object(file) + " is missing"));
        if (found.size() != file.fileBytes()) {
            source(file).requireOurs();
            throw new BodyDamaged(
                    object(file) + " has " + found.size() + " bytes, and " + file.fileBytes() + " were written");
        }
    }

    /**
     * Stores a body's file, which must be what the manifest says. Blocks while the file is opened.
     *
     * @param gotOn told, from any thread, when a part of it has arrived and a further one is next
     */
    public CompletableFuture<Uploads.Outcome> upload(BodyFile file, Disk disk, Runnable gotOn) {
        DiskFile open;
        try {
            open = disk.openToRead(name(file));
        } catch (NoSuchFileException missing) {
            return CompletableFuture.failedFuture(
                    new ContentDamaged(name(file) + " is missing: put it back from a backup"));
        } catch (IOException failed) {
            return CompletableFuture.failedFuture(failed);
        }
        Content.Ranges ranges = (at, length) -> piece(open, at, length);
        return uploads.upload(object(file), content(ranges.telling(gotOn), file))
                .orTimeout(CALL_SECONDS, TimeUnit.SECONDS)
                .whenComplete((outcome, failure) -> close(open));
    }

    /**
     * Puts the object into a new file, durably but for its name, if it is what the manifest says. Blocks.
     *
     * @throws BodyDamaged when it is not
     */
    void fetch(BodyFile file, Disk disk, String name) throws IOException {
        Source source = source(file);
        List<IOException> unread = new ArrayList<>(1);
        Content.Ranges ranges = (position, length) -> {
            try {
                return source.read(position, length);
            } catch (IOException failed) {
                unread.add(failed);
                throw failed;
            }
        };
        DiskFile made = disk.create(name);
        try (DiskFile to = made) {
            long[] at = {0};
            content(ranges, file).readAll(piece -> {
                int bytes = piece.remaining();
                for (int from = 0; from < bytes; from += PIECE_BYTES) {
                    ByteBuffer part = piece.slice(piece.position() + from, Math.min(PIECE_BYTES, bytes - from));
                    to.write(part, at[0] + from);
                }
                at[0] += bytes;
            });
            to.force();
        } catch (ContentDamaged damaged) {
            disk.remove(name);
            if (!unread.isEmpty()) {
                throw new IOException(object(file) + " cannot be read now", unread.getFirst());
            }
            throw new BodyDamaged(object(file) + ": " + damaged.getMessage());
        } catch (IOException | RuntimeException failed) {
            disk.remove(name);
            throw failed;
        }
    }

    private static Content content(Content.Ranges ranges, BodyFile file) {
        return Content.of(ranges, file.fileBytes(), new Sha256(HexFormat.of().formatHex(file.hash())));
    }

    private static ByteBuffer piece(DiskFile file, long position, int length) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(length);
        file.read(piece, position);
        return piece.flip();
    }

    private static void close(DiskFile file) {
        try {
            file.close();
        } catch (IOException onlyRead) {
            // Nothing was written to it.
        }
    }
}
