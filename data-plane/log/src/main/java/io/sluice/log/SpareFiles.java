package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Preallocated files: what the log grows into and, up to the reserve, what it lives from on a full disk. New ones are filled
 * with zeros slice by slice, so that no frame waits for a whole file; while frames come, no faster than the log needs them.
 */
final class SpareFiles {
    /** Trimmed files are kept as spares up to this many over what is wanted: two snapshots apart lie so many files under load. */
    private static final int EXTRA = 24;

    /** Slices are forced one by one; while frames wait, this is what they wait for. */
    static final int SLICE_BYTES = 128 << 10;

    /** With up to three spares missing, each is whole in time: the first after a sixth of a file, the next after a fourth, a half. */
    private static final int PACE = 2;

    /** Tries on a full disk come at every trim, and in between ever rarer, up to this many ticks apart. */
    private static final int MAX_TICKS_BETWEEN_TRIES = 32;

    /** A reserve that is not whole is made at a start where the disk has so many times as much. */
    private static final int PLENTY = 4;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(SLICE_BYTES);

    private final Disk disk;
    private final LogSettings settings;
    private final Deque<String> ready = new ArrayDeque<>();
    private int logFiles;
    private long nextNumber;
    private @Nullable DiskFile making;
    private String makingName = "";
    private long made;
    /** What the log's growth still asks to be made. */
    private long owed;

    /** The disk had no space for a spare, and the reserve has not been whole since. */
    private boolean full;

    /** Though full, there may be space again: worth a try. */
    private boolean worthATry;

    /** What is free is needed for snapshots and segments. */
    private boolean tight;

    private int ticksToTry;
    private int ticksBetweenTries = 1;

    SpareFiles(Disk disk, LogSettings settings) {
        this.disk = disk;
        this.settings = settings;
    }

    /** Takes over what the last process left: whole spares of the right size; the rest goes. */
    void adopt(List<String> names) throws IOException {
        for (String name : names) {
            if (name.startsWith(LogNames.NEW)) {
                disk.remove(name);
            }
            Long number = LogNames.number(LogNames.SPARE, name).orElse(null);
            if (number == null) {
                continue;
            }
            nextNumber = Math.max(nextNumber, number + 1);
            long size;
            try (DiskFile file = disk.open(name)) {
                size = file.size();
            }
            if (size == settings.fileBytes() && ready.size() < wanted() + EXTRA) {
                ready.add(name);
            } else {
                disk.remove(name);
            }
        }
    }

    /** How many files hold frames now; with the spares they make up what the log takes on disk. */
    void logFiles(int count) {
        logFiles = count;
    }

    /** Whether the last try to make a spare found no space. */
    boolean full() {
        return full;
    }

    int ready() {
        return ready.size();
    }

    /** Ready spares over the reserve, −1 if the reserve is not whole. */
    int overReserve() {
        return Math.max(-1, ready.size() - settings.reserveFiles());
    }

    /** A new shard's first file, without waiting for the reserve, which is made behind it. */
    String takeFirst() throws IOException {
        while (ready.isEmpty() && !full) {
            make(settings.fileBytes());
        }
        String name = ready.poll();
        if (name == null) {
            throw new DiskFull("no space for the log's first file of " + settings.fileBytes()
                    + " bytes: give the disk more space and start again");
        }
        return name;
    }

    /**
     * Makes the reserve whole, or takes the disk for full until it is: also where it has less than several times as much, since
     * snapshots and segments need space before the reserve does.
     */
    void makeReserve() throws IOException {
        long missing = Math.max(0L, settings.reserveFiles() - ready.size());
        if (missing > 0 && disk.freeBytes() / PLENTY < missing * settings.fileBytes()) {
            full = true;
            worthATry = true;
        }
        while (overReserve() < 0 && !full) {
            make(settings.fileBytes());
        }
    }

    /** Whether only what is made already may be used. */
    void tight(boolean nothingToSpare) {
        if (tight && !nothingToSpare) {
            worthATry = full;
        }
        tight = nothingToSpare;
    }

    /** What it will take of the disk when it can, bytes. */
    long missingBytes() {
        return Math.max(0L, wanted() - ready.size()) * settings.fileBytes() - made;
    }

