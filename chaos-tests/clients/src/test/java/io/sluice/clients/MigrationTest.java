package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.harness.python.ProcessRun;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.Account;
import io.sluice.harness.server.ProjectFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The script of docs/migrate-from-sqs.md, from one account to another, and the page's profile. */
@DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "needs two accounts")
@Timeout(600)
class MigrationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String OLD_REGION = "us-east-1";

    @TempDir
    Path folder;

    private final Account oldAccount = TestServer.signUp("old");
    private final Account newAccount = TestServer.signUp("new");
    private final SqsClient from = JavaSdk.sync(oldAccount);
    private final SqsClient to = JavaSdk.sync(newAccount);
    private String script = "";
    private String profile = "";
    private String interpreter = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void takeScriptAndProfileFromThePage() throws Exception {
        Tour page = Tour.of(Files.readString(ProjectFolder.find().resolve("docs/migrate-from-sqs.md")));
        assertThat(page.blocks()).extracting(Tour.Block::language).containsExactly("ini", "python");
        profile = page.blocks().getFirst().text();
        script = page.blocks().getLast().text();
        Path credentials = Files.writeString(
                folder.resolve("credentials"), """
                [theirs]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(oldAccount.accessKeyId(), oldAccount.secretAccessKey()));
        Python python = new PythonInstaller().install(Toolset.BOTO3);
        interpreter = python.interpreter();
        environment.putAll(newAccount.environment());
        environment.putAll(python.environment());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
        configure("[profile theirs]\nregion = " + OLD_REGION + "\n");
        environment.put("OLD_PROFILE", "theirs");
        environment.put("OLD_ENDPOINT", oldAccount.endpoint().toString());
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    private void configure(String config) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), config);
        environment.put("AWS_CONFIG_FILE", file.toString());
    }

    private ProcessRun run(String program) throws Exception {
        Path file = Files.writeString(folder.resolve("program.py"), program);
        return ProcessRun.of(List.of(interpreter, file.toString()), environment, "", PATIENCE);
    }

    private String copied() throws Exception {
        ProcessRun run = run(script);
        assertThat(run.exitCode()).as(run.said()).isZero();
        return run.output();
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return from.createQueue(asked -> asked.queueName(name).attributes(attributes))
                .queueUrl();
    }

    private void set(String url, QueueAttributeName name, String value) {
        from.setQueueAttributes(asked -> asked.queueUrl(url).attributes(Map.of(name, value)));
    }

    private static String url(SqsClient client, String name) {
        return client.getQueueUrl(asked -> asked.queueName(name)).queueUrl();
    }

    /** Without spaces: JSON is kept as it was written. */
    private static Map<QueueAttributeName, String> attributes(SqsClient client, String name) {
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        client.getQueueAttributes(asked -> asked.queueUrl(url(client, name)).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .forEach((attribute, value) -> attributes.put(attribute, value.replace(" ", "")));
        return attributes;
    }

    private static String arn(Account account, String name) {
        return "arn:aws:sqs:" + account.region() + ":" + account.tenant() + ":" + name;
    }

    /** As the script is told it: queues are in the region of who asks. */
    private String oldArn(String name) {
        return arn(oldAccount, name).replace(":" + oldAccount.region() + ":", ":" + OLD_REGION + ":");
    }

    private static String parksIn(Account account, String name) {
        return "{\"deadLetterTargetArn\":\"" + arn(account, name) + "\",\"maxReceiveCount\":3}";
    }

    private static String takesFrom(Account account, String name) {
        return "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + arn(account, name) + "\"]}";
    }

    @Test
    void queuesAreCopiedWithAttributesTagsAndBothEndsOfTheirDeadLetters() throws Exception {
        create("dead", Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, takesFrom(oldAccount, "orders")));
        create(
                "orders",
                Map.of(
                        QueueAttributeName.DELAY_SECONDS,
                        "7",
                        QueueAttributeName.REDRIVE_POLICY,
                        parksIn(oldAccount, "dead")));
        create(
                "in-order.fifo",
                Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        from.tagQueue(asked -> asked.queueUrl(url(from, "orders")).tags(Map.of("team", "blue")));
        assertThat(copied()).isEqualTo("3 queues\n");
        assertThat(attributes(to, "dead"))
                .containsEntry(QueueAttributeName.REDRIVE_ALLOW_POLICY, takesFrom(newAccount, "orders"));
        assertThat(attributes(to, "orders"))
                .containsEntry(QueueAttributeName.DELAY_SECONDS, "7")
                .containsEntry(QueueAttributeName.REDRIVE_POLICY, parksIn(newAccount, "dead"));
        assertThat(attributes(to, "in-order.fifo"))
                .containsEntry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");
        assertThat(to.listQueueTags(asked -> asked.queueUrl(url(to, "orders"))).tags())
                .isEqualTo(Map.of("team", "blue"));
    }

    @Test
    void whatChangedMeanwhileIsSetOnTheCopy() throws Exception {
        create("dead", Map.of());
        create("graves", Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}"));
        create("bills", Map.of(QueueAttributeName.REDRIVE_POLICY, parksIn(oldAccount, "dead")));
        String orders = create(
                "orders",
                Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "40",
                        QueueAttributeName.REDRIVE_POLICY,
                        parksIn(oldAccount, "dead")));
        from.tagQueue(asked -> asked.queueUrl(orders).tags(Map.of("team", "blue", "old", "x")));
        assertThat(copied()).isEqualTo(copied());
        set(orders, QueueAttributeName.VISIBILITY_TIMEOUT, "50");
        set(url(from, "graves"), QueueAttributeName.REDRIVE_ALLOW_POLICY, "");
        set(orders, QueueAttributeName.REDRIVE_POLICY, parksIn(oldAccount, "graves"));
        set(url(from, "bills"), QueueAttributeName.REDRIVE_POLICY, "");
        from.tagQueue(asked -> asked.queueUrl(orders).tags(Map.of("team", "red")));
        from.untagQueue(asked -> asked.queueUrl(orders).tagKeys("old"));
        create("more", Map.of());
        assertThat(copied()).isEqualTo("5 queues\n");
        assertThat(attributes(to, "orders"))
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "50")
                .containsEntry(QueueAttributeName.REDRIVE_POLICY, parksIn(newAccount, "graves"));
        assertThat(attributes(to, "graves")).doesNotContainKey(QueueAttributeName.REDRIVE_ALLOW_POLICY);
        assertThat(attributes(to, "bills")).doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
        assertThat(to.listQueueTags(asked -> asked.queueUrl(url(to, "orders"))).tags())
                .isEqualTo(Map.of("team", "red"));
    }

    @Test
    void deadLetterQueueThatIsGoneIsToldAndTheRestIsCopied() throws Exception {
        String dead = create("dead", Map.of());
        create("orders", Map.of(QueueAttributeName.REDRIVE_POLICY, parksIn(oldAccount, "dead")));
        create("graves", Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, takesFrom(oldAccount, "never-there")));
        from.deleteQueue(asked -> asked.queueUrl(dead));
        assertThat(copied())
                .contains("orders: its dead-letter queue " + oldArn("dead") + " is not there any more")
                .contains("graves: " + oldArn("never-there"))
                .endsWith("2 queues\n");
        assertThat(attributes(to, "orders")).doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
        assertThat(attributes(to, "graves").get(QueueAttributeName.REDRIVE_ALLOW_POLICY))
                .contains("denyAll");
    }

    @Test
    void oldQueuesAreSoughtInTheRegionOfTheirProfileUnlessAnotherIsSaid() throws Exception {
        assertThat(environment).containsEntry("AWS_REGION", "local").containsEntry("AWS_DEFAULT_REGION", "local");
        environment.remove("OLD_ENDPOINT");
        assertThat(sought()).isEqualTo("sqs.us-east-1.amazonaws.com:443");
        environment.put("OLD_REGION", "eu-north-1");
        assertThat(sought()).isEqualTo("sqs.eu-north-1.amazonaws.com:443");
    }

    /** The host and port that the script asks its way to first; it is shown none. */
    private String sought() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String name : List.of("HTTPS_PROXY", "https_proxy")) {
                environment.put(name, "http://127.0.0.1:" + proxy.getLocalPort());
            }
            for (String name : List.of("NO_PROXY", "no_proxy")) {
                environment.put(name, "");
            }
            environment.put("AWS_MAX_ATTEMPTS", "1");
            CompletableFuture<String> asked = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> refuseAll(proxy, asked));
            ProcessRun run = run(script);
            assertThat(run.succeeded()).as(run.said()).isFalse();
            assertThat(asked).as(run.said()).isDone();
            return asked.get();
        }
    }

    private static void refuseAll(ServerSocket proxy, CompletableFuture<String> asked) {
        while (true) {
            try (Socket socket = proxy.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                String[] words = String.valueOf(in.readLine()).split(" ", -1);
                asked.complete(words.length == 3 && words[0].equals("CONNECT") ? words[1] : String.join(" ", words));
                socket.getOutputStream().write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void profileWithoutRegionIsTold() throws Exception {
        configure("[profile theirs]\noutput = json\n");
        ProcessRun run = run(script);
        assertThat(run.succeeded()).isFalse();
        assertThat(run.said())
                .contains("The profile theirs has no region: set OLD_REGION")
                .doesNotContain("Traceback");
        environment.put("OLD_REGION", OLD_REGION);
        assertThat(copied()).isEqualTo("0 queues\n");
    }

    @Test
    void profileOfThePageReachesSluiceWhereTheEnvironmentIsForAws() throws Exception {
        configure(profile.replace("= AWS_ACCESS_KEY_ID", "= " + newAccount.accessKeyId())
                .replace("= AWS_SECRET_ACCESS_KEY", "= " + newAccount.secretAccessKey())
                .replace("http://127.0.0.1:7400", newAccount.endpoint().toString()));
        environment.remove("AWS_ENDPOINT_URL_SQS");
        environment.put("AWS_ACCESS_KEY_ID", "of-aws");
        environment.put("AWS_SECRET_ACCESS_KEY", "of-aws");
        environment.put("AWS_REGION", OLD_REGION);
        environment.put("AWS_DEFAULT_REGION", OLD_REGION);
        ProcessRun run = run("""
                import boto3
                boto3.Session(profile_name="sluice").client("sqs").create_queue(QueueName="orders")
                """);
        assertThat(run.succeeded()).as(run.said()).isTrue();
        assertThat(url(to, "orders")).endsWith("/orders");
    }
}
