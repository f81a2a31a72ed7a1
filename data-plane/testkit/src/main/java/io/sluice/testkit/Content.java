package io.sluice.testkit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** What one file holds: now, and after a power loss. */
final class Content {
    static final int SECTOR_BYTES = 512;

    private byte[] now = new byte[0];
    private byte[] durable = new byte[0];
    private int size;
    private int durableSize;
    private final BitSet unforced = new BitSet();

    int size() {
        return size;
    }

    byte[] now() {
        return now;
    }

    void write(byte[] bytes, int at) {
        grow(at + bytes.length);
        System.arraycopy(bytes, 0, now, at, bytes.length);
        if (bytes.length > 0) {
            unforced.set(at / SECTOR_BYTES, (at + bytes.length - 1) / SECTOR_BYTES + 1);
        }
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(now, newSize, size, (byte) 0);
            unforced.set(newSize / SECTOR_BYTES, (size - 1) / SECTOR_BYTES + 1);
            size = newSize;
        }
    }

    void flip(int at, int bit) {
        now[at] ^= (byte) (1 << bit);
        if (at < durable.length) {
            durable[at] ^= (byte) (1 << bit);
        }
    }

    boolean hasUnforced() {
        return !unforced.isEmpty() || size != durableSize;
    }

    void force() {
        widenDurable();
        unforced.stream().forEach(sector -> copySector(now, durable, sector));
        durableSize = size;
        unforced.clear();
    }

    /** A failed force: the system forgets that the sectors were never written; reads still show them. */
    void forgetUnforced() {
        unforced.clear();
    }

    /** Each sector that was not forced is as before or as written, by chance; so is the size. */
    void crash(RandomGenerator random) {
        widenDurable();
        // All, none and any mixture: the pure cases find other mistakes than the mixed ones.
        int style = random.nextInt(3);
        unforced.stream()
                .filter(sector -> style == 0 || (style == 1 && random.nextBoolean()))
                .forEach(sector -> copySector(now, durable, sector));
        int kept = size != durableSize && (style == 0 || random.nextBoolean()) ? size : durableSize;
        if (kept < durable.length) {
            Arrays.fill(durable, kept, durable.length, (byte) 0);
        }
        size = kept;
        durableSize = kept;
        now = durable.clone();
        unforced.clear();
    }

    private void grow(int end) {
        if (end > now.length) {
            now = Arrays.copyOf(now, Math.max(end, now.length * 2));
        }
        size = Math.max(size, end);
    }

    private void widenDurable() {
        if (durable.length < now.length) {
            durable = Arrays.copyOf(durable, now.length);
        }
    }

    private static void copySector(byte[] from, byte[] to, int sector) {
        int at = sector * SECTOR_BYTES;
        if (at < from.length) {
            System.arraycopy(from, at, to, at, Math.min(SECTOR_BYTES, from.length - at));
        }
    }
}
