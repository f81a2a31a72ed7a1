package io.sluice.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person wants to see of Maven's chatter: the modules, the test classes, and what went wrong. */
final class Progress implements Consumer<String> {
    private static final Pattern MODULE = Pattern.compile("\\[INFO\\] Building (\\S+) .*(\\[\\d+/\\d+\\])");
    private static final Pattern TESTS = Pattern.compile(
            "\\[\\w+\\] Tests run: (\\d+), Failures: (\\d+), Errors: (\\d+), Skipped: (\\d+), Time elapsed: (\\S+) s.* -- in (?:.*\\.)?(\\S+)");
    private static final Pattern NOISE = Pattern.compile(
            "\\[ERROR\\] *|\\[ERROR\\] (\\[Help|To see the full|Re-run Maven|For more information|After correcting|  mvn ).*");

    /** With -Werror these fail the build, and the error names only the file. */
    private static final Pattern COMPILER_WARNING = Pattern.compile("\\[WARNING\\] .*\\.java:\\[.*");

    /** Of a failure's message and stack; the log has the rest. */
    private static final int DETAIL_LINES = 25;

    private final PrintWriter out;
    private int detail;

    Progress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(String line) {
        Matcher module = MODULE.matcher(line);
        Matcher tests = TESTS.matcher(line);
        if (module.matches()) {
            say(module.group(2) + " " + module.group(1));
        } else if (tests.lookingAt()) {
            boolean good = tests.group(2).equals("0") && tests.group(3).equals("0");
            say("    %-4s %5s  %s  (%s s)"
                    .formatted(good ? "ok" : "FAIL", tests.group(1), tests.group(6), tests.group(5)));
        } else if (line.startsWith("[")) {
            detail = isWrong(line) ? DETAIL_LINES : 0;
            if (detail > 0) {
                say(line);
            }
        } else if (detail > 0 && !line.isBlank()) {
            detail--;
            say(line);
        }
    }

    private static boolean isWrong(String line) {
        return COMPILER_WARNING.matcher(line).matches()
                || (line.startsWith("[ERROR]") && !NOISE.matcher(line).matches());
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