    /** A spare for the log to go on in; on a full disk this comes out of the reserve. Null when there is none. */
    @Nullable
    String take() throws IOException {
        while (overReserve() <= 0 && !full) {
            make(settings.fileBytes());
        }
        if (ready.isEmpty()) {
            worthATry = true;
            while (ready.isEmpty() && worthATry) {
                make(settings.fileBytes());
            }
        }
        return ready.poll();
    }

    /** A file that holds nothing of worth any more becomes a spare or goes. The caller forces the names before the next take. */
    void give(String name, long size) throws IOException {
        if (size == settings.fileBytes() && ready.size() < wanted() + EXTRA) {
            String spare = LogNames.spare(nextNumber++);
            disk.rename(name, spare);
            ready.add(spare);
            reserveIsWhole();
        } else {
            disk.remove(name);
        }
    }

    /** Removes a spare over what is wanted, if there is one. */
    boolean giveUp() throws IOException {
        if (ready.size() <= wanted()) {
            return false;
        }
        disk.remove(ready.removeLast());
        return true;
    }

    /** Space may have come back: try at once. */
    void retry() {
        worthATry = full;
        ticksBetweenTries = 1;
    }

    /** Once a second. */
    void tick() {
        if (full && --ticksToTry <= 0) {
            worthATry = true;
        }
    }

    /**
     * Makes sure that the next spare is ready before the current file is full, a little after each batch.
     *
     * @param grown by how many bytes the log grew
     */
    void keepPace(long grown) throws IOException {
        int missing = wanted() - ready.size();
        if (missing <= 0 || full) {
            owed = 0;
            return;
        }
        owed = Math.min(owed + grown * PACE * missing, settings.fileBytes());
        long bytes = Math.min(owed, settings.fileBytes() - made);
        if (bytes >= Math.min(SLICE_BYTES, settings.fileBytes() - made)) {
            owed -= bytes;
            make(bytes);
        }
    }

    /** Goes on making the next spare by one slice; false when none is wanted or there is no space. */
    boolean slice() throws IOException {
        return (!full || worthATry) && ready.size() < wanted() && make(SLICE_BYTES);
    }

    /** Fills up to this many bytes of a new spare; false when there is no space. */
    private boolean make(long bytes) throws IOException {
        try {
            DiskFile file = making == null ? begin() : making;
            for (long end = Math.min(made + bytes, settings.fileBytes()); made < end; ) {
                int slice = (int) Math.min(SLICE_BYTES, end - made);
                file.write(ZEROS.slice(0, slice), made);
                made += slice;
            }
            file.force();
            if (made == settings.fileBytes()) {
                finish(file);
            }
            return true;
        } catch (DiskFull e) {
            abandon();
            full = true;
            worthATry = false;
            ticksToTry = ticksBetweenTries;
            ticksBetweenTries = Math.min(2 * ticksBetweenTries, MAX_TICKS_BETWEEN_TRIES);
            return false;
        }
    }

    private DiskFile begin() throws IOException {
        if (tight) {
            throw new DiskFull("what the disk has left is needed to trim the log");
        }
        long files = logFiles + ready.size() + 1L;
        if (settings.maxBytes() != 0 && files * settings.fileBytes() > settings.maxBytes()) {
            throw new DiskFull("the log's budget of " + settings.maxBytes() + " bytes is used");
        }
        makingName = LogNames.making(nextNumber);
        DiskFile file = disk.open(makingName);
        making = file;
        made = 0;
        return file;
    }

    private void finish(DiskFile file) throws IOException {
        file.close();
        making = null;
        made = 0;
        String spare = LogNames.spare(nextNumber++);
        disk.rename(makingName, spare);
        ready.add(spare);
        ticksBetweenTries = 1;
        reserveIsWhole();
    }

    /** Only then is a full disk's end believed: sends stay refused while consumers live from the reserve. */
    private void reserveIsWhole() {
        if (overReserve() >= 0) {
            full = false;
        }
    }

    /** Gives the space of a half-made spare back. */
    void abandon() throws IOException {
        if (making != null) {
            making.close();
            making = null;
            made = 0;
            disk.remove(makingName);
        }
    }

    private int wanted() {
        return settings.reserveFiles() + 1;
    }
}
