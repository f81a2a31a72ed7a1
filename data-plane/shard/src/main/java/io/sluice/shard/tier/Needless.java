package io.sluice.shard.tier;

import io.sluice.objects.ObjectStoreRefused;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of objects that nobody needs any more. One that cannot be deleted rests, longer each time, while others go on behind
 * it. Belongs to the shard's thread.
 */
final class Needless {
    private static final long FIRST_REST_MS = 1_000;
    private static final long LONGEST_REST_MS = 600_000;
    /** Of one that the store was not there to delete: that it is back is seen by such a deletion, maybe. */
    private static final long LONGEST_AWAY_REST_MS = 60_000;

    /** Between a deletion that failed and the next one of another object. */
    private static final long PACE_MS = 1_000;

    /** So many that cannot be deleted, and no further ones are looked for. */
    private static final int MANY = 1_000;

    /** Of all of them: who looks for orphans finds again what could not be deleted. */
    private final Set<String> names = new HashSet<>();

    private final ArrayDeque<One> fresh = new ArrayDeque<>();
    private final PriorityQueue<One> resting = new PriorityQueue<>(Comparator.comparingLong(One::untilMs));
    private long pacedUntilMs = Long.MIN_VALUE;
    private Optional<String> refusal = Optional.empty();

    /**
     * An object.
     *
     * @param restMs after the next attempt, if it fails
     */
    record One(String object, long untilMs, long restMs) {}

    void add(String object) {
        if (names.add(object)) {
            fresh.add(new One(object, Long.MIN_VALUE, FIRST_REST_MS));
        }
    }

    /** Takes the next to delete, for {@link #deleted} or {@link #failed}; null if there is none now. */
    @Nullable
    One take(long nowMs) {
        if (nowMs < nextMs()) {
            return null;
        }
        return fresh.isEmpty() ? resting.poll() : fresh.poll();
    }

    void deleted(One one) {
        names.remove(one.object);
        if (resting.isEmpty()) {
            refusal = Optional.empty();
        }
    }

    void failed(One one, Throwable failure, long nowMs) {
        pacedUntilMs = nowMs + PACE_MS;
        boolean refused = failure instanceof ObjectStoreRefused;
        long longest = refused ? LONGEST_REST_MS : LONGEST_AWAY_REST_MS;
        resting.add(
                new One(one.object, nowMs + Math.min(longest, one.restMs), Math.min(LONGEST_REST_MS, 2 * one.restMs)));
        if (refusal.isEmpty() && refused) {
            refusal = Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    /** When {@link #take} may have one, by the monotonic clock in milliseconds. */
    long nextMs() {
        One rested = resting.peek();
        if (fresh.isEmpty() && rested == null) {
            return Long.MAX_VALUE;
        }
        return fresh.isEmpty() && rested != null ? Math.max(pacedUntilMs, rested.untilMs) : pacedUntilMs;
    }

    /** When further ones may be looked for. */
    long nextSearchMs() {
        if (!fresh.isEmpty()) {
            return Long.MAX_VALUE; // those come first
        }
        return resting.size() < MANY ? Long.MIN_VALUE : nextMs();
    }

    /** Objects whose deletion failed, and is tried again. */
    int undeleted() {
        return resting.size();
    }

    /** Why the store refuses to delete the first of those; empty when it deletes all. */
    Optional<String> refusal() {
        return refusal;
    }
}
