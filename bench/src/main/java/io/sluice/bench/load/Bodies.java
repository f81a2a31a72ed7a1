package io.sluice.bench.load;

import java.util.SplittableRandom;

/** Message bodies: printable, incompressible enough, the same in every run. */
public final class Bodies {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final SplittableRandom random;

    public Bodies(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A body of that many bytes that begins with the prefix. */
    public String next(String prefix, int bytes) {
        StringBuilder body = new StringBuilder(bytes).append(prefix);
        while (body.length() < bytes) {
            body.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return body.toString();
    }
}
