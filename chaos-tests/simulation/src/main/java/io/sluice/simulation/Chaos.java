package io.sluice.simulation;

import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Checks;
import io.sluice.simulation.check.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code ./sluice chaos --seeds N --from S}: run after run, until one breaks a promise. */
public final class Chaos {
    private static final int DEFAULT_SEEDS = 1_000;
    private static final int STORY_LINES = 30;
    private static final int VIOLATIONS_SHOWN = 5;
    private static final long PROGRESS_NS = 1_000_000_000L;
    private static final String USAGE =
            "usage: ./sluice chaos [--seeds N] [--from S] [--trace]   (or --kill: real processes, see --kill --help)";

    private final PrintStream out;
    private final Verdict total = new Verdict();
    private final TreeMap<String, Long> met = new TreeMap<>();
    private long crashes;
    private long events;

    private Chaos(PrintStream out) {
        this.out = out;
    }

    /** What the command line asks for. */
    private record Order(long seeds, long from, boolean trace) {
        static @Nullable Order of(String[] arguments) {
            long seeds = DEFAULT_SEEDS;
            long from = 1;
            boolean trace = false;
            try {
                for (int i = 0; i < arguments.length; i++) {
                    switch (arguments[i]) {
                        case "--seeds" -> seeds = Long.parseLong(arguments[++i]);
                        case "--from" -> from = Long.parseLong(arguments[++i]);
                        case "--trace" -> trace = true;
                        default -> {
                            return null;
                        }
                    }
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException notANumber) {
                return null;
            }
            return seeds < 1 ? null : new Order(seeds, from, trace);
        }
    }

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            System.out.println(USAGE);
            return;
        }
        Order order = Order.of(arguments);
        if (order == null) {
            System.err.println(USAGE);
            System.exit(2);
        } else {
            System.exit(new Chaos(System.out).run(order) ? 0 : 1);
        }
    }

    private boolean run(Order order) {
        long last = System.nanoTime();
        for (long seed = order.from; seed < order.from + order.seeds; seed++) {
            Simulation.Run run = Simulation.run(seed, order.trace ? out : null);
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
                progress(seed - order.from + 1, order.seeds);
            }
        }
        progress(order.seeds, order.seeds);
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
        return all || order.seeds < DEFAULT_SEEDS;
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
