package io.sluice.clients.load;

import io.sluice.clients.history.History;
import io.sluice.clients.history.Operation;
import io.sluice.clients.history.Phase;
import io.sluice.harness.python.Python;
import io.sluice.harness.server.Account;
import io.sluice.harness.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Real clients at work while their server goes down and is started again, until everything that was sent has come out; then
 * the history. The seed decides when that is and what the clients do, but not how their threads meet.
 */
public final class OutageRun {
    /** Among each so many outages one is made while all stand still, between two readings of the usage. */
    private static final int OUTAGES_PER_READING = 20;

    private static final int SHORTEST_LIFE_MS = 100;
    private static final int LONGEST_LIFE_MS = 1_600;

    private final ServerProcess server;
    private final Outage outage;
    private final RandomGenerator.SplittableGenerator random;
    private final Recorder recorder = new Recorder();
    private final Recorder.Diary killer = recorder.diary("killer", "");
    private final Consumer<String> progress;
    private Duration slowestStart = Duration.ZERO;

    /** @param progress takes a line now and then */
    public OutageRun(ServerProcess server, Outage outage, long seed, Consumer<String> progress) {
        this.server = server;
        this.outage = outage;
        this.random = (RandomGenerator.SplittableGenerator)
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.progress = progress;
    }

    /** Runs to the end and tells all that happened. */
    public History run(int cycles, Python python) throws IOException, InterruptedException {
        Account north = server.signUp("north");
        Account south = server.signUp("south");
        try (Fleet fleet = new Fleet(north, south, recorder, random.split(), python)) {
            fleet.start();
            for (int cycle = 1; cycle <= cycles; cycle++) {
                Thread.sleep(SHORTEST_LIFE_MS + random.nextInt(LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
                if (cycle % OUTAGES_PER_READING == OUTAGES_PER_READING / 2) {
                    fleet.red();
                    read(north, south);
                    strike();
                    read(north, south);
                    fleet.green();
                    progress.accept(cycle + " of " + cycles + " " + outage + ", "
                            + recorder.events().size() + " events, slowest start " + slowestStart.toMillis() + " ms");
                } else {
                    strike();
                }
            }
            fleet.drain();
            read(north, south);
            fleet.makeFreeCalls();
            read(north, south);
            strike();
            read(north, south);
            return History.of(fleet.facts(), recorder.events());
        }
    }

    private void strike() throws InterruptedException {
        Recorder.Open call = killer.begin(Operation.KILL, "", 0, 0, List.of());
        outage.strike(server);
        killer.end(call, Phase.OK, List.of());
        long begun = System.nanoTime();
        server.restart();
        slowestStart = max(slowestStart, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void read(Account... accounts) throws InterruptedException {
        for (Account account : accounts) {
            Recorder.Diary reader = recorder.diary("reader-" + recorder.events().size(), account.tenant());
            Recorder.Open call = reader.begin(Operation.USAGE, "", 0, 0, List.of());
            reader.end(call, server.rest().settledUsage(account));
        }
    }
}
