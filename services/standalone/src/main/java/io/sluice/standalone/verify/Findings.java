package io.sluice.standalone.verify;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a verification found, said as it is found; each thing once. */
final class Findings {
    /** Beyond so many, damage is counted and not named any more. */
    private static final int NAMED = 1_000;

    private final PrintStream out;
    private final ProgressBar progress;
    private final Set<String> named = new LinkedHashSet<>();
    private long damaged;

    Findings(PrintStream out, ProgressBar progress) {
        this.out = out;
        this.progress = progress;
    }

    /** Something is not as it was written. */
    void damage(String what) {
        if (named.contains(what)) {
            return;
        }
        damaged++;
        if (named.size() < NAMED) {
            named.add(what);
            say("DAMAGED  " + what);
        }
    }

    /** Worth knowing, and as it should be. */
    void note(String what) {
        say("         " + what);
    }

    long damaged() {
        return damaged;
    }

    private void say(String line) {
        progress.clear();
        out.println(line);
    }
}
