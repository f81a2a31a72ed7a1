package io.sluice.bench;

import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Machine;
import io.sluice.bench.report.OtherLoad;
import io.sluice.bench.report.Report;
import io.sluice.bench.scenario.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures Sluice and its peers in one run; ends by itself, listens on the loopback only, leaves no process behind. */
@Command(
        name = "sluice bench",
        mixinStandardHelpOptions = true,
        description = "Measures Sluice beside ElasticMQ, RabbitMQ and a bare echo server.")
public final class Bench implements Callable<Integer> {
    /** A run that hangs is ended by force. */
    private static final int LONGEST_MINUTES = 15;

    private static final int MOST_MINUTES = 24 * 60;
    /** Filled twice and drained once, on a machine that is busy elsewhere. */
    private static final int BACKLOG_MESSAGES_A_MINUTE = 200_000;

    /** ElasticMQ, and two kinds of queues of RabbitMQ; the time to warm each up. */
    private static final int PEERS = 3;

    private static final int PEER_MINUTES = 5;
    private static final int MOST_PEER_MESSAGES = 1_000_000;

    private static final int QUICK_SECONDS = 1;
    private static final int FULL_SECONDS = 4;
    private static final int FULL_ROUNDS = 3;

    @Parameters(paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all up to LARGE if none is named.")
    private List<Part> parts = List.of();

    @Option(names = "--seconds", paramLabel = "N", description = "Length of a measured phase (1 to 10; default 4).")
    private int seconds;

    @Option(names = "--quick", description = "Short phases and one round: two minutes, rough numbers.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often the servers take turns (1 to 10; default 3).")
    private int rounds;

    @Option(
            names = "--only",
            paramLabel = "SERVER",
            description = "Only this server (sluice, echo, elasticmq, rabbitmq); may be repeated.")
    private List<String> only = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the JSON goes (default bench/results/TIME.json).")
    private @Nullable Path out;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description =
                    "Length of the backlog, of 1 KB each; COLD: as many bytes (1,000 to 50,000,000; default 2,000,000).")
    private int messages = 2_000_000;

    @Option(
            names = "--peer-messages",
            paramLabel = "N",
            description = "Length of BACKLOG in ElasticMQ and RabbitMQ (default: as Sluice's, 1,000,000 at most).")
    private int peerMessages;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Messages a request of BACKLOG in Sluice (1, 2, 5, 10; default 10).")
    private int batch = 10;

    @Option(
            names = "--queues",
            paramLabel = "N",
            description = "How many queues QUEUES creates (10,000 to 2,000,000; default 100,000).")
    private int queues = 100_000;

    @Option(names = "--jvm", paramLabel = "FLAG", description = "Adds a JVM flag to all servers (--jvm=-X…).")
    private List<String> extra = List.of();

    @Option(
            names = "--longest",
            paramLabel = "MINUTES",
            description = "A run that takes longer is ended (1 to 1,440; default 15, and more for long backlogs).")
    private int longest;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    private static void endHanging(int minutes) {
        try {
            Thread.sleep(Duration.ofMinutes(minutes));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("sluice bench: not done after " + minutes + " minutes, giving up (see --longest)");
        System.exit(3);
    }

    /** Minutes that the run may take. */
    private int limit(Set<Part> wanted) {
        if (longest != 0) {
            return Math.clamp(longest, 1, MOST_MINUTES);
        }
        boolean backlogs = wanted.contains(Part.BACKLOG) || wanted.contains(Part.COLD) || wanted.contains(Part.COST);
        int peers = wanted.contains(Part.BACKLOG) && !only.equals(List.of(Run.SLUICE))
                ? PEERS * (PEER_MINUTES + peerBacklog() / BACKLOG_MESSAGES_A_MINUTE)
                : 0;
        return LONGEST_MINUTES + peers + (backlogs ? backlog() / BACKLOG_MESSAGES_A_MINUTE : 0);
    }

    @Override
    public Integer call() throws IOException {
        Set<Part> wanted = parts.isEmpty() ? EnumSet.range(Part.DISK, Part.LARGE) : EnumSet.copyOf(parts);
        int minutes = limit(wanted);
        Thread.ofPlatform().daemon().start(() -> endHanging(minutes));
        Path root = root();
        Path work = root.resolve("bench/target/run");
        removeAll(work);
        Files.createDirectories(work);
        int length = seconds != 0 ? Math.clamp(seconds, 1, 10) : quick ? QUICK_SECONDS : FULL_SECONDS;
        int turns = rounds != 0 ? Math.clamp(rounds, 1, 10) : quick ? 1 : FULL_ROUNDS;
        Servers servers = new Servers(root, work, service(root), flags(), extra);
        OtherLoad others = OtherLoad.start();
        Map<String, Object> settings = new LinkedHashMap<>(Machine.facts(work));
        settings.put("jvm", String.join(" ", servers.jvm()));
        settings.put("phase", length + " s");
        settings.put("rounds", turns);
        settings.put("peers", "ElasticMQ 1.7.1 in memory, unsigned; bare Micronaut 4.10.17 echo; Debian's RabbitMQ");
        Report report = new Report(settings, System.out);
        boolean whole = Programme.measure(
                new Run(
                        servers,
                        report,
                        Duration.ofSeconds(length),
                        turns,
                        Set.copyOf(only),
                        new Run.Sizes(backlog(), peerBacklog(), batch(), Math.clamp(queues, 10_000, 2_000_000))),
                wanted);
        report.note(others.describe());
        report.print();
        report.write(
                out != null
                        ? out
                        : root.resolve("bench/results/" + Instant.now().getEpochSecond() + ".json"));
        if (whole) {
            removeAll(work);
        }
        return whole ? 0 : 1;
    }

    private int backlog() {
        return whole(messages);
    }

    private int peerBacklog() {
        return whole(peerMessages != 0 ? peerMessages : Math.min(messages, MOST_PEER_MESSAGES));
    }

    private int batch() {
        return batch <= 1 ? 1 : batch < 5 ? 2 : batch < 10 ? 5 : 10;
    }

    /** Whole batches of ten, tenths of it too. */
    private static int whole(int messages) {
        return Math.clamp(messages, 1_000, 50_000_000) / 100 * 100;
    }

    /** What the script starts the service with. */
    private static List<String> flags() {
        String flags = System.getenv("SLUICE_UP_FLAGS");
        return flags == null
                ? List.of("-XX:+UseSerialGC", "-Xms32m")
                : List.of(flags.trim().split(" +", -1));
    }

    /** What the script has built, or else what it built last. */
    private static Path service(Path root) throws IOException {
        String folder = System.getenv("SLUICE_UP_FOLDER");
        if (folder != null) {
            return Path.of(folder);
        }
        try (Stream<Path> built = Files.list(root.resolve(".sluice/run"))) {
            return built.filter(path -> path.getFileName().toString().startsWith("services-standalone."))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the service is not built: start this with ./sluice bench"));
        }
    }

    /** The project's directory: named by the script that started us, or found from here upwards. */
    private static Path root() throws IOException {
        String named = System.getProperty("sluice.root");
        Path at = Path.of(named == null ? "" : named).toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("bench/elasticmq/pom.xml"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IOException("not inside a Sluice repository: start it with ./sluice bench");
        }
        return at;
    }

    private static void removeAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
