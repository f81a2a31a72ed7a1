package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.Uploads;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.shard.Proposals;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.body.BodyFiles;
import io.sluice.shard.body.StoredBodies;
import io.sluice.shard.segment.Segments;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Body files on their way to the object store and off the disk, as {@link Uploading} has it for segments, whose turns with
 * the store they share. Belongs to the shard's thread.
 */
final class BodyUploading {
    /** Evictions proposed in one step. */
    private static final int MAX_EVICTIONS = 16;

    private static final long REST_MS = 1_000;

    private final BodyFiles files;
    private final Segments segments;
    private final StoredBodies stored;
    private final DiskUse diskUse;
    private final Uploading uploading;
    private final Disk disk;
    private final Executor background;
    private final Consumer<String> damaged;
    private final long hotBytes;
    private final long uploadAfterMs;
    /** Neither uploaded nor given up, the oldest first. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** On disk and in the store, by id. */
    private final TreeMap<Long, BodyFile> evictable = new TreeMap<>();

    private long evictingBytes;
    private long noRoomUntilMs = Long.MIN_VALUE;
    private boolean calling;

    private record Waiting(long id, long sinceMs) {}

    BodyUploading(
            ShardSettings settings,
            ShardStorage storage,
            BodyFiles files,
            Segments segments,
            StoredBodies stored,
            DiskUse diskUse,
            Uploading uploading) {
        this.files = files;
        this.segments = segments;
        this.stored = stored;
        this.diskUse = diskUse;
        this.uploading = uploading;
        this.disk = storage.disk();
        this.background = storage.background();
        this.damaged = storage.damaged();
        this.hotBytes = settings.hotBytes();
        this.uploadAfterMs = settings.uploadAfter().toMillis();
    }

    /** A file is in the manifest. */
    void add(BodyFile file, long nowMs) {
        if (!file.inStore()) {
            waiting.add(new Waiting(file.id(), nowMs));
        } else if (file.onDisk()) {
            evictable.put(file.id(), file);
        }
    }

    /** Begins what there is to begin; returns whether there was anything. */
    boolean consider(Proposals to, long nowMs) {
        boolean worked = evict(to);
        BodyFile next = calling || nowMs < noRoomUntilMs || !uploading.isIdle(nowMs) ? null : next(nowMs);
        if (next == null) {
            return worked;
        }
        if (!diskUse.hasRoomForObject(next.fileBytes())) {
            noRoomUntilMs = nowMs + REST_MS; // until consumers have made room for a second copy
            return worked;
        }
        calling = true;
        uploading.upload(
                file -> stored.upload(file, disk, uploading::gotOn),
                next,
                outcome -> uploaded(to, next, outcome),
                failure -> failed(next, failure));
        return true;
    }

    /** Whether a file is old enough to be uploaded. */
    boolean isDue(long nowMs) {
        return next(nowMs) != null;
    }

    /** When {@link #consider} may find something that it did not find now, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        Waiting first = waiting.peek();
        return calling || first == null
                ? Long.MAX_VALUE
                : Math.max(Math.max(uploading.nextCallMs(), noRoomUntilMs), first.sinceMs + uploadAfterMs);
    }

    private @Nullable BodyFile next(long nowMs) {
        Waiting first;
        while ((first = waiting.peek()) != null) {
            BodyFile file = files.find(first.id);
            if (file != null && !file.inStore()) {
                return nowMs - first.sinceMs < uploadAfterMs ? null : file;
            }
            waiting.remove();
        }
        return null;
    }

    private void failed(BodyFile file, Throwable failure) {
        calling = false;
        if (failure instanceof ContentDamaged) {
            waiting.poll();
            if (files.find(file.id()) != null) {
                damaged.accept(StoredBodies.name(file) + " does not go to the object store: " + failure.getMessage());
            }
        } else {
            uploading.uploadFailed(failure);
        }
    }

    private void uploaded(Proposals to, BodyFile file, Uploads.Outcome outcome) {
        waiting.poll();
        switch (outcome) {
            case Uploads.Outcome.Stored() ->
                to.propose(new Command.BodyUploaded(file.id()), 0, reply -> recorded(file));
            case Uploads.Outcome.Conflict(var theirs) -> {
                calling = false;
                damaged.accept(stored.object(file) + " in the object store is not ours (" + theirs.size()
                        + " bytes): the body stays on disk; does another Sluice use the same place?");
            }
        }
    }

    private void recorded(BodyFile file) {
        calling = false;
        BodyFile now = files.find(file.id());
        if (now == null) {
            uploading.giveUp(stored.object(file)); // its message is gone meanwhile
        } else {
            evictable.put(now.id(), now);
        }
    }

    private boolean evict(Proposals to) {
        int count = 0;
        while (count < MAX_EVICTIONS && (isMoreThanHot() || diskUse.isTight(evictingBytes))) {
            Map.Entry<Long, BodyFile> oldest = evictable.pollFirstEntry();
            if (oldest == null) {
                break;
            }
            if (files.find(oldest.getKey()) != null) {
                evict(to, oldest.getValue());
                count++;
            }
        }
        return count > 0;
    }

    private boolean isMoreThanHot() {
        return hotBytes > 0 && segments.diskBytes() + files.liveDiskBytes() - evictingBytes > hotBytes;
    }

    private void evict(Proposals to, BodyFile file) {
        evictingBytes += file.fileBytes();
        to.propose(new Command.BodyEvicted(file.id()), 0, reply -> {
            evictingBytes -= file.fileBytes();
            if (files.find(file.id()) != null) {
                background.execute(() -> remove(file));
            }
        });
    }

    private void remove(BodyFile file) {
        try {
            disk.remove(StoredBodies.name(file));
        } catch (IOException staysUntilTheNextStart) {
            // BodyOrphans finds it.
        }
    }
}
