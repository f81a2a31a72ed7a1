package io.sluice.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.harness.python.ProcessRun;
import io.sluice.harness.python.Python;
import io.sluice.harness.server.Account;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code aws} command, as a user of that account types it; another than the pinned one by {@code -Dsluice.aws=FILE}. */
final class AwsCli {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> program;
    private final Map<String, String> environment;

    AwsCli(Python python, Account account) {
        this.program = Optional.ofNullable(System.getProperty("sluice.aws"))
                // Old ones do not read the variable.
                .map(named ->
                        List.of(named, "--endpoint-url", account.endpoint().toString()))
                .orElse(List.of(python.interpreter(), "-m", "awscli"));
        this.environment = new HashMap<>(account.environment());
        environment.putAll(python.environment());
        environment.put("AWS_MAX_ATTEMPTS", "1");
        environment.put("AWS_PAGER", "");
    }

    /** What it printed. */
    JsonNode sqs(String... words) throws IOException, InterruptedException {
        ProcessRun run = run(words);
        if (!run.succeeded()) {
            throw new IOException("aws sqs " + String.join(" ", words) + ": " + run.said());
        }
        return run.output().isBlank() ? MissingNode.getInstance() : new ObjectMapper().readTree(run.output());
    }

    /** Whose key it is, asked of STS where SQS is served. */
    JsonNode identity() throws IOException, InterruptedException {
        ProcessRun run = command(
                "sts", "get-caller-identity", "--endpoint-url", environment.getOrDefault("AWS_ENDPOINT_URL_SQS", ""));
        if (!run.succeeded()) {
            throw new IOException("aws sts get-caller-identity: " + run.said());
        }
        return new ObjectMapper().readTree(run.output());
    }

    /** How it failed. */
    String refusal(String... words) throws IOException, InterruptedException {
        ProcessRun run = run(words);
        if (run.succeeded()) {
            throw new IOException("aws sqs " + String.join(" ", words) + " was not refused: " + run.output());
        }
        return run.errors();
    }

    private ProcessRun run(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("sqs"));
        all.addAll(List.of(words));
        return command(all.toArray(String[]::new));
    }

    private ProcessRun command(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words));
        command.addAll(List.of("--output", "json"));
        return ProcessRun.of(command, environment, "", PATIENCE);
    }
}
