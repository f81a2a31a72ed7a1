package io.sluice.cli;

import io.sluice.cli.Remote.Output;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Opens an account. Stdout is for the shell ({@code eval}) or a program alone; what people read goes to stderr. */
@Command(
        name = "signup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Open an account and print its key as export lines, for",
            "  eval \"$(./sluice signup --email you@example.com --name you)\"",
            "The secret is shown this once."
        })
final class Signup implements Runnable {
    private static final int KEY_BYTES = 16;

    @ParentCommand
    private Sluice sluice;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Remote remote = new Remote();

    @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "Who gets the bill.")
    private String email = "";

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What to call the account.")
    private String name = "";

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "To repeat a sign-up whose answer was lost: the key that it named. Default: a random one.")
    private String idempotencyKey = randomKey();

    @Override
    public void run() {
        SluiceApi.Reply account = account();
        PrintWriter out = spec.commandLine().getOut();
        if (remote.output() == Output.JSON) {
            out.println(account.json());
            shown(out);
            return;
        }
        exports(account).forEach((variable, value) -> out.println("export " + variable + "=" + quoted(value)));
        shown(out);
        PrintWriter err = spec.commandLine().getErr();
        err.println("Signed up " + account.text("name") + ": account " + account.text("tenant") + ".");
        err.println("The secret is shown this once; the export lines put it into your shell.");
        err.println("Next: aws sqs create-queue --queue-name orders");
    }

    private void shown(PrintWriter out) {
        Sluice.shown(
                out,
                ", and the account is open: within 10 minutes the same command with --idempotency-key " + idempotencyKey
                        + " shows its key");
    }

    private SluiceApi.Reply account() {
        try {
            return remote.api(sluice.environment()).signup(email, name, idempotencyKey);
        } catch (LostAnswer lost) {
            throw new CliFailure(
                    lost.getMessage() + "; the account may be open: within 10 minutes the same command with"
                            + " --idempotency-key " + idempotencyKey + " opens it, or gives its key anew",
                    lost);
        }
    }

    private static String randomKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Map<String, String> exports(SluiceApi.Reply account) {
        Map<String, String> exports = new LinkedHashMap<>();
        exports.put("AWS_ENDPOINT_URL_SQS", account.text("endpoint"));
        exports.put("AWS_ACCESS_KEY_ID", account.text("accessKeyId"));
        exports.put("AWS_SECRET_ACCESS_KEY", account.text("secretAccessKey"));
        exports.put("AWS_REGION", account.text("region"));
        exports.put("AWS_DEFAULT_REGION", account.text("region"));
        exports.put("AWS_ACCOUNT_ID", account.text("tenant"));
        exports.put("SLUICE_ENDPOINT", account.text("endpoint"));
        return exports;
    }

    /** In single quotes nothing is special to a shell but the single quote. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
