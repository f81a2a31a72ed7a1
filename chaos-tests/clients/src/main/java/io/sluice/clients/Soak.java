package io.sluice.clients;

import io.sluice.clients.load.SoakLoad;
import io.sluice.clients.soak.LongRun;
import io.sluice.harness.server.Launch;
import io.sluice.harness.server.ProjectFolder;
import io.sluice.harness.server.ServerProcess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets a server with small sizes run for long under a steady load, and fails if anything of it grows. */
@Command(
        name = "chaos --soak",
        mixinStandardHelpOptions = true,
        description = "Runs a server with small sizes under a steady load, so that memory, segments and objects turn"
                + " over again and again; fails if heap, memory, files, disk or objects grow in the last third.")
public final class Soak implements Callable<Integer> {
    private static final int SHORTEST_MINUTES = 6;

    @Option(
            names = "--minutes",
            defaultValue = "30",
            paramLabel = "N",
            description = "How long (default: ${DEFAULT-VALUE}, at least " + SHORTEST_MINUTES + ").")
    private int minutes;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Where the picture goes, as SVG (default: docs/long-run.svg).")
    private Optional<Path> picture = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Starts the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path file = picture.orElseGet(() -> ProjectFolder.find().resolve("docs/long-run.svg"));
        try (ServerProcess server = ServerProcess.start(Launch.small("96m", 8, 2, "16m"));
                SoakLoad load = new SoakLoad(server.signUp("soak"), RandomGenerator.of("L64X128MixRandom"))) {
            LongRun run = new LongRun(server, load, line -> {
                out.println(line);
                out.flush();
            });
            return run.run(Duration.ofMinutes(Math.max(minutes, SHORTEST_MINUTES)), file) ? 0 : 1;
        }
    }
}
