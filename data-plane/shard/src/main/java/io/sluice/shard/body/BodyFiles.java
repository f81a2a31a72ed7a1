package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.body.BodyFormat;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Memtable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shard's body files beside the state's: those that are being written and no message has yet, and those that no message
 * has any more and a kept snapshot may still name. Belongs to the shard's thread.
 */
public final class BodyFiles {
    /** Bodies that are being written at a time; each takes an open file, and up to 1 MiB of memory. */
    static final int MAX_WRITING = 64;

    private final Disk disk;
    private final PayloadSeal seal;
    private final Executor background;
    private final StoredBodies stored;
    private final Memtable memtable;
    private final Consumer<String> objects;
    /** By id, with what they may take. */
    private final Map<Long, Long> writing = new HashMap<>();

    private final ArrayDeque<Leftover> leftovers = new ArrayDeque<>();
    private @Nullable ShardState state;
    private boolean noPlace;
    private int nextNumber;
    private long writingBytes;
    private long diskBytes;
    private long storeBytes;
    private long onlyOnDiskBytes;
    private long leftoverBytes;
    private long leftoverStoreBytes;

    /**
     * A file that no message has any more.
     *
     * @param bytes on disk
     * @param storeBytes in the object store
     * @param object its name in the object store, or null if it is not there
     * @param position a snapshot at or before it may name the file
     */
    private record Leftover(
            long id, long bytes, long storeBytes, @Nullable String object, long position) {}

    /** @param objects told the names of objects that nobody needs any more */
    public BodyFiles(ShardStorage storage, StoredBodies stored, Memtable memtable, Consumer<String> objects) {
        this.disk = storage.disk();
        this.seal = storage.seal();
        this.background = storage.background();
        this.stored = stored;
        this.memtable = memtable;
        this.objects = objects;
    }

    public void begin(ShardState of) {
        state = of;
    }

    public @Nullable BodyFile find(long id) {
        return state == null ? null : state.bodyFile(id);
    }

    /** What they take on disk, or will in a moment. */
    public long diskBytes() {
        return diskBytes + writingBytes + leftoverBytes;
    }

    /** What they take of this machine's disk, as files and as objects. */
    public long machineBytes() {
        return diskBytes() + (stored.isOnDisk() ? storeBytes + leftoverStoreBytes : 0);
    }

    /** What could leave the disk. */
    public long liveDiskBytes() {
        return diskBytes;
    }

    public long storeBytes() {
        return storeBytes;
    }

    /** What of those on disk the object store does not have. */
    public long onlyOnDiskBytes() {
        return onlyOnDiskBytes;
    }

    /** What is on this machine's disk for older snapshots only. */
    public long leftoverBytes() {
        return leftoverBytes + (stored.isOnDisk() ? leftoverStoreBytes : 0);
    }

    /** Where the log stood when the message of the oldest of those went; -1 if there is none. */
    public long oldestLeftover() {
        Leftover oldest = leftovers.peek();
        return oldest == null ? -1 : oldest.position;
    }

    public boolean hasLeftovers() {
        return !leftovers.isEmpty();
    }

    /** Whether so many more may be written at the same time. */
    public boolean hasTurn(int more) {
        return writing.size() + more <= MAX_WRITING;
    }

    /**
     * A new file for a body that comes.
     *
     * @param epoch of this ownership, known to the log
     * @param bytes of the body at the most
     */
    public BodyWriting open(long epoch, TenantId tenant, PartitionId partition, MessageId message, long bytes) {
        long id = reserve(epoch, bytes);
        return new BodyWriting(disk, seal, tenant, partition, message, id, bytes);
    }

    /** A new name, for a file that comes from elsewhere. */
    public long reserve(long epoch, long bytes) {
        long id = Segment.id(epoch, nextNumber++);
        long most = BodyFormat.mostFileBytes(bytes);
        writing.put(id, most);
        writingBytes += most;
        return id;
    }

    /** The disk had no place for a body that came, whatever it says of its space: files may be what it has no more of. */
    void refused() {
        noPlace = true;
    }

    /** A body that came is on the disk. */
    void written() {
        noPlace = false;
    }

    /** Whether the disk had a place for the body that came last. */
    public boolean hadPlace() {
        return !noPlace;
    }

    /** The files' command was applied, or never will be: those that no message has are removed. */
    public void ended(List<Long> ids) {
        List<String> needless = new ArrayList<>();
        for (long id : ids) {
            Long most = writing.remove(id);
            writingBytes -= most == null ? 0 : most;
            if (find(id) == null && leftovers.stream().noneMatch(left -> left.id == id)) {
                needless.add(BodyWriting.name(id));
            }
        }
        remove(needless);
    }

    /** As {@link io.sluice.queue.Bodies#moved}. */
    public void moved(@Nullable BodyFile before, @Nullable BodyFile after) {
        count(before, -1);
        count(after, 1);
        if (before != null && after == null) {
            Leftover left = new Leftover(
                    before.id(),
                    before.onDisk() ? before.fileBytes() : 0,
                    before.inStore() ? before.fileBytes() : 0,
                    before.inStore() ? stored.object(before) : null,
                    memtable.position());
            leftovers.add(left);
            leftoverBytes += left.bytes;
            leftoverStoreBytes += left.storeBytes;
        }
    }

    /** Whether an object belongs to a body that was given up and may still be named. */
    boolean hasObject(String object) {
        return leftovers.stream().anyMatch(left -> object.equals(left.object));
    }

    boolean hasLeftover(long id) {
        return leftovers.stream().anyMatch(left -> left.id == id);
    }

    /** No kept snapshot stands before this position of the log. */
    public void trimmed(long logPosition) {
        List<String> needless = new ArrayList<>();
        Leftover first;
        while ((first = leftovers.peek()) != null && first.position < logPosition) {
            leftovers.remove();
            leftoverBytes -= first.bytes;
            leftoverStoreBytes -= first.storeBytes;
            needless.add(BodyWriting.name(first.id));
            if (first.object != null) {
                objects.accept(first.object);
            }
        }
        remove(needless);
    }

    /** Removes files that nobody needs, some time soon. */
    void remove(List<String> needless) {
        if (needless.isEmpty()) {
            return;
        }
        background.execute(() -> {
            for (String name : needless) {
                try {
                    disk.remove(name);
                } catch (IOException staysUntilTheNextStart) {
                    // BodyOrphans finds it.
                }
            }
        });
    }

    private void count(@Nullable BodyFile file, int sign) {
        if (file != null) {
            long bytes = sign * file.fileBytes();
            diskBytes += file.onDisk() ? bytes : 0;
            storeBytes += file.inStore() ? bytes : 0;
            onlyOnDiskBytes += file.onDisk() && !file.inStore() ? bytes : 0;
        }
    }
}
