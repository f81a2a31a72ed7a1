package io.sluice.shard.cold;

import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.Chunk;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring messages of one topic that were read, or are being read, from a segment. While it is being read it belongs to
 * the reading thread, before and after to the shard's.
 */
final class AheadPage {
    private final Chunk chunk;
    private final LongArrayList offsets = new LongArrayList();
    private final IntArrayList records = new IntArrayList();
    /** The first and the last offset that it covers; the last sinks when less was found than hoped for. */
    final long first;

    long last;
    private boolean here;
    private final BitSet taken = new BitSet();
    private int left;

    /** @param memory large enough for all that is to come */
    AheadPage(long first, long last, ByteBuffer memory) {
        this.first = first;
        this.last = last;
        this.chunk = new Chunk(memory, 0, 0);
    }

    ByteBuffer memory() {
        return chunk.bytes;
    }

    void put(long partition, long offset, long sentMs, int metered, ByteBuffer envelope) {
        offsets.add(offset);
        records.add(chunk.put(partition, offset, sentMs, metered, envelope));
    }

    /** It has been read, as far as that went; false if nothing came. */
    boolean arrived() {
        here = true;
        left = offsets.size();
        last = offsets.isEmpty() ? first - 1 : offsets.getLong(left - 1);
        return left > 0;
    }

    boolean isHere() {
        return here;
    }

    /** The body, if it has arrived. */
    @Nullable
    Body body(long offset) {
        int i = here ? indexOf(offset) : -1;
        return i < 0 ? null : chunk.body(records.getInt(i));
    }

    boolean has(long offset) {
        return here && indexOf(offset) >= 0;
    }

    /** A message was taken; returns whether all were. */
    boolean took(long offset) {
        int i = indexOf(offset);
        if (!taken.get(i)) {
            taken.set(i);
            left--;
        }
        return left == 0;
    }

    private int indexOf(long offset) {
        long guess = offset - first; // right where nothing is missing
        if (guess >= 0 && guess < offsets.size() && offsets.getLong((int) guess) == offset) {
            return (int) guess;
        }
        int low = 0;
        int high = offsets.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = offsets.getLong(middle);
            if (there == offset) {
                return middle;
            }
            if (there < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
