package io.sluice.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How much of the machine others used meanwhile: figures from a busy machine are worth little, and the report says so. */
public final class OtherLoad {
    private static final double NANOS_PER_TICK = 1e7;
    private static final int STEAL = 8;

    private final long busyTicks;
    private final long stolenTicks;
    private final long startNs = System.nanoTime();

    private OtherLoad(long busyTicks, long stolenTicks) {
        this.busyTicks = busyTicks;
        this.stolenTicks = stolenTicks;
    }

    public static OtherLoad start() throws IOException {
        return new OtherLoad(busy() - own(), stolen());
    }

    /**
     * Share of all processors that was neither ours nor a child's.
     *
     * @param children processor time meanwhile of children that still run
     */
    public double share(Duration children) throws IOException {
        return (busy() - own() - busyTicks - children.toNanos() / NANOS_PER_TICK) / ticks();
    }

    /** Ticks of all processors so far. */
    private double ticks() {
        return (System.nanoTime() - startNs)
                / NANOS_PER_TICK
                * Runtime.getRuntime().availableProcessors();
    }

    /** For the report; when all children have ended. */
    public String describe() throws IOException {
        double ticks = ticks() / 100;
        return String.format(
                Locale.ROOT,
                "other processes used %.1f %% of the processors during the run, other machines %.1f %%",
                (busy() - own() - busyTicks) / ticks,
                (stolen() - stolenTicks) / ticks);
    }

    /** Ticks of all processors in user, nice, system and interrupts. */
    private static long busy() throws IOException {
        List<String> fields = stat();
        long sum = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            sum += Long.parseLong(fields.get(i));
        }
        return sum;
    }

    private static long stolen() throws IOException {
        return Long.parseLong(stat().get(STEAL));
    }

    private static List<String> stat() throws IOException {
        return List.of(Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1));
    }

    /** This process and its children that have ended. */
    private static long own() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long sum = 0;
        for (int i = 11; i <= 14; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }
}
