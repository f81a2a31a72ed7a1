package io.sluice.bench.scenario;

import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Report;
import java.time.Duration;
import java.util.Set;

/**
 * What all scenarios share.
 *
 * @param phase how long one measured phase lasts
 * @param rounds how often the servers take turns; the median counts
 * @param only the servers to measure; all if empty
 */
public record Run(Servers servers, Report report, Duration phase, int rounds, Set<String> only, Sizes sizes) {
    public static final String SLUICE = "sluice";
    public static final String ECHO = "echo";
    public static final String ELASTICMQ = "elasticmq";
    public static final String RABBITMQ = "rabbitmq";

    static final int CONNECTIONS = 64;

    /** Whether the server is to be measured. */
    public boolean wants(String server) {
        return only.isEmpty() || only.contains(server);
    }

    /**
     * How large the large ones are.
     *
     * @param backlog messages of a big backlog, a multiple of 100
     * @param peerBacklog the same in the peers
     * @param batch messages a request of a big backlog
     * @param queues how many very many queues are
     */
    public record Sizes(int backlog, int peerBacklog, int batch, int queues) {}

    int backlog() {
        return sizes.backlog;
    }

    int peerBacklog() {
        return sizes.peerBacklog;
    }

    int batch() {
        return sizes.batch;
    }

    int queues() {
        return sizes.queues;
    }

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
