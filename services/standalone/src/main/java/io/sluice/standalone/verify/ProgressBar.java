package io.sluice.standalone.verify;

import java.io.PrintStream;
import java.util.Locale;

/** How far a part of the work is: on a terminal a bar that is drawn again, elsewhere one line a part. */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long REDRAW_NS = 100_000_000;

    private final PrintStream err;
    private final boolean terminal;
    private String part = "";
    private long total;
    private long done;
    private long drawnNs;

    ProgressBar(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** @param bytes that the part has to read, about */
    void begin(String what, long bytes) {
        part = what;
        total = Math.max(1, bytes);
        done = 0;
        if (terminal) {
            draw();
        } else {
            err.println("  " + what + String.format(Locale.ROOT, " (%,d bytes)", bytes));
        }
    }

    void advance(long bytes) {
        done = Math.min(total, done + bytes);
        if (terminal && System.nanoTime() - drawnNs > REDRAW_NS) {
            draw();
        }
    }

    /** Takes the bar away, so that something else can be said; the next advance brings it back. */
    void clear() {
        if (terminal) {
            err.print("\r\033[K");
            err.flush();
        }
    }

    private void draw() {
        drawnNs = System.nanoTime();
        int full = (int) (WIDTH * done / total);
        err.print("\r\033[K  [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + 100 * done / total + " %  "
                + part);
        err.flush();
    }
}
