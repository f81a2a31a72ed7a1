package io.sluice.shard.tier;

import io.sluice.objects.ObjectStoreRefused;
import java.util.Optional;

/**
 * What uploads, lists and deletions tell of the object store: why the newest one failed, and whether one that is under way gets
 * on. Belongs to the shard's thread.
 */
final class CallWatch {
    /** An attempt has 20 s and carries 16 MiB: of a call that has not got on for so long, one has failed at the least. */
    static final long SILENT_MS = 30_000;

    private static final String SILENT = "it has not answered for " + SILENT_MS / 1_000 + " s";

    /** Of uploads and lists. */
    private Optional<String> failure;

    private Optional<String> deletionFailure = Optional.empty();
    private boolean underWay;
    private boolean silent;
    /** When the call that is under way got on last. */
    private long gotOnMs;

    /** @param before why the store could not be reached when the process tried it; empty if it could */
    CallWatch(Optional<String> before) {
        failure = before;
    }

    boolean isUnderWay() {
        return underWay;
    }

    void begun(long nowMs) {
        underWay = true;
        gotOnMs = nowMs;
    }

    /** A part of what is under way has arrived. */
    void gotOn(long nowMs) {
        gotOnMs = nowMs;
        silent = false;
    }

    /** Whatever came of it. */
    void ended() {
        underWay = false;
        silent = false;
    }

    void succeeded() {
        failure = Optional.empty();
        deletionFailure = Optional.empty();
    }

    void failed(Throwable why) {
        failure = Optional.of(message(why));
    }

    void deleted() {
        deletionFailure = Optional.empty();
    }

    /** A refusal is of that object, and the store's answer. */
    void notDeleted(Throwable why) {
        deletionFailure = why instanceof ObjectStoreRefused ? Optional.empty() : Optional.of(message(why));
    }

    /** Why the store is away; empty while it is not. */
    Optional<String> away() {
        return silent ? Optional.of(SILENT) : failure.or(() -> deletionFailure);
    }

    /** When {@link #consider} has something to do, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        return underWay && !silent ? gotOnMs + SILENT_MS : Long.MAX_VALUE;
    }

    /** Returns whether the store has just become silent. */
    boolean consider(long nowMs) {
        if (nowMs < nextLookMs()) {
            return false;
        }
        silent = true;
        return true;
    }

    private static String message(Throwable why) {
        return why.getMessage() == null ? SILENT : why.getMessage();
    }
}
