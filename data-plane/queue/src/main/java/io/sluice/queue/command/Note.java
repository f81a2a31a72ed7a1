package io.sluice.queue.command;

/**
 * What a consumer left with a message that it gave back.
 *
 * @param reason in the consumer's words; {@link #MAX_REASON_BYTES} of UTF-8 at the most
 * @param atMs when, log time
 */
public record Note(String reason, long atMs) {
    /** Whoever takes a reason from outside refuses a longer one. */
    public static final int MAX_REASON_BYTES = 256;

    /** What a note weighs on the heap besides its text, with its place among the others. */
    private static final int WEIGHT_BYTES = 128;

    public long weight() {
        return WEIGHT_BYTES + 2L * reason.length();
    }
}
