package io.sluice.standalone;

import io.sluice.catalog.MasterKeyFile;
import io.sluice.catalog.StoreFailed;
import io.sluice.log.DirectoryRefused;
import io.sluice.log.FormatTooNew;
import io.sluice.log.LogCorrupt;
import io.sluice.objects.ObjectStoreFailure;
import io.sluice.shard.TimeJump;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code ./sluice up}: serves until it is told to stop. Exit status: 0 after a stop, 1 when it could not start, 2 for
 * options it does not know, 70 when something durable failed.
 */
public final class Standalone {
    private static final int COULD_NOT_START = 1;
    private static final int DURABILITY_FAILED = 70;
    private static final PrintStream OUT =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final PrintStream ERR =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);

    private Standalone() {}

    /** Serves, and comes back only when it could not start. */
    public static void main(String[] arguments) throws InterruptedException {
        Options options = new Options();
        CommandLine command = new CommandLine(options);
        try {
            command.parseArgs(arguments);
        } catch (CommandLine.ParameterException wrong) {
            ERR.println("sluice: " + wrong.getMessage() + " (./sluice up --help shows all options)");
            System.exit(CommandLine.ExitCode.USAGE);
        }
        if (command.isUsageHelpRequested()) {
            command.usage(OUT);
            return;
        }
        options.wrong().ifPresent(wrong -> {
            warn(wrong);
            System.exit(CommandLine.ExitCode.USAGE);
        });
        Node node = start(options);
        if (node == null) {
            System.exit(COULD_NOT_START);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
        welcome(options, node);
        new CountDownLatch(1).await();
    }

    static void warn(@Nullable String message) {
        ERR.println("sluice: " + message);
    }

    private static @Nullable Node start(Options options) {
        Optional<String> deaf = Listening.whyNot(options.bind, options.port);
        if (deaf.isPresent()) {
            warn(deaf.get());
            return null;
        }
        try {
            return new Node(options, masterKeyFile(), Standalone::die);
        } catch (TimeJump ahead) {
            warn(ahead.getMessage() + ": if the clock is right, start with --accept-time-jump");
        } catch (DirectoryRefused | LogCorrupt | FormatTooNew refused) {
            warn(refused.getMessage());
        } catch (ObjectStoreFailure refused) {
            warn(refused.getMessage());
        } catch (StoreFailed failed) {
            warn(failed.getMessage());
        } catch (KeyRing.Unusable refused) {
            warn(refused.getMessage());
        } catch (FileSystemException failed) {
            warn(DirectoryRefused.of(failed).getMessage());
        } catch (IOException failed) {
            warn("cannot use " + options.data + ": " + failed.getMessage());
        } catch (RuntimeException failed) {
            if (!isBindFailure(failed)) {
                throw failed;
            }
            warn("cannot serve on " + options.bind + " port " + options.port
                    + ": it is in use or not this machine's; choose another with --port or --bind");
        }
        return null;
    }

    private static boolean isBindFailure(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    /** Where the master key lies. */
    public static Path masterKeyFile() {
        String named = System.getenv(MasterKeyFile.VARIABLE);
        return named == null ? Path.of(System.getProperty("user.home"), ".sluice", "master.key") : Path.of(named);
    }

    private static void welcome(Options options, Node node) {
        // Not the process's own start time: Linux gives it in whole seconds since 1970 and hundredths since its start.
        long tookMs = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        String host = options.bind.contains(":") ? "[" + options.bind + "]" : options.bind;
        OUT.println("Sluice is ready after " + tookMs + " ms");
        OUT.println("  endpoint  http://" + host + ":" + node.port());
        OUT.println("  data      " + options.data.toAbsolutePath().normalize());
        OUT.println("  next      eval \"$(./sluice signup --email you@example.com --name you"
                + (options.port == 7400 ? "" : " --endpoint http://" + host + ":" + node.port()) + ")\"");
    }

    private static void stop(Node node) {
        node.close();
        OUT.println("Sluice has stopped");
        Runtime.getRuntime().halt(0);
    }

    private static void die(Throwable cause) {
        warn("stopped at once, because what was promised could no longer be kept: "
                + Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
        if (cause instanceof RuntimeException || cause instanceof Error) {
            cause.printStackTrace(ERR);
        }
        Runtime.getRuntime().halt(DURABILITY_FAILED);
    }
}
