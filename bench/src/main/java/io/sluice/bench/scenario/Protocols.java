package io.sluice.bench.scenario;

import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The same requests in JSON and in Query, both beside the bare server that returns the same bytes, by turns. */
public final class Protocols {
    private static final String PART = "JSON and Query, 64 connections, 1 KB";
    private static final double OF_ECHO = 0.6;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(25);
    private static final Duration WARM_UP_PHASE = Duration.ofSeconds(1);
    private static final int[] BATCHES = {1, 10};

    private final Run run;
    private final Server echo;
    private final Server sluice;
    private final Phases phases = new Phases(PART);
    private int queues;

    public Protocols(Run run, Server echo, Server sluice) {
        this.run = run;
        this.echo = echo;
        this.sluice = sluice;
    }

    public void measure() throws IOException {
        warmUp(echo);
        warmUp(sluice);
        for (int round = 0; round < run.rounds(); round++) {
            for (Server server : round % 2 == 0 ? List.of(echo, sluice) : List.of(sluice, echo)) {
                run.report().progress("JSON and Query, round " + (round + 1) + ": " + server.name());
                for (int batch : BATCHES) {
                    for (Dialect dialect : Dialect.values()) {
                        phases.keep(name(server, dialect), batch, round(server, dialect, batch, run.phase()));
                    }
                }
            }
        }
        phases.report(run.report());
        for (int batch : BATCHES) {
            for (String operation : Phases.OPERATIONS) {
                for (Dialect dialect : Dialect.values()) {
                    verdict(Phases.what(operation, batch), dialect);
                }
            }
        }
    }

    private void warmUp(Server server) throws IOException {
        run.report().progress("JSON and Query: warming up " + server.name());
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        while (!warmth.reached()) {
            double rate = 0;
            for (int batch : BATCHES) {
                for (Dialect dialect : Dialect.values()) {
                    rate += round(server, dialect, batch, WARM_UP_PHASE)
                            .send()
                            .tally()
                            .rate();
                }
            }
            warmth.round(rate);
        }
    }

    private Round.Outcome round(Server server, Dialect dialect, int batch, Duration phase) throws IOException {
        return Round.run(server, Target.in(dialect, "protocols-" + queues++), batch, phase);
    }

    private void verdict(String what, Dialect dialect) {
        double own = run.report().value(PART, what, name(sluice, dialect));
        double bare = run.report().value(PART, what, name(echo, dialect));
        run.report()
                .verdict(new Verdict(what + " in " + dialect + " beside a bare echo", own / bare, "×", true, OF_ECHO));
    }

    private static String name(Server server, Dialect dialect) {
        return server.name() + " " + dialect.name().toLowerCase(Locale.ROOT);
    }
}
