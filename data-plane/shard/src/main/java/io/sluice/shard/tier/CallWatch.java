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

    private Optional<String> uploadFailure = Optional.empty();
    private Optional<String> listFailure = Optional.empty();
    private Optional<String> deletionFailure = Optional.empty();
    private boolean underWay;
    private boolean silent;
    /** When the call that is under way got on last. */
    private long gotOnMs;

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

    void uploaded() {
        uploadFailure = Optional.empty();
        listFailure = Optional.empty();
        deletionFailure = Optional.empty();
    }

    void notUploaded(Throwable why) {
        uploadFailure = Optional.of(message(why));
    }

    /** @param uploadsWait a key may allow the one and not the other: then an upload says whether uploads are back */
    void listed(boolean uploadsWait) {
        listFailure = Optional.empty();
        deletionFailure = Optional.empty();
        if (!uploadsWait) {
            uploadFailure = Optional.empty();
        }
    }

    void notListed(Throwable why) {
        listFailure = Optional.of(message(why));
    }

    /** Whether {@link #listed} would change something that no call says which waits to be tried again. */
    boolean wantsList(boolean uploadsWait) {
        return listFailure.isPresent() || (uploadFailure.isPresent() && !uploadsWait);
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
        return silent
                ? Optional.of(SILENT)
                : uploadFailure.or(() -> listFailure).or(() -> deletionFailure);
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
