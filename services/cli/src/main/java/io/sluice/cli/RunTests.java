package io.sluice.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Builds everything and runs all checks and tests; what CI runs. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Build everything, run all checks and tests, and end with 'N passed, N failed, N skipped'.",
            "Other arguments go to Maven: ./sluice test -pl data-plane/queue -Dtest=AckingTest"
        })
final class RunTests implements Callable<Integer> {
    @ParentCommand
    private Sluice sluice;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prove-checks",
            description =
                    "Instead: plant violations, one at a time, in a copy of the tree, and fail if a build passes.")
    private boolean proveChecks;

    @Option(
            names = "--only",
            paramLabel = "WORD",
            description = "With --prove-checks: only the violations whose name has this word.")
    private String only = "";

    @Unmatched
    private List<String> mavenArguments = new ArrayList<>();

    @Override
    public Integer call() {
        Path root = sluice.environment().root();
        PrintWriter out = spec.commandLine().getOut();
        if (proveChecks) {
            return new ProveChecks(root, out).run(only) ? 0 : 1;
        }
        TestTotals.forgetReportsUnder(root);
        List<String> arguments = new ArrayList<>(List.of("-T1C", "--fail-at-end", "verify"));
        arguments.addAll(mavenArguments);
        Path log = root.resolve(".sluice", "test.log");
        int exit = new Maven(root, log).run(arguments, new Progress(out));
        return conclude(exit, TestTotals.ofReportsUnder(root), log);
    }

    private int conclude(int exit, TestTotals totals, Path log) {
        boolean good = exit == 0 && totals.failed() == 0 && totals.run() > 0;
        if (!good) {
            String why = exit != 0 ? "the build failed" : totals.run() == 0 ? "no test ran" : "a test failed";
            spec.commandLine().getErr().println("sluice: " + why + "; all of it is in " + log);
            spec.commandLine().getErr().flush();
        }
        spec.commandLine().getOut().println(totals.line());
        return good ? 0 : 1;
    }
}
