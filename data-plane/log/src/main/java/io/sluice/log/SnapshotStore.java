package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A shard's snapshots. The newest two that were verified are kept: the log is needed from the older one on, so that a damaged
 * newest snapshot costs time and nothing else. For one thread.
 *
 * <p>A snapshot gets its name when its content is durable and was read back. A file with a snapshot's name that does not
 * verify was damaged later.
 */
public final class SnapshotStore {
    static final String PREFIX = "snapshot-";
    static final String TEMPORARY = "snapshot-tmp";
    static final String RESERVE = "snapshot-reserve";
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20);

    private final Disk disk;
    private final int shard;
    private final long reserveBytes;
    private final List<Long> verified = new ArrayList<>();
    private long newestBytes;

    /** @param reserveBytes kept for snapshots on a full disk, 0 for none; grows with the snapshots */
    public SnapshotStore(Disk disk, int shard, long reserveBytes) throws IOException {
        this.disk = disk;
        this.shard = shard;
        this.reserveBytes = reserveBytes;
        disk.remove(TEMPORARY);
        fillReserve();
    }

    /** Position of the newest snapshot by its name, whether or not it can be read; all before it was durable. 0 if none. */
    public long knownDurable() throws IOException {
        List<Long> all = positions();
        return all.isEmpty() ? 0 : all.getLast();
    }

    /**
     * The newest snapshot that verifies.
     *
     * @param damaged told about each newer one that does not, in words that name file and byte
     * @throws FormatTooNew when a newer version wrote it
     */
    public Optional<Snapshot> newest(Consumer<String> damaged) throws IOException {
        for (long position : positions().reversed()) {
            try {
                Snapshot snapshot = verify(name(position), position);
                if (!verified.contains(position)) {
                    verified.add(position);
                    Collections.sort(verified);
                }
                return Optional.of(snapshot);
            } catch (LogCorrupt e) {
                damaged.accept(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * Writes a snapshot, verifies it, and removes all but it and the one before.
     *
     * @param position durable, and not before the newest snapshot's
     * @param blocks each 1 byte to 2 GiB, readable until the next one is asked for
     * @throws DiskFull when not even the reserve sufficed; the snapshots are as before
     */
    public void write(long position, Iterator<ByteBuffer> blocks) throws IOException {
        if (!verified.isEmpty() && position < verified.getLast()) {
            throw new IllegalArgumentException("a snapshot at " + position + " after one at " + verified.getLast());
        }
        String written;
        try {
            written = new SnapshotOut(disk).write(shard, position, blocks);
        } catch (IOException | RuntimeException e) {
            disk.remove(TEMPORARY);
            throw e;
        }
        verify(written, position);
        disk.rename(written, name(position));
        disk.forceNames();
        verified.remove(Long.valueOf(position));
        verified.add(position);
        prune();
        fillReserve();
    }

    /** Space for snapshots beside the reserve. */
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    /** The log is needed from here on: the position of the second newest verified snapshot, 0 if there are not two. */
    public long trimPosition() {
        return verified.size() < 2 ? 0 : verified.get(verified.size() - 2);
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
            if (!verified.contains(position) || position < oldestKept) {
                if (reserveBytes > 0 && !disk.exists(RESERVE)) {
                    disk.rename(name(position), RESERVE);
                } else {
                    disk.remove(name(position));
                }
            }
        }
        verified.removeIf(position -> position < oldestKept);
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
