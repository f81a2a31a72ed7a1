package io.sluice.simulation;

import io.sluice.testkit.SimClock;
import java.util.PriorityQueue;

/** What happens next, by virtual time; at the same time, in the order in which it was planned. */
final class Scheduler {
    /** Belongs to no life of the process: happens whether or not it runs. */
    static final int ALWAYS = -1;

    private final SimClock clock;
    private final Trace trace;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long sequence;
    private int life;

    Scheduler(SimClock clock, Trace trace) {
        this.clock = clock;
        this.trace = trace;
    }

    private record Event(long atNs, long sequence, int life, String label, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    long nowNs() {
        return clock.monoNs();
    }

    /** Something that the world does. */
    void after(long ns, String label, Runnable task) {
        at(nowNs() + ns, ALWAYS, label, task);
    }

    /** Something that the process of that life does, unless it has ended by then. */
    void at(long atNs, int ofLife, String label, Runnable task) {
        events.add(new Event(Math.max(atNs, nowNs()), sequence++, ofLife, label, task));
    }

    /** Events of other lives do not happen any more. */
    void beginLife(int number) {
        life = number;
    }

    /** Lets the next event happen if it is not later than that. */
    boolean step(long untilNs) {
        while (true) {
            Event next = events.peek();
            if (next == null || next.atNs > untilNs) {
                return false;
            }
            events.remove();
            if (next.life == ALWAYS || next.life == life) {
                clock.advanceNs(next.atNs - nowNs());
                trace.add(nowNs(), next.label);
                next.task.run();
                return true;
            }
        }
    }
}
