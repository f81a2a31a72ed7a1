package io.sluice.clients.load;

import java.util.random.RandomGenerator;

/** Bodies of one size that can be told again from their key: whoever receives one can say whether each byte is as it was. */
final class Texts {
    private static final int POOL_CHARS = 1 << 20;

    private final String pool;
    private final int chars;

    /** @param chars of a body, at most half of a MiB */
    Texts(RandomGenerator random, int chars) {
        StringBuilder text = new StringBuilder(POOL_CHARS);
        random.ints(POOL_CHARS, 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
        this.pool = text.toString();
        this.chars = chars;
    }

    String body(long number) {
        String head = number + "|";
        // A prime, so that neighbours do not overlap.
        int from = (int) Math.floorMod(number * 104_729, (long) POOL_CHARS - chars);
        return head + pool.substring(from, from + chars - head.length());
    }

    boolean genuine(String body) {
        int bar = body.indexOf('|');
        return bar > 0 && body.equals(body(Long.parseLong(body.substring(0, bar))));
    }
}
