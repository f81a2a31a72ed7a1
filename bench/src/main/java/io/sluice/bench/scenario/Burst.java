package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * So many messages sent to a queue, then all of them received and deleted, in batches of ten over 64 connections.
 *
 * @param send messages a second
 * @param drain messages a second
 */
record Burst(double send, double drain) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Burst run(Server server, String url, int messages, NumberedSends.Groups groups) throws IOException {
        double send = fill(server, url, messages, groups).rate();
        Draining draining = new Draining(new Requests(server.wire(), url), messages);
        loop(server, draining);
        if (draining.missing() > 0 || draining.duplicates() > 0) {
            throw new IllegalStateException(server.name() + ": of " + messages + " messages " + draining.missing()
                    + " did not come, " + draining.duplicates() + " came twice");
        }
        return new Burst(send, draining.tenths().rate());
    }

    static Tenths fill(Server server, String url, int messages, NumberedSends.Groups groups) throws IOException {
        Filling filling = new Filling(new NumberedSends(server.wire(), url, groups), messages);
        loop(server, filling);
        if (!filling.tenths().whole()) {
            throw new IllegalStateException(
                    server.name() + ": sent " + filling.tenths().done() + " of " + messages + " within " + PATIENCE);
        }
        return filling.tenths();
    }

    private static void loop(Server server, Script script) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, Run.CONNECTIONS);
            loop.run(PATIENCE);
            loop.drain();
        }
    }

    /** Messages sent, received and deleted a second. */
    double lifecycles() {
        return 1 / (1 / send + 1 / drain);
    }
}
