package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A shard's snapshots. They hold no bodies: those that are in no segment come back from the log, which each snapshot needs
 * from its {@link Snapshot#neededFrom} on. So a restart begins at the newest snapshot that stands before what the newest of
 * all needs. As many are kept, and as much of the log, as a restart needs when any one of them turns out damaged. For one
 * thread.
 *
 * <p>A snapshot gets its name when its content is durable and was read back. A file with a snapshot's name that does not
 * verify was damaged later.
 */
public final class SnapshotStore {
    static final String PREFIX = "snapshot-";
    static final String TEMPORARY = "snapshot-tmp";
    static final String RESERVE = "snapshot-reserve";
    private static final long NOBODY_KNOWS = Long.MAX_VALUE;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20);

    private final Disk disk;
    private final int shard;
    private final long reserveBytes;
    /** Where each verified snapshot stands, and from where on it needs the log. */
    private final TreeMap<Long, Long> verified = new TreeMap<>();

    private long newestBytes;

    private SnapshotStore(long reserveBytes, Disk disk, int shard) {
        this.disk = disk;
        this.shard = shard;
        this.reserveBytes = reserveBytes;
    }

    /** @param reserveBytes kept for snapshots on a full disk, 0 for none; grows with the snapshots */
    public SnapshotStore(Disk disk, int shard, long reserveBytes) throws IOException {
        this(reserveBytes, disk, shard);
        disk.remove(TEMPORARY);
        fillReserve();
    }

    /** Only to look at what is there: changes nothing. */
    public static SnapshotStore toRead(Disk disk, int shard) {
        return new SnapshotStore(0, disk, shard);
    }

    /**
     * Reads every snapshot; gives positions of those that are as they were written, the newest first.
     *
     * @param damaged told about each of the others, in words that name file and byte
     */
    public List<Long> intact(Consumer<String> damaged) throws IOException {
        List<Long> intact = new ArrayList<>();
        for (long position : positions().reversed()) {
            try {
                intact.add(verify(name(position), position).position());
            } catch (LogCorrupt e) {
                damaged.accept(String.valueOf(e.getMessage()));
            }
        }
        return intact;
    }

    /**
     * All that are as they were written, the newest first; to look at.
     *
     * @param damaged told about each of the others, in words that name file and byte
     */
    public List<Snapshot> all(Consumer<String> damaged) throws IOException {
        List<Snapshot> all = new ArrayList<>();
        for (long position : positions().reversed()) {
            try {
                all.add(verify(name(position), position));
            } catch (LogCorrupt e) {
                damaged.accept(String.valueOf(e.getMessage()));
            }
        }
        return all;
    }

    /** Position of the newest snapshot by its name, whether or not it can be read; all before it was durable. 0 if none. */
    public long knownDurable() throws IOException {
        List<Long> all = positions();
        return all.isEmpty() ? 0 : all.getLast();
    }

    /**
     * The snapshot to begin with; the log is to be applied from there on. Empty: from the log's first byte on.
     *
     * @param damaged told about each snapshot on the way that does not verify, in words that name file and byte
     * @throws FormatTooNew when a newer version wrote it
     */
    public Optional<Snapshot> newest(Consumer<String> damaged) throws IOException {
        long needed = NOBODY_KNOWS;
        for (long position : positions().reversed()) {
            if (position > needed) {
                continue; // bodies would be missing
            }
            try {
                Snapshot snapshot = verify(name(position), position);
                verified.put(position, snapshot.neededFrom());
                needed = needed == NOBODY_KNOWS ? snapshot.neededFrom() : needed;
                if (position <= needed) {
                    return Optional.of(snapshot);
                }
            } catch (LogCorrupt e) {
                damaged.accept(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * Writes a snapshot, verifies it, and removes those that are not needed any more.
     *
     * @param position durable, and not before the newest snapshot's
     * @param neededFrom where the oldest body stands in the log that is in no segment; at most {@code position}
     * @param blocks each 1 byte to 2 GiB, readable until the next one is asked for
     * @throws DiskFull when not even the reserve sufficed; the snapshots are as before
     */
    public void write(long position, long neededFrom, Iterator<ByteBuffer> blocks) throws IOException {
        if ((!verified.isEmpty() && position < verified.lastKey()) || neededFrom > position) {
            throw new IllegalArgumentException("a snapshot at " + position + " that needs " + neededFrom);
        }
        String written;
        try {
            written = new SnapshotOut(disk).write(shard, position, neededFrom, blocks);
        } catch (IOException | RuntimeException e) {
            disk.remove(TEMPORARY);
            throw e;
        }
        verify(written, position);
        disk.rename(written, name(position));
        disk.forceNames();
        verified.put(position, neededFrom);
        prune();
        fillReserve();
    }

    /** Space for snapshots beside the reserve. */
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    /**
     * The log is needed from here on, whichever one snapshot is damaged: if it is the newest, a restart begins where the one
     * before it says; if it is the one that a restart begins with, at the one before that.
     */
    public long trimPosition() {
        if (verified.size() < 2) {
            return 0;
        }
        long withoutNewest = beginning(verified.lowerEntry(verified.lastKey()).getValue());
        long begin = beginning(verified.lastEntry().getValue());
        Long beforeBegin = verified.lowerKey(begin);
        return Math.min(withoutNewest, beforeBegin == null ? 0 : beforeBegin);
    }

    /** Where a restart begins that needs the log from there on. */
    private long beginning(long neededFrom) {
        Long begin = verified.floorKey(neededFrom);
        return begin == null ? 0 : begin;
    }

    private Snapshot verify(String file, long position) throws IOException {
        Snapshot snapshot = new Snapshot(disk, shard, file, position);
        newestBytes = snapshot.read(block -> {});
        return snapshot;
    }

    private void prune() throws IOException {
        if (verified.size() < 2) {
            return;
        }
        long oldestKept = trimPosition();
        for (long position : positions()) {
            if (!verified.containsKey(position) || position < oldestKept) {
                if (reserveBytes > 0 && !disk.exists(RESERVE)) {
                    disk.rename(name(position), RESERVE);
                } else {
                    disk.remove(name(position));
                }
            }
        }
        verified.headMap(oldestKept).clear();
        // The reserve is written to next: its old name must not come back after a crash.
        disk.forceNames();
    }

    /** Brings the reserve to its size, as far as there is space. */
    private void fillReserve() throws IOException {
        if (reserveBytes == 0) {
            return;
        }
        long wanted = Math.max(reserveBytes, newestBytes);
        try (DiskFile file = disk.open(RESERVE)) {
            long size = file.size();
            if (size > 2 * wanted) {
                file.truncate(wanted);
                return;
            }
            try {
                for (long at = size; at < wanted; at += ZEROS.capacity()) {
                    file.write(ZEROS.slice(0, (int) Math.min(ZEROS.capacity(), wanted - at)), at);
                }
                file.force();
                disk.forceNames();
            } catch (DiskFull e) {
                // Half a reserve would only take what the log may need.
                file.truncate(size);
            }
        }
    }

    private List<Long> positions() throws IOException {
        List<Long> positions = new ArrayList<>();
        for (String name : disk.list()) {
            LogNames.number(PREFIX, name).ifPresent(positions::add);
        }
        return positions;
    }

    private static String name(long position) {
        return PREFIX + LogNames.digits(position);
    }
}
