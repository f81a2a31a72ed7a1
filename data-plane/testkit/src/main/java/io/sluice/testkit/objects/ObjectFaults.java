package io.sluice.testkit.objects;

/**
 * How often what goes wrong, out of a thousand calls, each drawn by itself.
 *
 * @param errors nothing happens, and the call fails
 * @param lostAnswers it is done, and the call fails
 * @param lateEffects the call fails, and is done some steps later (creations and deletions)
 * @param staleLists an earlier answer to the same question comes again
 * @param truncatedReads fewer bytes come than were asked for, as from a store that does not check
 * @param corruptedReads one bit is another
 * @param maxDelay steps that an answer may take; 0 answers in the call itself
 */
public record ObjectFaults(
        int errors,
        int lostAnswers,
        int lateEffects,
        int staleLists,
        int truncatedReads,
        int corruptedReads,
        int maxDelay) {
    public static final ObjectFaults NONE = new ObjectFaults(0, 0, 0, 0, 0, 0, 0);

    static final int OF = 1_000;

    public ObjectFaults {
        for (int rate : new int[] {errors, lostAnswers, lateEffects, staleLists, truncatedReads, corruptedReads}) {
            if (rate < 0 || rate > OF) {
                throw new IllegalArgumentException(rate + " of " + OF);
            }
        }
        if (maxDelay < 0) {
            throw new IllegalArgumentException("a delay of " + maxDelay);
        }
    }

    /** Errors, lost answers and late effects, as often each. */
    public static ObjectFaults unreliable(int rate, int maxDelay) {
        return new ObjectFaults(rate, rate, rate, 0, 0, 0, maxDelay);
    }
}
