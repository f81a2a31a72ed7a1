package io.sluice.emulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.harness.server.Account;
import io.sluice.harness.server.Launch;
import io.sluice.harness.server.ServerProcess;
import io.sluice.objects.S3Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The whole service as a process, its old messages in a bucket that often fails, killed while it works. */
@Timeout(300)
class ServiceOnS3Test {
    private static final int MESSAGES = 1_600;
    private static final int BATCH = 5;
    private static final int BODY_BYTES = 30_000;
    private static final String REACHABLE = "sluice_store_reachable";
    /** Longer than anybody waits here. */
    private static final long HANGS_MS = 600_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<Fault, Integer> RATES = Map.of(
            Fault.ERROR, 30,
            Fault.SLOW_DOWN, 30,
            Fault.RESET_BEFORE, 30,
            Fault.RESET_AFTER, 40,
            Fault.CUT, 30,
            Fault.DELAYED, 20);

    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhenItIsKilledWhileTheStoreFails(Emulator emulator) throws Exception {
        S3Settings settings = emulator.bucket();
        try (FaultyProxy proxy = new FaultyProxy(emulator.address(), new SplittableRandom(21), RATES, 0);
                ServerProcess server = ServerProcess.start(setup(settings, proxy.address(), Emulator.SECRET))) {
            try (SqsClient client = client(server.signUp("tiered"))) {
                String url = client.createQueue(
                                r -> r.queueName("old").attributesWithStrings(Map.of("VisibilityTimeout", "60")))
                        .queueUrl();
                NavigableSet<Integer> sent = new ConcurrentSkipListSet<>();
                Thread sender = Thread.ofVirtual().start(() -> send(client, url, 0, MESSAGES, sent));
                await(server, "sluice_segment_store_bytes", stored -> stored > 0);
                server.kill();
                server.restart();
                sender.join();
                await(server, "sluice_upload_waiting_bytes", waiting -> waiting == 0);
                assertThat(metric(server, "sluice_segment_store_bytes")).isGreaterThan(10e6);
                server.kill();
                server.restart();
                await(server, "sluice_segment_bytes", onDisk -> onDisk <= 1 << 20);

                assertThat(sent).isNotEmpty();
                NavigableSet<Integer> came = drain(client, url, sent);
                assertThat(came).containsAll(sent);
            }
            assertThat(List.of(Fault.ERROR, Fault.RESET_AFTER, Fault.CUT)).allMatch(fault -> proxy.met(fault) > 0);
        }
    }

    @Test
    void healthAndMetricsSayThatTheStoreIsAway() throws Exception {
        S3Settings settings = Emulator.S3PROXY.bucket();
        try (FaultyProxy proxy = new FaultyProxy(
                        Emulator.S3PROXY.address(), new SplittableRandom(22), Map.of(Fault.NONE, 1), HANGS_MS);
                ServerProcess server = ServerProcess.start(setup(settings, proxy.address(), Emulator.SECRET));
                SqsClient client = client(server.signUp("away"))) {
            String url = client.createQueue(r -> r.queueName("old")).queueUrl();
            send(client, url, 0, MESSAGES, new ConcurrentSkipListSet<>());
            await(server, "sluice_segment_store_bytes", stored -> stored > 10e6);
            await(server, "sluice_upload_waiting_bytes", waiting -> waiting == 0);
            await(server, "sluice_segment_bytes", onDisk -> onDisk <= 1 << 20);
            assertThat(health(server)).contains("UP").doesNotContain("away");

            proxy.always(Fault.RESET_BEFORE, "");
            receiveInVain(client, url);
            await(server, REACHABLE, reachable -> reachable == 0);
            assertThat(health(server)).contains("UP", "\"store\":\"away\"");
            proxy.always(Fault.NONE, "");
            await(server, REACHABLE, reachable -> reachable == 1);
            assertThat(health(server)).doesNotContain("away");

            proxy.always(Fault.TOO_LATE, "PUT");
            send(client, url, 0, MESSAGES, new ConcurrentSkipListSet<>());
            await(server, REACHABLE, reachable -> reachable == 0);
            assertThat(health(server)).contains("UP", "\"store\":\"away\"");

            server.kill();
            proxy.always(Fault.TOO_LATE, "");
            server.restart();
            assertThat(health(server)).as("of a start that waited in vain").contains("\"store\":\"away\"");
            proxy.always(Fault.NONE, "");
            await(server, REACHABLE, reachable -> reachable == 1);
        }
    }

