package io.sluice.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. {@code up}, {@code bench}, {@code chaos}, {@code segment} and {@code verify} have main classes of their own,
 * which the script starts; they are here for {@code --help} only.
 */
@Command(
        name = "sluice",
        description = "A serverless messaging platform that speaks SQS.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A first minute:",
            "  ./sluice up                                                  # in one terminal",
            "  eval \"$(./sluice signup --email you@example.com --name you)\" # in another",
            "  aws sqs create-queue --queue-name orders"
        },
        subcommands = {Signup.class, Usage.class, RunTests.class})
final class Sluice implements Runnable {
    @Spec
    private CommandSpec spec;

    private final Environment environment;

    Sluice(Environment environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        System.exit(commandLine(Environment.ofProcess()).execute(args));
    }

    static CommandLine commandLine(Environment environment) {
        return new CommandLine(new Sluice(environment)).setExecutionExceptionHandler((failure, commandLine, parsed) -> {
            if (failure instanceof CliFailure) {
                commandLine.getErr().println("sluice: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }

    /** What was shown is lost where nobody takes it: a full disk, a pipe that ended. */
    static void shown(PrintWriter out, String advice) {
        if (out.checkError()) {
            throw new CliFailure("stdout cannot be written" + advice);
        }
    }

    Environment environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    @Command(
            description = "Run the whole platform in the foreground, on this machine.",
            mixinStandardHelpOptions = true)
    void up() {
        startedByTheScript();
    }

    @Command(description = "Measure the kernel and the HTTP API, beside their peers.", mixinStandardHelpOptions = true)
    void bench() {
        startedByTheScript();
    }

    @Command(
            description = "Look for lost, doubled or unbilled messages under faults: --seeds N [--from S], or --kill.",
            mixinStandardHelpOptions = true)
    void chaos() {
        startedByTheScript();
    }

    @Command(description = "Show what a segment file holds: show FILE [--messages].", mixinStandardHelpOptions = true)
    void segment() {
        startedByTheScript();
    }

    @Command(
            description = "Check a data directory that no service uses: --data DIR. Changes nothing.",
            mixinStandardHelpOptions = true)
    void verify() {
        startedByTheScript();
    }

    private static void startedByTheScript() {
        throw new CliFailure("start this through the script: ./sluice up, bench, chaos, segment or verify");
    }
}
