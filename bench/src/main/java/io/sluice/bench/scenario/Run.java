package io.sluice.bench.scenario;

import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Report;
import java.time.Duration;

/**
 * What all scenarios share.
 *
 * @param phase how long one measured phase lasts
 * @param rounds how often the servers take turns; the median counts
 * @param sluice whether Sluice itself is among the servers: without, only the peers are measured
 */
public record Run(Servers servers, Report report, Duration phase, int rounds, boolean sluice) {
    public static final String SLUICE = "sluice";
    public static final String ECHO = "echo";
    public static final String ELASTICMQ = "elasticmq";

    static final int CONNECTIONS = 64;

    Duration times(double factor) {
        return Duration.ofNanos((long) (phase.toNanos() * factor));
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
