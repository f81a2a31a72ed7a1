package io.sluice.shard;

import io.sluice.testkit.CrashStates;
import io.sluice.testkit.DiskTrace;
import io.sluice.testkit.FaultyDisk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * What a recorded life of a shard was answered, and where in its trace; opens every disk that a power loss could leave, and
 * tells what is missing then or too much.
 */
public final class Answered {
    private final DiskTrace trace;
    /** Where in the trace a message's send was answered, its ack was asked for, and that was answered. */
    private final Map<String, Integer> sent = new HashMap<>();

    private final Map<String, Integer> ackBegun = new HashMap<>();
    private final Map<String, Integer> acked = new HashMap<>();
    private int disks;

    /** The real recovery. */
    public interface Recovery {
        /** Which bodies come from what a power loss left. */
        Set<String> drain(FaultyDisk disk, Map<String, byte[]> objects) throws Exception;
    }

    public Answered(DiskTrace trace) {
        this.trace = trace;
    }

    public void sent(Collection<String> bodies) {
        bodies.forEach(body -> sent.putIfAbsent(body, trace.length()));
    }

    public void ackBegun(Collection<String> bodies) {
        bodies.forEach(body -> ackBegun.putIfAbsent(body, trace.length()));
    }

    public void acked(Collection<String> bodies) {
        bodies.forEach(body -> acked.putIfAbsent(body, trace.length()));
    }

    /** How many disks there were so far. */
    public int disks() {
        return disks;
    }

    /**
     * Tries power losses at so many points of the trace, up to the first where something is wrong.
     *
     * @param forgotten as {@link CrashStates} has it
     * @return what is wrong, in words
     */
    public List<String> broken(Predicate<String> forgotten, int points, Recovery recovery) {
        CrashStates states = new CrashStates(trace, forgotten, new SplittableRandom(5));
        List<String> broken = new ArrayList<>();
        for (int point = 1; point <= points && broken.isEmpty(); point++) {
            int calls = (int) ((long) trace.length() * point / points);
            for (FaultyDisk disk : states.after(calls)) {
                disks++;
                judge(calls, disk, states.objects(), recovery, broken);
            }
        }
        return broken;
    }

    private void judge(
            int calls, FaultyDisk disk, Map<String, byte[]> objects, Recovery recovery, List<String> broken) {
        Set<String> found;
        try {
            found = recovery.drain(disk, objects);
        } catch (Exception | AssertionError refused) {
            broken.add("behind call " + calls + ": " + refused);
            return;
        }
        sent.forEach((body, at) -> {
            if (at <= calls && ackBegun.getOrDefault(body, Integer.MAX_VALUE) > calls && !found.contains(body)) {
                broken.add("behind call " + calls + " " + name(body) + " is lost, answered at " + at);
            }
        });
        for (String body : found) {
            if (acked.getOrDefault(body, Integer.MAX_VALUE) <= calls) {
                broken.add("behind call " + calls + " " + name(body) + " comes though it was acked");
            }
            if (!sent.containsKey(body)) {
                broken.add("behind call " + calls + " comes what nobody sent: " + name(body));
            }
        }
    }

    private static String name(String body) {
        return body.replaceAll("x+$", "");
    }
}
