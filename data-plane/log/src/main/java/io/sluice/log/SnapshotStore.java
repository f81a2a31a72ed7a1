package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A shard's snapshots. They hold no bodies: those that are in no segment come back from the log, which each snapshot needs
 * from its {@link Snapshot#neededFrom} on. A snapshot may hold only what was changed since an older one; then it is worth
 * nothing without that one. So a restart begins at the newest snapshot that stands before what the newest of
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
    private final SnapshotChains verified = new SnapshotChains();

    private long largestBytes;

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
     * Those at which a restart may begin, each with all that it adds to: the one that it begins with now and, if every file is
     * as it was written, those that it would begin with if one were not. To look at.
     *
     * @param damaged told about each file that is not, in words that name file and byte
     */
    public List<Snapshot> beginnings(Consumer<String> damaged) throws IOException {
        boolean[] any = {false};
        Map<Long, Optional<Snapshot>> read = new HashMap<>();
        List<Snapshot> all = new ArrayList<>();
        for (long position : positions().reversed()) {
            whole(position, read, words -> {
                        any[0] = true;
                        damaged.accept(words);
                    })
                    .ifPresent(all::add);
        }
        if (any[0]) {
            return newest(known -> {}).stream().toList();
        }
        all.forEach(verified::add);
        all.removeIf(snapshot -> snapshot.position() < verified.trimPosition());
        return all;
    }

    /** Those that are whole with all that they add to, the oldest first. From any thread: more may come meanwhile, and some go. */
    public List<Snapshot> whole() throws IOException {
        SnapshotStore looking = toRead(new ReadOnlyDisk(disk), shard);
        List<Snapshot> all = new ArrayList<>();
        Map<Long, Optional<Snapshot>> read = new HashMap<>();
        for (long position : looking.positions()) {
            try {
                looking.whole(position, read, damaged -> {}).ifPresent(all::add);
            } catch (FormatTooNew | NoSuchFileException gone) {
                // It is nobody's to begin with.
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
        Map<Long, Optional<Snapshot>> read = new HashMap<>();
        for (long position : positions().reversed()) {
            if (position > needed) {
                continue; // bodies would be missing
            }
            Optional<Snapshot> snapshot = whole(position, read, damaged);
            if (snapshot.isEmpty()) {
                continue;
            }
            snapshot.get().chain().forEach(verified::add);
            needed = needed == NOBODY_KNOWS ? snapshot.get().neededFrom() : needed;
            if (position <= needed) {
                return snapshot;
            }
        }
        return Optional.empty();
    }

    /** The snapshot with all that it adds to, or nothing if one of them does not verify. */
    private Optional<Snapshot> whole(long position, Map<Long, Optional<Snapshot>> read, Consumer<String> damaged)
            throws IOException {
        Optional<Snapshot> known = read.get(position);
        if (known != null) {
            return known;
        }
        Optional<Snapshot> found = Optional.empty();
        try {
            Snapshot snapshot = verify(name(position), position);
            long before = snapshot.before();
            if (before == 0) {
                found = Optional.of(snapshot);
            } else if (!disk.exists(name(before))) {
                damaged.accept(name(position) + " adds to " + name(before) + ", which is missing");
            } else {
                found = whole(before, read, damaged).map(older -> {
                    snapshot.addsTo(older);
                    return snapshot;
                });
            }
        } catch (LogCorrupt e) {
            damaged.accept(String.valueOf(e.getMessage()));
        }
        read.put(position, found);
        return found;
    }

    /**
     * Writes a snapshot that holds everything at once; see {@link #begin}.
     *
     * @param blocks each 1 byte to 2 GiB, readable until the next one is asked for
     */
    public void write(long position, long neededFrom, Iterator<ByteBuffer> blocks) throws IOException {
        Writing writing = begin(position, neededFrom, 0);
        writing.add(blocks);
        writing.end();
    }

    /**
     * Begins a snapshot; one at a time. It is none until {@link Writing#end} returns.
     *
     * @param position durable, and not before the newest snapshot's
     * @param neededFrom where the oldest body stands in the log that is in no segment; at most {@code position}
     * @param before position of the snapshot to which this one adds what was changed since, or 0 if it holds everything
     */
    public Writing begin(long position, long neededFrom, long before) throws IOException {
        if (verified.newest() > position || neededFrom > position || (before != 0 && !verified.has(before))) {
            throw new IllegalArgumentException(
                    "a snapshot at " + position + " that needs " + neededFrom + " and adds to " + before);
        }
        return new Writing(position, neededFrom, before);
    }

    /**
     * Whether the next snapshot should add to the one at a position: it costs less than everything would, and a start has few
     * files to read.
     *
     * @param worthBytes a snapshot that holds everything in less is not added to: the log would be kept for longer, for little
     */
    public boolean mayAddTo(long position, long worthBytes) {
        return verified.mayAddTo(position, worthBytes);
    }

    /** A snapshot that is being written; for one thread at a time. Whatever fails takes it back. */
    public final class Writing {
        private final long position;
        private final long neededFrom;
        private final long before;
        private final SnapshotOut out = new SnapshotOut(disk);

        private Writing(long position, long neededFrom, long before) throws IOException {
            this.position = position;
            this.neededFrom = neededFrom;
            this.before = before;
            orTakeBack(() -> out.begin(shard, position, neededFrom, before));
        }

        /**
         * Goes on.
         *
         * @param blocks each 1 byte to 2 GiB, readable until the next one is asked for
         * @throws DiskFull when not even the reserve sufficed; the snapshots are as before
         */
        public void add(Iterator<ByteBuffer> blocks) throws IOException {
            orTakeBack(() -> out.add(blocks));
        }

        /**
         * Verifies the snapshot, gives it its name, and removes those that are not needed any more.
         *
         * @throws DiskFull as {@link #add}
         */
        public void end() throws IOException {
            String[] written = new String[1];
            orTakeBack(() -> {
                written[0] = out.finish();
                out.close();
            });
            Snapshot snapshot = verify(written[0], position);
            disk.rename(written[0], name(position));
            disk.forceNames();
            verified.add(position, new SnapshotChains.Known(neededFrom, before, snapshot.bytes()));
            prune();
            fillReserve();
        }

        private void orTakeBack(Step step) throws IOException {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                out.close();
                disk.remove(TEMPORARY);
                throw e;
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Space for snapshots beside the reserve. */
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    /** What is kept for a snapshot on a full disk, bytes. */
    public long keptBytes() {
        return reserveBytes == 0 ? 0 : Math.max(reserveBytes, largestBytes);
    }

    /**
     * The log is needed from here on, whichever one snapshot is damaged: if it is the newest, a restart begins where the one
     * before it says; if it is the one that a restart begins with, at the one before that.
     */
    public long trimPosition() {
        return verified.trimPosition();
    }

    private Snapshot verify(String file, long position) throws IOException {
        Snapshot snapshot = new Snapshot(disk, shard, file, position);
        snapshot.read(block -> {});
        if (snapshot.before() == 0) {
            largestBytes = snapshot.bytes();
        }
        return snapshot;
    }

    private void prune() throws IOException {
        if (trimPosition() == 0) {
            return; // files that were not read since the start may be what a restart needs when one of the others is
            // damaged
        }
        Set<Long> kept = verified.needed();
        // The newest first, and each for good before the next: none may outlive what it adds to.
        for (long position : positions().reversed()) {
            if (!kept.contains(position)) {
                if (reserveBytes > 0 && !disk.exists(RESERVE)) {
                    disk.rename(name(position), RESERVE);
                } else {
                    disk.remove(name(position));
                }
                // The reserve is written to next: its old name must not come back after a crash.
                disk.forceNames();
            }
        }
        verified.keep(kept);
    }

    /** Brings the reserve to its size, as far as there is space. */
    private void fillReserve() throws IOException {
        if (reserveBytes == 0) {
            return;
        }
        long wanted = Math.max(reserveBytes, largestBytes);
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
