package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends so many numbered messages in batches; what is refused is sent again. Its memory does not grow with them. */
final class Filling implements Script {
    /** Messages in a batch, if nothing else is said. */
    static final int BATCH = 10;
    /** More refusals than this share of the batches, and the run ends. */
    private static final double MOST_REFUSED = 0.5;

    private final NumberedSends sends;
    private final long batches;
    private final Tenths tenths;
    private final ArrayDeque<Shot> again = new ArrayDeque<>();
    private long next;
    private long refused;

    /** @param messages a multiple of the batch */
    Filling(NumberedSends sends, long messages) {
        this.sends = sends;
        this.batches = messages / sends.size();
        this.tenths = new Tenths(messages, System.nanoTime());
    }

    Tenths tenths() {
        return tenths;
    }

    /** Batches that were refused and sent again. */
    long refused() {
        return refused;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        Shot refusedOne = again.poll();
        if (refusedOne != null) {
            return refusedOne;
        }
        if (next == batches) {
            return null;
        }
        long number = next++;
        return new Shot(sends.batch((int) (number * sends.size())), nowNs, number);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        if (answer.ok() && answer.behind(Markers.FAILED_ENTRY, 0) < 0) {
            tenths.add(sends.size(), nowNs);
            return;
        }
        if (++refused > batches * MOST_REFUSED) {
            throw new IllegalStateException(
                    refused + " sends refused, the last with " + answer.status() + " " + answer.text());
        }
        again.add(shot);
    }

    @Override
    public boolean done() {
        return next == batches && again.isEmpty();
    }
}
