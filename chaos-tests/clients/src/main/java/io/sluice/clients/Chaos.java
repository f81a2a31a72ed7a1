package io.sluice.clients;

import io.sluice.clients.history.History;
import io.sluice.clients.history.HistoryFile;
import io.sluice.clients.history.Report;
import io.sluice.clients.load.KillRun;
import io.sluice.clients.python.Python;
import io.sluice.clients.python.PythonInstaller;
import io.sluice.clients.python.Toolset;
import io.sluice.clients.server.ServerProcess;
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

/** Kills a real server under real clients and holds their history against the promises. */
@Command(
        name = "chaos --kill",
        mixinStandardHelpOptions = true,
        description = "Kills the server under load from real clients, again and again, and checks what they saw.")
public final class Chaos implements Callable<Integer> {
    @Option(
            names = "--cycles",
            defaultValue = "100",
            paramLabel = "N",
            description = "How often the server is killed (default: ${DEFAULT-VALUE}).")
    private int cycles;

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
        out.println("seed " + seed + ", " + cycles + " kills");
        out.flush();
        return run(seed, out) ? 0 : 1;
    }

    /** Whether every promise was put to the test and kept. */
    boolean run(long seed, PrintWriter out) throws Exception {
        Python python = new PythonInstaller().install(Toolset.BOTO3);
        try (ServerProcess server = ServerProcess.start()) {
            History history = new KillRun(server, seed, line -> {
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
    }

    private void keep(History history, ServerProcess server, long seed, PrintWriter out) throws Exception {
        Path file = historyFile.isPresent()
                ? historyFile.get()
                : Files.createTempDirectory("sluice-chaos-").resolve("history.jsonl");
        HistoryFile.write(file, history);
        Path said = file.resolveSibling("server.out");
        Files.copy(server.output(), said, StandardCopyOption.REPLACE_EXISTING);
        out.println("seed " + seed + "; history in " + file + ", the server's words in " + said);
        out.println("check again: ./sluice chaos --kill --check " + file);
        out.println("run again:   ./sluice chaos --kill --seed " + seed + " --cycles " + cycles);
    }
}
