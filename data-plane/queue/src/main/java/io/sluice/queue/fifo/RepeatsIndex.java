package io.sluice.queue.fifo;

import io.sluice.queue.command.Hash128;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbered things by a hash: open addressing in many small tables, each of which grows and shrinks alone, so that no step
 * is ever long. Things are known by a tag of 31 bits.
 */
final class RepeatsIndex {
    private static final int PART_BITS = 10;
    private static final int LEAST_SLOTS = 8;

    /** Who has the things. */
    interface Things {
        Hash128 hash(int tag);

        boolean is(int tag, Hash128 hash);
    }

    private final Things things;
    /** Tags from 1; 0 is an empty slot. */
    private final int[] @Nullable [] parts = new int[1 << PART_BITS] @Nullable [];

    private final int[] counts = new int[1 << PART_BITS];

    RepeatsIndex(Things things) {
        this.things = things;
    }

    /** The tag of a thing of that hash which {@link Things#is}, or 0. */
    int find(Hash128 hash) {
        int[] part = parts[part(hash)];
        if (part == null) {
            return 0;
        }
        int slot = slot(part, hash);
        while (part[slot] != 0 && !things.is(part[slot], hash)) {
            slot = next(part, slot);
        }
        return part[slot];
    }

    void add(Hash128 hash, int tag) {
        int number = part(hash);
        int[] part = parts[number];
        if (part == null) {
            part = new int[LEAST_SLOTS];
            parts[number] = part;
        } else if (4 * (counts[number] + 1) > 3 * part.length) {
            part = resize(number, part, 2 * part.length);
        }
        put(part, hash, tag);
        counts[number]++;
    }

    /** It must be there. */
    void remove(Hash128 hash, int tag) {
        int number = part(hash);
        int[] part = parts[number];
        if (part == null) {
            throw new IllegalStateException("nothing of that hash");
        }
        int hole = slot(part, hash);
        while (part[hole] != tag) {
            if (part[hole] == 0) {
                throw new IllegalStateException("nothing of that hash");
            }
            hole = next(part, hole);
        }
        for (int slot = next(part, hole); part[slot] != 0; slot = next(part, slot)) {
            int home = slot(part, things.hash(part[slot]));
            // What would not be found from its home any more moves into the hole.
            boolean between = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
            if (!between) {
                part[hole] = part[slot];
                hole = slot;
            }
        }
        part[hole] = 0;
        counts[number]--;
        if (counts[number] == 0) {
            parts[number] = null;
        } else if (part.length > LEAST_SLOTS && 8 * counts[number] < part.length) {
            resize(number, part, part.length / 2);
        }
    }

    private int[] resize(int number, int[] part, int slots) {
        int[] resized = new int[slots];
        for (int tag : part) {
            if (tag != 0) {
                put(resized, things.hash(tag), tag);
            }
        }
        parts[number] = resized;
        return resized;
    }

    private static void put(int[] part, Hash128 hash, int tag) {
        int slot = slot(part, hash);
        while (part[slot] != 0) {
            slot = next(part, slot);
        }
        part[slot] = tag;
    }

    private static int part(Hash128 hash) {
        return (int) (hash.high() >>> (Long.SIZE - PART_BITS));
    }

    private static int slot(int[] part, Hash128 hash) {
        return (int) hash.low() & (part.length - 1);
    }

    private static int next(int[] part, int slot) {
        return (slot + 1) & (part.length - 1);
    }
}
