package io.sluice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** What a command printed, and how it ended. */
record Ran(int exit, String out, String err) {
    static Ran command(Map<String, String> variables, Path root, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Sluice.commandLine(new Environment(variables, root))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exit = commandLine.execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }

    static Ran command(Map<String, String> variables, String... arguments) {
        return command(variables, Path.of("."), arguments);
    }
}
