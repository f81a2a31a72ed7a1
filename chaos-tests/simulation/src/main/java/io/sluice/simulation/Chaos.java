package io.sluice.simulation;

import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Checks;
import io.sluice.simulation.check.Verdict;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice chaos --seeds N --from S}: run after run, until one breaks a promise. */
@Command(
        name = "sluice chaos",
        description =
                "Runs whole shards with simulated clock, disk, object store and clients, crashes and faults included,"
                        + " and checks every promise; ends at the first that is broken, with the seed that shows it again.",
        footer = {"", "With real processes: --kill (see --kill --help), --power, --soak (see --soak --help)."})
public final class Chaos implements Callable<Integer> {
    private static final int DEFAULT_SEEDS = 1_000;
    private static final int STORY_LINES = 30;
    private static final int VIOLATIONS_SHOWN = 5;
    private static final long PROGRESS_NS = 1_000_000_000L;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and ends.")
    boolean help;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many runs, each with the next seed (default: ${DEFAULT-VALUE}).")
    private long seeds = DEFAULT_SEEDS;

    @Option(names = "--from", paramLabel = "S", description = "Seed of the first run (default: ${DEFAULT-VALUE}).")
    private long from = 1;

    @Option(names = "--trace", description = "Prints each step of the runs: for one seed.")
    private boolean trace;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final PrintStream out;
    private final Verdict total = new Verdict();
    private final TreeMap<String, Long> met = new TreeMap<>();
    private long crashes;
    private long events;

    private Chaos(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos(System.out)).execute(arguments));
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds is 1 or more, not " + seeds);
        }
        return run() ? 0 : 1;
    }

    private boolean run() {
        long last = System.nanoTime();
        for (long seed = from; seed < from + seeds; seed++) {
            Simulation.Run run = Simulation.run(seed, trace ? out : null);
            total.add(run.verdict());
            run.met().forEach((what, times) -> met.merge(what, times, Long::sum));
            crashes += run.history().crashes();
            events += run.events();
            if (!run.verdict().violations().isEmpty()) {
                tell(run);
                return false;
            }
            if (System.nanoTime() - last > PROGRESS_NS) {
                last = System.nanoTime();
                progress(seed - from + 1, seeds);
            }
        }
        progress(seeds, seeds);
        met.forEach((what, times) -> out.printf("%,12d x %s%n", times, what));
        boolean all = true;
        for (Check check : Check.values()) {
            long times = total.exercised(check);
            out.printf("%-9s held %,12d times: %s%n", check, times, check.promise());
            all &= times > 0 || check == Check.SOUND;
        }
        if (!all) {
            out.println("A check that looked at nothing proves nothing: run more seeds.");
        }
        return all || seeds < DEFAULT_SEEDS;
    }

    private void progress(long done, long seeds) {
        out.printf(
                Locale.ROOT,
                "%,d of %,d seeds, %,d ends of the process, %,d events, no promise broken%n",
                done,
                seeds,
                crashes,
                events);
    }

    private void tell(Simulation.Run run) {
        out.printf("seed %d breaks a promise.%n", run.seed());
        run.verdict().violations().stream().limit(VIOLATIONS_SHOWN).forEach(violation -> {
            out.println(violation);
            if (violation.token() != null) {
                out.println("  what happened to message " + violation.token() + ":");
                Checks.storyOf(run.history(), violation.token(), STORY_LINES)
                        .forEach(line -> out.println("    " + line));
            }
        });
        out.printf("To see it again: ./sluice chaos --seeds 1 --from %d --trace%n", run.seed());
    }
}
