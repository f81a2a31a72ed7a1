package io.sluice.objects;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the S3 store makes of answers that emulators do not give. */
class S3StoreTest {
    private static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"));

    private static final Executor WORK = Thread::startVirtualThread;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    @SuppressWarnings("NullAway.Init")
    private CannedS3 s3;

    @SuppressWarnings("NullAway.Init")
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        s3 = new CannedS3();
        store = open(KEYS, Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        close();
        s3.close();
    }

    @Test
    void wrongSettingsAreSaidInOneLine() {
        s3.error(404, "NoSuchBucket", Map.of());
        refused("there is no bucket things in region eu-central-1 at " + s3.address(), "create it or set another");
        s3.error(301, "PermanentRedirect", Map.of("x-amz-bucket-region", "eu-west-1"));
        refused("bucket things is not in region eu-central-1", "set the region to eu-west-1");
        s3.error(400, "AuthorizationHeaderMalformed", Map.of("x-amz-bucket-region", "eu-west-1"));
        refused("set the region to eu-west-1");
        s3.error(403, "InvalidAccessKeyId", Map.of());
        refused("does not know the access key", "set another one");
        s3.error(403, "SignatureDoesNotMatch", Map.of());
        refused("the secret key does not fit");
        s3.error(400, "ExpiredToken", Map.of());
        refused("has expired");
        s3.error(403, "AccessDenied", Map.of());
        refused("does not allow", "give the key permission");
        s3.error(403, "RequestTimeTooSkewed", Map.of());
        refused("clock");
        s3.error(400, "NoSuchThing", Map.of());
        refused("In S3's words.");
        assertThat(s3.asked).as("refusals are not repeated").hasSize(9);
    }

    @Test
    void missingCredentialsAreSaidInOneLine() {
        close();
        store = open(
                () -> {
                    throw SdkClientException.create(
                            "Unable to load credentials from any of the providers in the chain");
                },
                Duration.ofSeconds(10));
        refused("no AWS credentials found", "AWS_ACCESS_KEY_ID");
        close();
        store = open(ProfileCredentialsProvider.create("there-is-no-such-profile"), Duration.ofSeconds(10));
        refused("no AWS credentials found", "AWS_ACCESS_KEY_ID");
    }

    @Test
    void storeThatOverwritesIsRefused() {
        s3.body(200, Map.of("ETag", "\"e\""), "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
        refused("overwrites objects");
    }

    @Test
    void whatIsNotThereIsDeleted() {
        s3.error(404, "NoSuchKey", Map.of());
        store.delete("a").join();
        s3.error(404, "NoSuchBucket", Map.of());
        assertThat(failure(store.delete("a"))).isInstanceOf(ObjectStoreRefused.class);
    }

    @Test
    void failuresAreRepeatedBySluiceAlone() {
        for (int status : new int[] {500, 503, 429}) {
            s3.asked.clear();
            s3.error(status, "SlowDown", Map.of());
            assertThat(failure(store.head("a"))).isInstanceOf(ObjectStoreUnavailable.class);
            assertThat(s3.asked).hasSize(Calls.MAX_ATTEMPTS);
        }
    }

    @Test
    void nothingIsAskedForAWhileWhenMostFailed() throws Exception {
        s3.error(503, "SlowDown", Map.of());
        for (int i = 0; i < 20; i++) {
            failure(store.head("a"));
        }
        int asked = s3.asked.size();
        assertThat(asked).isLessThan(30);
        assertThat(failure(store.head("a")))
                .isInstanceOf(ObjectStoreUnavailable.class)
                .hasMessageContaining("waits");
        assertThat(s3.asked).hasSize(asked);
        s3.error(404, "NoSuchKey", Map.of());
        Thread.sleep(2_200);
        assertThat(store.head("a").get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void onlySoMuchIsUnderWay() {
        s3.body(503, Map.of(), "");
        List<CompletableFuture<Creation>> uploads = new ArrayList<>();
        for (int i = 0; i < 3 * Calls.MAX_UPLOADS; i++) {
            uploads.add(store.create("a" + i, Content.of(ByteBuffer.allocate(1))));
        }
        assertThat(uploads)
                .map(S3StoreTest::failure)
                .filteredOn(e -> String.valueOf(e.getMessage()).contains("too much"))
                .hasSizeGreaterThanOrEqualTo(Calls.MAX_UPLOADS);
    }

    @Test
    void otherRangesAreNotTaken() {
        answered("bytes 0-3/100", "abcd");
        unavailable("shorter");
        answered("bytes 4-11/100", "abcdefgh");
        unavailable("another");
        s3.body(200, Map.of(), "abcdefgh");
        unavailable("another");
        answered("bytes 0-3/4", "abcd");
        assertThat(failure(store.read("a", 0, 8))).isInstanceOf(ObjectMissing.class);
    }

    @Test
    void answerWithoutItsBodyIsNotBelieved() {
        s3.body(200, Map.of(), "");
        assertThat(failure(store.list("", "", 10))).isInstanceOf(ObjectStoreUnavailable.class);
        assertThat(failure(store.abortUploads("", Instant.MAX))).isInstanceOf(ObjectStoreUnavailable.class);
        Content large = Content.of(ByteBuffer.allocate(S3Store.MAX_PIECE_BYTES + 1));
        assertThat(failure(store.create("a", large))).isInstanceOf(ObjectStoreUnavailable.class);
    }

    @Test
    void rangeIsTakenWholeOrNotAtAll() {
        answered("bytes 0-7/100", "abcdefg");
        unavailable("cut");
        answered("bytes 0-7/100", "abcdefghi");
        unavailable("more");
        answered("bytes 0-7/100", "abcdefgh");
        assertThat(store.read("a", 0, 8).join()).isEqualTo(ByteBuffer.wrap("abcdefgh".getBytes(US_ASCII)));
    }

    @Test
    void silentServerIsNotWaitedFor() throws Exception {
        close();
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            store = S3Store.open(
                    S3Settings.of("things", "eu-central-1")
                            .at(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                            .withDeadline(Duration.ofMillis(200)),
                    KEYS,
                    WORK,
                    TIMER);
            long begun = System.nanoTime();
            assertThat(failure(store.head("a")))
                    .isInstanceOf(ObjectStoreUnavailable.class)
                    .hasMessageContaining("within 200 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(failure(store.head("a")))
                .isInstanceOf(ObjectStoreUnavailable.class)
                .hasMessageContaining("refused");
    }

    private void answered(String range, String body) {
        s3.body(206, Map.of("Content-Range", range), body);
    }

    private void unavailable(String word) {
        assertThat(failure(store.read("a", 0, 8)))
                .isInstanceOf(ObjectStoreUnavailable.class)
                .hasMessageContaining(word);
    }

    /** Not waited for: the SDK takes two seconds. */
    private void close() {
        WORK.execute(store::close);
    }

    private ObjectStore open(AwsCredentialsProvider keys, Duration deadline) {
        return S3Store.open(
                S3Settings.of("things", "eu-central-1").at(s3.address()).withDeadline(deadline), keys, WORK, TIMER);
    }

    private void refused(String... words) {
        assertThat(failure(store.check("probe")))
                .isInstanceOf(ObjectStoreRefused.class)
                .message()
                .contains(words)
                .doesNotContain("\n");
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            return Failures.cause(e);
        }
        throw new AssertionError("should have failed");
    }
}
