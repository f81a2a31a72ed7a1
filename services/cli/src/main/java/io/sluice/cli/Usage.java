package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.Remote.Output;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what the account has used, per queue and meter. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Show what was used, per queue and meter.",
            "The key comes from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. -o json has the exact numbers."
        })
final class Usage implements Runnable {
    private static final List<String> HEADINGS = List.of("QUEUE", "IN", "OUT", "OPS IN", "OPS OUT", "STORED");

    @ParentCommand
    private Sluice sluice;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Remote remote = new Remote();

    @Override
    public void run() {
        Environment environment = sluice.environment();
        SluiceApi.Reply usage = remote.api(environment)
                .usage(key(environment, "AWS_ACCESS_KEY_ID"), key(environment, "AWS_SECRET_ACCESS_KEY"));
        String text = remote.output() == Output.JSON ? usage.json() + System.lineSeparator() : table(usage);
        spec.commandLine().getOut().print(text);
        Sluice.shown(spec.commandLine().getOut(), "");
    }

    private static String key(Environment environment, String variable) {
        return environment
                .get(variable)
                .orElseThrow(
                        () -> new CliFailure(
                                variable
                                        + " is not set; sign up first: eval \"$(./sluice signup --email you@example.com --name you)\""));
    }

    private static String table(SluiceApi.Reply usage) {
        Meters total = Meters.fromWire(usage.fields().path("total"));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode queue : usage.fields().path("queues")) {
            rows.add(row(queue.path("queue").asText(), Meters.fromWire(queue.path("meters"))));
        }
        rows.add(row("total", total));
        return "Account " + usage.text("tenant") + ", as of " + usage.text("asOf") + "\n\n"
                + Table.of(HEADINGS, rows)
                + "\nConnected: " + Units.duration(total.connectionMillis())
                + "\nIn segments and files, all queues together, until they are rewritten or dropped: disk "
                + Units.gibHours(total.diskByteMillis()) + ", S3 " + Units.gibHours(total.objectByteMillis()) + "\n";
    }

    private static List<String> row(String queue, Meters meters) {
        return List.of(
                queue,
                Units.bytes(meters.ingressBytes()),
                Units.bytes(meters.egressBytes()),
                Units.count(meters.operationsIn()),
                Units.count(meters.operationsOut()),
                Units.gibHours(meters.storageByteMillis()));
    }
}
