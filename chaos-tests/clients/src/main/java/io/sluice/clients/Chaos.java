package io.sluice.clients;

import io.sluice.clients.history.History;
import io.sluice.clients.history.HistoryFile;
import io.sluice.clients.history.Report;
import io.sluice.clients.load.Outage;
import io.sluice.clients.load.OutageRun;
import io.sluice.clients.power.LoopDisk;
import io.sluice.clients.power.PowerCut;
import io.sluice.clients.power.PowerUnavailable;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.Launch;
import io.sluice.harness.server.ServerProcess;
import io.sluice.harness.server.StandaloneCommand;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a real server down under real clients and holds their history against the promises. */
@Command(
        name = "chaos --kill",
        mixinStandardHelpOptions = true,
        description = "Kills the server under load from real clients, again and again, and checks what they saw;"
                + " with --power its disk loses what was not forced, too.")
public final class Chaos implements Callable<Integer> {
    private static final int KILLS = 100;
    private static final int POWER_CUTS = 500;
    /** Fewer may end before messages have left memory. */
    private static final int CYCLES_FOR_EVERY_TIER = 50;

    private static final Launch SMALL = Launch.small("96m", 8, 0, "4m");

    @Option(
            names = "--cycles",
            paramLabel = "N",
            description = "How often that happens (default: " + KILLS + ", with --power " + POWER_CUTS + ").")
    private Optional<Integer> chosenCycles = Optional.empty();

    @Option(
            names = "--power",
            description = "Cuts the power: the server's disk is an ext4 file system in a file, which is shut down"
                    + " under it (takes root and a loop device, on Linux).")
    private boolean power;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "When it is killed and what the clients do (default: by chance).")
    private Optional<Long> chosenSeed = Optional.empty();

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where the history of a broken promise goes (default: a new folder).")
    private Optional<Path> historyFile = Optional.empty();

    @Option(names = "--check", paramLabel = "FILE", description = "Checks a history that was written before.")
    private Optional<Path> toCheck = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Starts the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (toCheck.isPresent()) {
            Report report = Report.on(HistoryFile.read(toCheck.get()));
            out.println(report);
            return report.kept() ? 0 : 1;
        }
        long seed = chosenSeed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
        return (power ? withoutPower(seed, out) : killed(seed, out)) ? 0 : 1;
    }

    private boolean killed(long seed, PrintWriter out) throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            return run(server, Outage.kill(), KILLS, seed, out);
        }
    }

    private boolean withoutPower(long seed, PrintWriter out) throws Exception {
        try (LoopDisk disk = LoopDisk.create();
                ServerProcess server = ServerProcess.start(data(disk), SMALL)) {
            PowerCut cuts = new PowerCut(disk, data(disk));
            boolean kept = run(server, cuts, POWER_CUTS, seed, out);
            out.println(cuts.met());
            boolean met = cuts.metEveryTier() || chosenCycles.orElse(POWER_CUTS) < CYCLES_FOR_EVERY_TIER;
            if (!met) {
                out.println("NEVER EXERCISED: a power cut of every tier");
            }
            return verified(server, data(disk), out) && kept && met;
        } catch (PowerUnavailable unavailable) {
            out.println(unavailable.getMessage());
            out.flush();
            return false;
        }
    }

    private static Path data(LoopDisk disk) {
        return disk.path().resolve("data");
    }

    /** Whether every promise was put to the test and kept. */
    private boolean run(ServerProcess server, Outage outage, int usualCycles, long seed, PrintWriter out)
            throws Exception {
        int cycles = chosenCycles.orElse(usualCycles);
        out.println("seed " + seed + ", " + cycles + " " + outage);
        out.flush();
        Python python = new PythonInstaller().install(Toolset.BOTO3);
        History history = new OutageRun(server, outage, seed, line -> {
                    out.println(line);
                    out.flush();
                })
                .run(cycles, python);
        Report report = Report.on(history);
        out.println(report);
        if (!report.kept()) {
            keep(history, server, seed, out);
        }
        out.flush();
        return report.kept();
    }

    /** Whether all that is left on the disk is as it was written. */
    private static boolean verified(ServerProcess server, Path data, PrintWriter out) throws Exception {
        server.kill();
        boolean intact = StandaloneCommand.verify(data, server.output()) == 0;
        out.println(
                intact
                        ? "the data directory is intact (./sluice verify)"
                        : "DAMAGED data directory:\n" + Files.readString(server.output()));
        out.flush();
        return intact;
    }

    private void keep(History history, ServerProcess server, long seed, PrintWriter out) throws Exception {
        Path file = historyFile.isPresent()
                ? historyFile.get()
                : Files.createTempDirectory("sluice-chaos-").resolve("history.jsonl");
        HistoryFile.write(file, history);
        Path said = file.resolveSibling("server.out");
        Files.copy(server.output(), said, StandardCopyOption.REPLACE_EXISTING);
        String mode = power ? "--power" : "--kill";
        out.println("seed " + seed + "; history in " + file + ", the server's words in " + said);
        out.println("check again: ./sluice chaos " + mode + " --check " + file);
        out.println("run again:   ./sluice chaos " + mode + " --seed " + seed);
    }
}