    @Test
    void laterStartGoesOnWhateverTheStoreDoes() throws Exception {
        S3Settings settings = Emulator.S3PROXY.bucket();
        try (FaultyProxy proxy = new FaultyProxy(
                        Emulator.S3PROXY.address(), new SplittableRandom(23), Map.of(Fault.NONE, 1), HANGS_MS);
                ServerProcess server = ServerProcess.start(setup(settings, proxy.address(), Emulator.SECRET))) {
            String objects = "GET /" + settings.bucket() + "/";
            for (Fault fault : List.of(Fault.NOT_FOUND, Fault.DAMAGED, Fault.TOO_LATE)) {
                server.kill();
                proxy.always(fault, objects);
                server.restart();
                assertThat(health(server)).as(fault.name()).contains("UP", "\"store\":\"away\"");
            }
            server.kill();
            proxy.always(Fault.TOO_LATE, "PUT");
            server.restart();
            assertThat(health(server)).contains("UP", "\"store\":\"away\"");
            assertThat(server.output()).content().contains("the object store is away: bucket");
            proxy.always(Fault.NONE, "");
            await(server, REACHABLE, reachable -> reachable == 1);
            assertThat(health(server)).doesNotContain("away");
            server.kill();
            proxy.always(Fault.NOT_FOUND, "DELETE");
            server.restart();
            assertThat(health(server)).contains("UP").contains("away");
        }
    }

    @Test
    void firstStartThatWasCutOffIsTakenUpAgain(@TempDir Path data) throws Exception {
        S3Settings settings = Emulator.S3PROXY.bucket();
        try (FaultyProxy proxy = new FaultyProxy(
                Emulator.S3PROXY.address(), new SplittableRandom(24), Map.of(Fault.NONE, 1), HANGS_MS)) {
            Launch launch = setup(settings, proxy.address(), Emulator.SECRET);
            proxy.always(Fault.REFUSED_AFTER, "PUT /" + settings.bucket() + "/owner");
            assertThatThrownBy(() -> ServerProcess.start(data, launch))
                    .message()
                    .contains("does not allow creation of owner");
            assertThat(proxy.met(Fault.REFUSED_AFTER)).isPositive();
            proxy.always(Fault.NONE, "");
            try (ServerProcess server = ServerProcess.start(data, launch)) {
                assertThat(health(server)).contains("UP").doesNotContain("away");
            }
        }
    }

    @Test
    void wrongKeyOrBucketIsOneLineAtTheStart() throws Exception {
        S3Settings settings = Emulator.S3PROXY.bucket();
        URI address = Emulator.S3PROXY.address();
        assertThatThrownBy(() -> ServerProcess.start(setup(settings, address, "guessed")))
                .message()
                .containsOnlyOnce("\nsluice: ")
                .contains("the secret key does not fit");
        S3Settings nowhere = S3Settings.of("no-such-bucket", settings.region());
        assertThatThrownBy(() -> ServerProcess.start(setup(nowhere, address, Emulator.SECRET)))
                .message()
                .containsOnlyOnce("\nsluice: ")
                .contains("there is no bucket no-such-bucket");
    }

    /** What a start writes to find out whether it may is encrypted so, too. */
    @Test
    void objectsAreEncryptedAsTheOperatorSays() throws Exception {
        S3Settings settings = Emulator.LOCALSTACK.bucket();
        String key = "arn:aws:kms:eu-central-1:000000000000:key/6d0a5a2e-2a1c-4b3d-8f4e-5a6b7c8d9e0f";
        Launch launch =
                setup(settings, Emulator.LOCALSTACK.address(), Emulator.SECRET, "--s3-encryption", "aws:kms:" + key);
        try (ServerProcess server = ServerProcess.start(launch)) {
            server.signUp("encrypted"); // it does serve
            S3AsyncClient s3 = Emulator.LOCALSTACK.client();
            List<S3Object> objects =
                    s3.listObjectsV2(r -> r.bucket(settings.bucket())).get().contents();
            assertThat(objects).isNotEmpty();
            for (S3Object object : objects) {
                HeadObjectResponse head = s3.headObject(
                                r -> r.bucket(settings.bucket()).key(object.key()))
                        .get();
                assertThat(head.ssekmsKeyId()).as(object.key()).isEqualTo(key);
            }
        }
    }

