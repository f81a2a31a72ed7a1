package io.sluice.queue;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A topic's message move tasks: the newest, of which the last may be under way. */
public final class Moves {
    /** Kept for whoever asks what became of them. */
    static final int MAX_KEPT = 10;

    private final ArrayDeque<MoveRun> runs = new ArrayDeque<>();
    /** Whether the leader will look at it. */
    boolean listed;

    public void add(MoveRun run) {
        runs.add(run);
        while (runs.size() > MAX_KEPT) {
            runs.remove();
        }
    }

    /** The oldest first. */
    public Iterable<MoveRun> all() {
        return runs;
    }

    Iterator<MoveRun> newestFirst() {
        return runs.descendingIterator();
    }

    public int size() {
        return runs.size();
    }

    public long nextNumber() {
        return runs.isEmpty() ? 1 : runs.getLast().number + 1;
    }

    /** The one that is not over, or null. */
    public @Nullable MoveRun active() {
        MoveRun last = runs.peekLast();
        return last == null || last.isOver() ? null : last;
    }

    public @Nullable MoveRun find(long number) {
        for (MoveRun run : runs) {
            if (run.number == number) {
                return run;
            }
        }
        return null;
    }
}
