package io.sluice.bench;

import io.sluice.bench.peer.Server;
import io.sluice.bench.scenario.Backlog;
import io.sluice.bench.scenario.Bandwidth;
import io.sluice.bench.scenario.Cold;
import io.sluice.bench.scenario.Cost;
import io.sluice.bench.scenario.Delivery;
import io.sluice.bench.scenario.Disk;
import io.sluice.bench.scenario.Fair;
import io.sluice.bench.scenario.Fifo;
import io.sluice.bench.scenario.Idle;
import io.sluice.bench.scenario.Kernel;
import io.sluice.bench.scenario.Large;
import io.sluice.bench.scenario.ManyQueues;
import io.sluice.bench.scenario.ParkedPolls;
import io.sluice.bench.scenario.PeerBacklog;
import io.sluice.bench.scenario.Protocols;
import io.sluice.bench.scenario.Run;
import io.sluice.bench.scenario.Throughput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which servers each part needs, and that none outlives it. */
final class Programme {
    private Programme() {}

    /** A part that fails says so and lets the others be measured. */
    static boolean measure(Run run, Set<Part> wanted) {
        boolean whole = true;
        for (Part part : wanted) {
            try {
                measure(run, part);
            } catch (IOException | IllegalStateException e) {
                run.report().note(part + " FAILED: " + e.getMessage());
                whole = false;
            }
        }
        return whole;
    }

    private static void measure(Run run, Part part) throws IOException {
        switch (part) {
            case DISK -> {
                new Disk(run).measure();
                new Bandwidth(run).measure();
            }
            case KERNEL -> new Kernel(run).measure();
            case HTTP -> http(run);
            case DELIVER -> deliver(run);
            case IDLE -> idle(run);
            case PARKED -> parked(run);
            case LARGE -> new Large(run).measure();
            case BACKLOG -> backlog(run);
            case COST -> new Cost(run).measure();
            case COLD -> new Cold(run).measure();
            case QUEUES -> new ManyQueues(run).measure();
            case FIFO -> new Fifo(run).measure();
            case FAIR -> new Fair(run).measure();
            case QUERY -> query(run);
        }
    }

    private static void http(Run run) throws IOException {
        List<Server> all = new ArrayList<>();
        try {
            if (run.wants(Run.ECHO)) {
                all.add(run.servers().echo(Run.ECHO));
            }
            if (run.wants(Run.SLUICE)) {
                all.add(run.servers().sluice(Run.SLUICE));
            }
            if (run.wants(Run.ELASTICMQ)) {
                all.add(run.servers().elasticMq(Run.ELASTICMQ));
            }
            new Throughput(run).measure(all);
        } finally {
            all.forEach(Server::close);
        }
    }

    private static void backlog(Run run) throws IOException {
        if (run.wants(Run.SLUICE)) {
            new Backlog(run).measure();
        }
        new PeerBacklog(run).measure();
    }

    private static void query(Run run) throws IOException {
        try (Server echo = run.servers().echo(Run.ECHO);
                Server sluice = run.servers().sluice(Run.SLUICE)) {
            new Protocols(run, echo, sluice).measure();
        }
    }

    private static void deliver(Run run) throws IOException {
        if (run.wants(Run.SLUICE)) {
            try (Server sluice = run.servers().sluice(Run.SLUICE)) {
                new Delivery(run, sluice).measure();
            }
        }
        if (run.wants(Run.ELASTICMQ)) {
            try (Server elasticMq = run.servers().elasticMq(Run.ELASTICMQ)) {
                new Delivery(run, elasticMq).measure();
            }
        }
    }

    private static void idle(Run run) throws IOException {
        if (run.wants(Run.ECHO)) {
            try (Server echo = run.servers().echo(Run.ECHO)) {
                new Idle(run).measure(echo, false);
            }
        }
        if (run.wants(Run.SLUICE)) {
            try (Server sluice = run.servers().sluice(Run.SLUICE)) {
                new Idle(run).measure(sluice, true);
            }
        }
    }

    private static void parked(Run run) throws IOException {
        ParkedPolls polls = new ParkedPolls(run);
        double bare;
        try (Server echo = run.servers().echo(Run.ECHO)) {
            bare = polls.measure(echo);
        }
        if (run.wants(Run.SLUICE)) {
            try (Server sluice = run.servers().sluice(Run.SLUICE)) {
                polls.compare(polls.measure(sluice), bare);
            }
        }
    }
}
