package io.sluice.shard.body;

import io.sluice.log.body.BodyDamaged;
import io.sluice.queue.command.BodyFile;
import io.sluice.shard.Clock;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Bodies that the object store did not have, or gave damaged, when somebody read them: a network may do that to all reads for a
 * while. They are looked at, whole, a minute later, and from then on whenever they have been doubted twice as long; who finds
 * one damaged that was so at the newest look, too, may give it up. One at a time. Belongs to the shard's thread, but for what
 * says otherwise.
 */
public final class BodyDoubts {
    static final long FIRST_REST_MS = 60_000;
    /** Then it is forgotten, and whoever reads it begins anew: its message may have gone before it was doubted. */
    private static final long LONGEST_MS = 24 * 60 * 60_000;

    /** Others are doubted again when somebody reads them. */
    private static final int MAX_DOUBTS = 1_000;

    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Map<Long, Doubt> doubts = new HashMap<>();
    private final PriorityQueue<Doubt> due = new PriorityQueue<>(Comparator.comparingLong(Doubt::againMs));
    /** Those that were not whole at the newest look. */
    private final Set<Long> right = ConcurrentHashMap.newKeySet();

    private boolean looking;

    private record Doubt(BodyFile file, long sinceMs, long againMs) {}

    /** Reads all of an object. Blocks. */
    public interface Look {
        void look(BodyFile file) throws IOException;
    }

    public BodyDoubts(Clock clock, Executor far, Consumer<Runnable> later) {
        this.clock = clock;
        this.far = far;
        this.later = later;
    }

    /** Somebody did not get it whole from the object store. From any thread. */
    void raise(BodyFile file) {
        later.accept(() -> {
            if (doubts.size() < MAX_DOUBTS && !doubts.containsKey(file.id())) {
                long nowMs = clock.monotonicNs() / NS_PER_MS;
                add(new Doubt(file, nowMs, nowMs + FIRST_REST_MS));
            }
        });
    }

    /** Whether it was not whole either when it was looked at a good while after somebody had doubted it. From any thread. */
    boolean areRight(BodyFile file) {
        return right.contains(file.id());
    }

    /** No message has the file any more. */
    public void forget(long id) {
        Doubt doubt = doubts.remove(id);
        if (doubt != null) {
            due.remove(doubt);
            right.remove(id);
        }
    }

    /** When {@link #consider} may find something that it did not find now, by the monotonic clock in milliseconds. */
    public long nextLookMs() {
        Doubt first = due.peek();
        return looking || first == null ? Long.MAX_VALUE : first.againMs;
    }

    /** Begins what there is to begin; returns whether there was anything. */
    public boolean consider(long nowMs, Look look) {
        Doubt first = due.peek();
        if (first == null || nowMs < nextLookMs()) {
            return false;
        }
        looking = true;
        far.execute(() -> {
            boolean damaged = isDamaged(first.file, look);
            later.accept(() -> {
                looking = false;
                looked(first, damaged);
            });
        });
        return true;
    }

    /** What cannot be read now is doubted anew by who reads it next. */
    private static boolean isDamaged(BodyFile file, Look look) {
        try {
            look.look(file);
            return false;
        } catch (BodyDamaged damaged) {
            return true;
        } catch (IOException cannotBeRead) {
            return false;
        }
    }

    private void looked(Doubt doubt, boolean damaged) {
        if (!doubt.equals(doubts.get(doubt.file.id()))) {
            return; // its message has gone meanwhile
        }
        forget(doubt.file.id());
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        if (damaged && nowMs - doubt.sinceMs < LONGEST_MS) {
            right.add(doubt.file.id());
            add(new Doubt(doubt.file, doubt.sinceMs, nowMs + Math.max(FIRST_REST_MS, nowMs - doubt.sinceMs)));
        }
    }

    private void add(Doubt doubt) {
        doubts.put(doubt.file.id(), doubt);
        due.add(doubt);
    }
}
