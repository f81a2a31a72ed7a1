package io.sluice.standalone.verify;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.ShowSegment;
import io.sluice.standalone.Standalone;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./sluice segment show FILE}: what a segment file holds, as text. Changes nothing. Exit status: 0 when all could be read,
 * 1 when not, 2 for arguments that make no sense.
 */
@Command(name = "sluice segment", description = "Look into segment files.")
public final class Segment {
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    private Segment(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(arguments, out, err));
    }

    /** The command without its process. */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        return new CommandLine(new Segment(out, err))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, ignored) -> {
                    err.println("sluice: " + wrong.getMessage() + " (./sluice segment show --help shows all options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(arguments);
    }

    @Command(
            name = "show",
            sortOptions = false,
            description = {
                "Show a segment file: its header, blocks and runs (messages of one partition in one block).",
                "It may be of a service that runs, or a copy of an object."
            })
    int show(
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help message and exit.")
                    boolean wantsHelp,
            @Parameters(paramLabel = "FILE", description = "DIR/shard-NN/segment-…, or an object of such a name.")
                    Path file,
            @Option(
                            names = "--messages",
                            description =
                                    "Also each message's partition (incarnation/index), offset, time of sending and bytes;"
                                            + " checks all blocks.")
                    boolean messages,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description =
                                    "The data directory whose catalog has the keys of sealed messages (default: the one"
                                            + " that FILE lies in).")
                    @Nullable
                    Path data,
            @Option(
                            names = "--master-key",
                            paramLabel = "FILE",
                            description = "Opens that directory's keys (default: SLUICE_MASTER_KEY_FILE or"
                                    + " ~/.sluice/master.key).")
                    @Nullable
                    Path masterKey)
            throws IOException {
        if (data != null && data.toString().isEmpty()) {
            err.println("sluice: --data needs a directory, and is empty here: is a variable not set?");
            return CommandLine.ExitCode.USAGE;
        }
        if (data != null && !Files.isDirectory(data)) {
            err.println("sluice: there is no directory " + data);
            return 1;
        }
        Optional<Path> root = Optional.ofNullable(data).or(() -> around(file));
        PayloadSeal seal = messages && root.isPresent()
                ? VerifyKeys.of(
                        root.get(),
                        masterKey == null ? Standalone.masterKeyFile() : masterKey,
                        note -> err.println("sluice: " + note))
                : PayloadSeal.NONE;
        return ShowSegment.show(file.toString(), messages, seal, out, err) ? 0 : 1;
    }

    /** The data directory that has a file in one of its folders. */
    private static Optional<Path> around(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return Optional.ofNullable(folder == null ? null : folder.getParent())
                .filter(root -> Files.exists(root.resolve(CatalogCopy.NAME)));
    }
}
