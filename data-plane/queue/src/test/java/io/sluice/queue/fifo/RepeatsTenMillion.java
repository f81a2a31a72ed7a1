package io.sluice.queue.fifo;

import io.sluice.model.MessageId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.image.ImageWalk;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/**
 * A program of its own, for a heap of its own: ten million deduplication ids, all of which count; then an image of them in steps,
 * and their end. Prints what one weighs on the heap, what {@link ShardState#weight} says, and the longest times that somebody
 * had to wait, in microseconds: for an id, for a step of the image, for the end of a thousand.
 */
final class RepeatsTenMillion {
    static final int IDS = 10_000_000;

    private static final int IDS_A_MS = 40;
    private static final int ALL_PAGES = 1_000;

    private RepeatsTenMillion() {}

    public static void main(String[] arguments) {
        ShardState state = new ShardState(Bodies.NOWHERE);
        Repeats repeats = state.repeats;
        SplittableRandom random = new SplittableRandom(1);
        long before = heapInUse();
        long longestAdd = 0;
        for (int i = 0; i < IDS; i++) {
            state.timeMs = 1_000L + i / IDS_A_MS;
            long began = System.nanoTime();
            Hash128 hash = new Hash128(random.nextLong(), random.nextLong());
            if (repeats.find(hash, state.timeMs) >= 0) {
                throw new IllegalStateException("known already");
            }
            repeats.add(hash, new MessageId(i, i), i, state.timeMs);
            longestAdd = Math.max(longestAdd, System.nanoTime() - began);
        }
        long bytes = heapInUse() - before;
        long longestStep = 0;
        ImageWalk walk = state.beginImage(true);
        while (!walk.isDone()) {
            long began = System.nanoTime();
            walk.step(ALL_PAGES);
            longestStep = Math.max(longestStep, System.nanoTime() - began);
        }
        long weight = state.weight();
        state.timeMs += Repeats.WINDOW_MS;
        long longestSweep = 0;
        while (state.weight() > 0) {
            long began = System.nanoTime();
            state.tidy();
            longestSweep = Math.max(longestSweep, System.nanoTime() - began);
        }
        System.out.printf(
                "%.1f %.1f %d %d %d%n",
                (double) bytes / IDS,
                (double) weight / IDS,
                longestAdd / 1_000,
                longestStep / 1_000,
                longestSweep / 1_000);
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
