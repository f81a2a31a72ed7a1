package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Goes on with a script for as long as its rate is a tenth of what it was at first, and no longer. */
final class Waning implements Script {
    /** Longer than the collections of a server that still works. */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final double LEAST = 0.1;

    private final Script script;
    private final LongSupplier done;
    private final LongSupplier clock;
    private long windowNs;
    private long before;
    private double first;
    private boolean waned;

    /** @param done how much the script has done */
    Waning(Script script, LongSupplier done) {
        this(script, done, System::nanoTime);
    }

    Waning(Script script, LongSupplier done, LongSupplier clock) {
        this.script = script;
        this.done = done;
        this.clock = clock;
        this.windowNs = clock.getAsLong();
    }

    boolean waned() {
        return waned;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        return waned ? null : script.next(connection, nowNs);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        script.answered(connection, shot, answer, nowNs);
    }

    @Override
    public boolean done() {
        look(clock.getAsLong());
        return waned || script.done();
    }

    private void look(long nowNs) {
        long tookNs = nowNs - windowNs;
        if (waned || tookNs < WINDOW.toNanos()) {
            return;
        }
        double rate = (done.getAsLong() - before) * 1e9 / tookNs;
        first = first == 0 ? rate : first;
        waned = rate < first * LEAST;
        windowNs = nowNs;
        before = done.getAsLong();
    }

    /** Who hardly answers any more is not waited for. */
    @Override
    public boolean awaited() {
        return !waned && script.awaited();
    }
}
