package io.sluice.queue;

/** How many ranges a shard's untouched messages lie in beyond one for each slice: as many as there are holes in them. */
final class Holes {
    private long count;

    long weight() {
        return count * Untouched.RANGE_BYTES;
    }

    void come(Untouched.Range range) {
        if (range.slice.ranges++ > 0) {
            count++;
        }
    }

    void gone(Untouched.Range range) {
        if (--range.slice.ranges > 0) {
            count--;
        }
    }
}
