package io.sluice.simulation.check;

import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a queue and the rules that it had. A version may be in force from when it was recorded, and is from when
 * it was applied, until the next one.
 */
public final class QueueLife {
    private static final long NEVER = Long.MAX_VALUE;

    private final long incarnation;
    private final String name;
    private final TenantId tenant;
    private final LongSupplier now;
    private final List<Version> versions = new ArrayList<>();
    private long deleted = NEVER;

    QueueLife(long incarnation, String name, TenantId tenant, LongSupplier now) {
        this.incarnation = incarnation;
        this.name = name;
        this.tenant = tenant;
        this.now = now;
    }

    /**
     * A queue's rules.
     *
     * @param deadLetters where messages are parked, or null
     * @param fifo whether it is a FIFO queue
     */
    public record Rules(
            long leaseMs,
            long delayMs,
            long retentionMs,
            int maxBytes,
            @Nullable DeadLetters deadLetters,
            boolean fifo) {}

    /** The target's incarnation, and how many deliveries are too many. */
    public record DeadLetters(long target, int maxReceives) {}

    /** Rules in force from some moment on. */
    public static final class Version {
        private final long revision;
        private final Rules rules;
        private final long recorded;
        private long applied = NEVER;

        private Version(long revision, Rules rules, long recorded) {
            this.revision = revision;
            this.rules = rules;
            this.recorded = recorded;
        }

        public Rules rules() {
            return rules;
        }
    }

    /** These rules may be in force from now on. */
    public void recorded(long revision, Rules rules) {
        versions.add(new Version(revision, rules, now.getAsLong()));
    }

    /** The rules of that revision, or newer ones, are in force. */
    public void applied(long revision) {
        long at = now.getAsLong();
        for (Version version : versions) {
            if (version.revision <= revision) {
                version.applied = Math.min(version.applied, at);
            }
        }
    }

    /** The queue may be gone from now on. */
    public void deleted() {
        deleted = Math.min(deleted, now.getAsLong());
    }

    public long incarnation() {
        return incarnation;
    }

    public String name() {
        return name;
    }

    TenantId tenant() {
        return tenant;
    }

    /** Whether it may have been gone at a moment. */
    boolean mayBeGone(long at) {
        return at >= deleted;
    }

    /** Whether it was, or may have been. */
    public boolean isDeleted() {
        return deleted != NEVER;
    }

    /** Whether it is certain to have been there at a moment. */
    boolean wasThere(long at) {
        return at < deleted && !versions.isEmpty() && versions.getFirst().applied < at;
    }

    boolean isFifo() {
        return !versions.isEmpty() && versions.getFirst().rules.fifo();
    }

    /** Rules that may have been in force at some moment of a span. */
    List<Rules> during(long from, long to) {
        List<Rules> rules = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            long until = NEVER;
            for (int later = i + 1; later < versions.size(); later++) {
                until = Math.min(until, versions.get(later).applied);
            }
            if (versions.get(i).recorded <= to && until >= from) {
                rules.add(versions.get(i).rules);
            }
        }
        return rules;
    }

    List<Rules> ever() {
        return during(0, NEVER);
    }
}
