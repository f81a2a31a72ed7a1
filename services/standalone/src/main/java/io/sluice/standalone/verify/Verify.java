package io.sluice.standalone.verify;

import io.sluice.log.DirectoryRefused;
import io.sluice.log.LogCorrupt;
import io.sluice.log.QuietDirectory;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.queue.ShardState;
import io.sluice.standalone.ShardCount;
import io.sluice.standalone.Standalone;
import io.sluice.standalone.verify.CatalogCheck.ShardOf;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./sluice verify}: reads all of a data directory and says what is damaged. Changes nothing. Exit status: 0 when
 * everything is as it was written, 1 when something is not or cannot be read, 2 for options it does not know.
 */
@Command(
        name = "sluice verify",
        sortOptions = false,
        description = {
            "Check a data directory that no service uses: logs, snapshots, segments, objects, catalog.",
            "Changes nothing. Names what is damaged; exit status 1 then."
        })
public final class Verify implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory that the service was started with (default: ~/.sluice/data).")
    private Path data = Path.of(System.getProperty("user.home"), ".sluice", "data");

    @Option(
            names = "--master-key",
            paramLabel = "FILE",
            description = "Opens what is sealed, too, if it is there (default: SLUICE_MASTER_KEY_FILE or"
                    + " ~/.sluice/master.key).")
    private Path masterKey = Standalone.masterKeyFile();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;

    Verify(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // The script knows whether stderr is a terminal.
        System.exit(run(arguments, out, err, Boolean.getBoolean("sluice.terminal")));
    }

    /**
     * The command without its process.
     *
     * @param terminal whether {@code err} is one
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err, boolean terminal) {
        return new CommandLine(new Verify(out, err, terminal))
                .setParameterExceptionHandler((wrong, ignored) -> {
                    err.println("sluice: " + wrong.getMessage() + " (./sluice verify --help shows all options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() {
        if (data.toString().isEmpty()) {
            err.println("sluice: --data needs a directory, and is empty here: is a variable not set?");
            return CommandLine.ExitCode.USAGE;
        }
        ProgressBar progress = new ProgressBar(err, terminal);
        Findings findings = new Findings(out, progress);
        String notLookedAt;
        try (QuietDirectory directory = QuietDirectory.open(data)) {
            PayloadSeal seal = VerifyKeys.of(directory.root(), masterKey, findings::note);
            StoredObjects objects = StoredObjects.of(directory, findings);
            check(directory, objects, seal, findings, progress);
            notLookedAt = objects.notLookedAt();
        } catch (DirectoryRefused refused) {
            err.println("sluice: " + refused.getMessage());
            return 1;
        } catch (IOException unreadable) {
            err.println("sluice: cannot read " + data + ": " + unreadable);
            return 1;
        } finally {
            progress.clear();
        }
        if (findings.damaged() > 0) {
            out.println("sluice: " + data + " is damaged in " + findings.damaged()
                    + (findings.damaged() == 1 ? " place" : " places") + ", named above; nothing was changed"
                    + notLookedAt);
            return 1;
        }
        out.println("sluice: everything in " + data + " is as it was written" + notLookedAt);
        return 0;
    }

    private static void check(
            QuietDirectory directory, StoredObjects objects, PayloadSeal seal, Findings findings, ProgressBar progress)
            throws IOException {
        boolean counted = true;
        try {
            int count = new ShardCount(directory.root()).read().orElse(0);
            counted = count != 0;
            for (int number : directory.shards()) {
                if (count != 0 && number >= count) {
                    findings.note(ShardCount.folder(number) + " has no log, and is none of the " + count
                            + " shards that were put down");
                }
            }
        } catch (LogCorrupt damaged) {
            findings.damage(String.valueOf(damaged.getMessage()));
        }
        List<ShardOf> shards = new ArrayList<>();
        NamedKeys keys = new NamedKeys();
        for (int number : directory.shards()) {
            try {
                new ShardCheck(number, directory.shard(number), objects, seal, keys, findings, progress)
                        .run()
                        .ifPresent(state -> shards.add(new ShardOf(number, state)));
            } catch (IOException unreadable) {
                findings.damage("shard-%02d cannot be read: ".formatted(number) + unreadable);
            }
            progress.clear();
        }
        // It comes before the first request is answered.
        if (!counted && shards.stream().anyMatch(shard -> holdsQueues(shard.state()))) {
            findings.damage(
                    "shards, which says how many shards there are, is missing: write down there how many there were ("
                            + directory.shards().size()
                            + " are there now); without it nobody misses one that was lost");
        }
        objects.place(findings);
        new CatalogCheck(directory.root(), keys, findings).run(directory.shards(), shards);
    }

    private static boolean holdsQueues(ShardState state) {
        boolean[] any = new boolean[1];
        state.eachTopic(topic -> any[0] = true);
        return any[0];
    }
}
