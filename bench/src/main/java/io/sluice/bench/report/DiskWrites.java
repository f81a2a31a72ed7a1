package io.sluice.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a disk was told to write, by the kernel's own count of sectors: of everybody who writes to it, so others' writes are in
 * it. What {@code /proc/PID/io} calls {@code write_bytes} is something else: the sizes of the pieces of the page cache that
 * became dirty, and a piece may be as large as the write that made it. A kilobyte written into one of a megabyte counts as a
 * megabyte there, although a few kilobytes go to the disk.
 */
public final class DiskWrites {
    /** Of {@code /proc/diskstats}, whatever the disk's own sectors are. */
    private static final int SECTOR_BYTES = 512;

    private static final int MAJOR = 0;
    private static final int MINOR = 1;
    private static final int SECTORS_WRITTEN = 9;

    private final int major;
    private final int minor;
    private final double before;

    private DiskWrites(int major, int minor, double before) {
        this.major = major;
        this.minor = minor;
        this.before = before;
    }

    /** Begins to count on the file's disk. */
    public static DiskWrites on(Path file) throws IOException {
        long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        int major = (int) ((device >>> 8) & 0xfff);
        int minor = (int) ((device & 0xff) | ((device >>> 12) & 0xfff00));
        return new DiskWrites(major, minor, written(major, minor));
    }

    /** Bytes since then; not a number where Linux has no such count (overlays, network file systems). */
    public double bytes() throws IOException {
        return written(major, minor) - before;
    }

    private static double written(int major, int minor) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
            List<String> fields = List.of(line.trim().split(" +", -1));
            if (fields.get(MAJOR).equals(Integer.toString(major))
                    && fields.get(MINOR).equals(Integer.toString(minor))) {
                return Double.parseDouble(fields.get(SECTORS_WRITTEN)) * SECTOR_BYTES;
            }
        }
        return Double.NaN;
    }
}
