package io.sluice.shard.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.Source;
import io.sluice.objects.Content;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.objects.Sha256;
import io.sluice.objects.StoredObject;
import io.sluice.objects.Uploads;
import io.sluice.queue.command.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A shard's segments as objects, {@code shard-00/segment-…}. For several threads. */
public final class StoredSegments {
    /** A whole read, with what the store repeats of it. */
    private static final long READ_SECONDS = 30;
    /** A whole upload or deletion. */
    private static final long CALL_SECONDS = 600;
    /** Not a segment's name: a start removes what is left of it. */
    private static final String HEALING = "-healing";

    private final ObjectStore store;
    private final Uploads uploads;
    private final int shard;
    private final String prefix;
    /** Segments whose files are being put right: two that wrote into one file would make something that is no segment. */
    private final Set<Long> healing = ConcurrentHashMap.newKeySet();

    public StoredSegments(ObjectStore store, int shard) {
        this.store = store;
        this.uploads = new Uploads(store);
        this.shard = shard;
        this.prefix = "shard-%02d/".formatted(shard);
    }

    /** Whether objects take space on this machine's disk. */
    public boolean isOnDisk() {
        return store.isOnDisk();
    }

    public String name(Segment segment) {
        return prefix + id(segment).name();
    }

    /** The segment that an object's name names, or nothing of ours. */
    public Optional<SegmentId> parse(String object) {
        return object.startsWith(prefix)
                ? SegmentId.parse(object.substring(prefix.length())).filter(id -> id.shard() == shard)
                : Optional.empty();
    }

    public Source source(Segment segment) {
        return new ObjectSource(store, name(segment), segment.bytes());
    }

    /**
     * Stores a segment's file, which must be what the manifest says. Blocks while the file is opened.
     *
     * @param gotOn told, from any thread, when a part of it has arrived and a further one is next
     */
    public CompletableFuture<Uploads.Outcome> upload(Segment segment, Disk disk, Runnable gotOn) {
        String name = id(segment).name();
        DiskFile file;
        try {
            file = disk.openToRead(name);
        } catch (NoSuchFileException missing) {
            return CompletableFuture.failedFuture(new ContentDamaged(name + " is missing: put it back from a backup"));
        } catch (IOException failed) {
            return CompletableFuture.failedFuture(failed);
        }
        Content.Ranges ranges = (position, length) -> read(file, position, length);
        Content content = Content.of(ranges.telling(gotOn), segment.bytes(), hash(segment));
        return uploads.upload(name(segment), content)
                .orTimeout(CALL_SECONDS, TimeUnit.SECONDS)
                .whenComplete((outcome, failure) -> close(file));
    }

    /** Puts the object in the file's place, if it is what the manifest says and nobody else does so just now. Blocks. */
    public void fetch(Segment segment, Disk disk) throws IOException {
        String name = id(segment).name();
        if (!healing.add(segment.id())) {
            throw new IOException(name + " is being put right already");
        }
        try {
            write(segment, disk, name + HEALING);
            disk.rename(name + HEALING, name);
            disk.forceNames();
        } finally {
            healing.remove(segment.id());
        }
    }

    /** Over what may stand there: half of an earlier one that could not be removed. */
    private void write(Segment segment, Disk disk, String name) throws IOException {
        Content content = Content.of(source(segment)::read, segment.bytes(), hash(segment));
        DiskFile made = disk.open(name);
        try (DiskFile file = made) {
            file.truncate(0);
            content.readAll(piece -> file.write(piece, file.size()));
            file.force();
        } catch (IOException | RuntimeException failed) {
            try {
                disk.remove(name);
            } catch (IOException untilTheNextOne) {
                failed.addSuppressed(untilTheNextOne);
            }
            throw failed;
        }
    }

    /** Whether there is an object of that name that has not the segment's size: it was cut. Blocks. */
    public boolean isCut(Segment segment) throws IOException {
        return find(segment).map(found -> found.size() != segment.bytes()).orElse(false);
    }

    /** What the store has under the segment's name; empty if nothing. Blocks. */
    public Optional<StoredObject> find(Segment segment) throws IOException {
        return await(store.head(name(segment)), name(segment));
    }

    /** Before what is damaged there is believed to be so. Blocks. Fails where it may be another store than the one that was used. */
    public void requireOurs() throws IOException {
        await(store.requireOurs(), "whose the object store is");
    }

    public CompletableFuture<Void> delete(String object) {
        return store.delete(object).orTimeout(CALL_SECONDS, TimeUnit.SECONDS);
    }

    public CompletableFuture<Page> list(String startAfter) {
        return store.list(prefix, startAfter, ObjectStore.MAX_PAGE).orTimeout(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** The first so many objects: for whoever wants to know whether the store answers. */
    public CompletableFuture<Page> first(int count) {
        return store.list(prefix, "", count).orTimeout(CALL_SECONDS, TimeUnit.SECONDS);
    }

    public CompletableFuture<Integer> abortUploads(Instant begunBefore) {
        return store.abortUploads(prefix, begunBefore).orTimeout(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for a read. */
    static <T> T await(CompletableFuture<T> read, String name) throws IOException {
        try {
            return read.get(READ_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException known
                    ? new IOException(known.getMessage(), known)
                    : new IOException("reading " + name + ": " + failed.getCause(), failed);
        } catch (TimeoutException late) {
            throw new IOException(name + " was not read within " + READ_SECONDS + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + name, interrupted);
        }
    }

    private SegmentId id(Segment segment) {
        return new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
    }

    private static Sha256 hash(Segment segment) {
        return new Sha256(HexFormat.of().formatHex(segment.hash()));
    }

    private static ByteBuffer read(DiskFile file, long position, int length) throws IOException {
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