    /** Little memory, so that messages leave it soon. */
    private static Launch setup(S3Settings settings, URI address, String secret, String... more) {
        List<String> options = new ArrayList<>(options(settings, address));
        options.addAll(List.of(more));
        return new Launch(
                List.of("-Xmx160m", "-Daws.accessKeyId=" + Emulator.KEY, "-Daws.secretAccessKey=" + secret), options);
    }

    private static List<String> options(S3Settings settings, URI address) {
        return List.of(
                "--shards",
                "1",
                "--upload-after",
                "1",
                "--hot",
                "1m",
                "--s3-bucket",
                settings.bucket(),
                "--s3-region",
                settings.region(),
                "--s3-endpoint",
                address.toString());
    }

    private static SqsClient client(Account account) {
        return SqsClient.builder()
                .endpointOverride(account.endpoint())
                .region(Region.of(account.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey())))
                .build();
    }

    /** What was answered is in {@code sent}; what failed is sent again. */
    private static void send(SqsClient client, String url, int from, int to, NavigableSet<Integer> sent) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int first = from; first < to && System.nanoTime() < deadline; ) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (int number = first; number < first + BATCH; number++) {
                entries.add(SendMessageBatchRequestEntry.builder()
                        .id("m" + number)
                        .messageBody(body(number))
                        .build());
            }
            try {
                SendMessageBatchResponse answer =
                        client.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
                answer.successful()
                        .forEach(one -> sent.add(Integer.valueOf(one.id().substring(1))));
                first = answer.failed().isEmpty() ? first + BATCH : first;
            } catch (SdkException killedOrFull) {
                pause();
            }
        }
    }

    private static NavigableSet<Integer> drain(SqsClient client, String url, NavigableSet<Integer> sent) {
        NavigableSet<Integer> came = new ConcurrentSkipListSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!came.containsAll(sent) && System.nanoTime() < deadline) {
            try {
                List<Message> messages = client.receiveMessage(
                                r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                        .messages();
                for (Message message : messages) {
                    int number = Integer.parseInt(
                            message.body().substring(0, message.body().indexOf(' ')));
                    assertThat(message.body()).isEqualTo(body(number));
                    came.add(number);
                }
                if (!messages.isEmpty()) {
                    List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                            .map(message -> DeleteMessageBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .build())
                            .toList();
                    client.deleteMessageBatch(r -> r.queueUrl(url).entries(entries));
                }
            } catch (SdkException storeFailed) {
                pause();
            }
        }
        return came;
    }

    /** Does not shrink much. */
    private static String body(int number) {
        StringBuilder body = new StringBuilder(BODY_BYTES).append(number).append(' ');
        SplittableRandom random = new SplittableRandom(number);
        while (body.length() < BODY_BYTES) {
            body.append((char) random.nextInt('0', 'z'));
        }
        return body.toString();
    }

    /** What is at hand is handed out until only the store has more. */
    private static void receiveInVain(SqsClient client, String url) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Message> got = List.of();
        do {
            assertThat(System.nanoTime()).isLessThan(deadline);
            try {
                got = client.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10))
                        .messages();
            } catch (SdkException onlyTheStoreHasMore) {
                return;
            }
        } while (!got.isEmpty());
    }

    private static String health(ServerProcess server) throws Exception {
        return get(server, "/health");
    }

    private interface Wanted {
        boolean is(double value);
    }

    private static void await(ServerProcess server, String metric, Wanted wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.is(metric(server, metric))) {
            assertThat(System.nanoTime()).as(metric).isLessThan(deadline);
            pause();
        }
    }

    private static double metric(ServerProcess server, String name) throws Exception {
        Matcher matcher = Pattern.compile("^" + name + "\\{shard=\"0\"} (\\S+)$", Pattern.MULTILINE)
                .matcher(get(server, "/metrics"));
        assertThat(matcher.find()).as(name).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static String get(ServerProcess server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.endpoint().resolve(path)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
