package io.sluice.emulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.S3Settings;
import io.sluice.testkit.objects.ObjectStoreContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The contract, and what is S3's alone. */
abstract class S3StoreContract extends ObjectStoreContract {
    private final Emulator emulator;

    @SuppressWarnings("NullAway.Init")
    private S3Settings settings;

    @SuppressWarnings("NullAway.Init")
    private ObjectStore store;

    S3StoreContract(Emulator emulator) {
        this.emulator = emulator;
    }

    @BeforeEach
    void open() throws Exception {
        settings = emulator.bucket();
        store = Emulator.open(settings);
    }

    /** Not waited for: the SDK takes two seconds. */
    @AfterEach
    void close() {
        Thread.startVirtualThread(store::close);
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void unfinishedUploadsAreGivenUp() throws Exception {
        Instant before = Instant.now().minusSeconds(60);
        S3AsyncClient client = emulator.client();
        for (String key : new String[] {"shard-0/a/1", "shard-0/a/2", "shard-0/b", "shard-1/a/1"}) {
            client.createMultipartUpload(r -> r.bucket(settings.bucket()).key(key))
                    .get();
        }
        assertThat(await(store.list("", "", 1)).objects()).isEmpty();
        assertThat(await(store.abortUploads("a/", before))).isZero();
        assertThat(await(store.abortUploads("a/", Instant.MAX))).isEqualTo(2);
        assertThat(await(store.abortUploads("", Instant.MAX))).isEqualTo(1);
        assertThat(client.listMultipartUploads(r -> r.bucket(settings.bucket()))
                        .get()
                        .uploads())
                .hasSize(1);
    }

    @Test
    void prefixSeparatesStoresOfOneBucket() throws Exception {
        ObjectStore other = Emulator.open(settings.withPrefix("shard-1/"));
        await(store.create("a", bytes(1, 10)));
        assertThat(await(other.head("a"))).isEmpty();
        assertThat(await(other.list("", "", 10)).objects()).isEmpty();
        Thread.startVirtualThread(other::close);
    }

    @Test
    void wrongBucketIsSaidInOneLine() {
        S3Settings wrong = new S3Settings(
                "no-such-bucket",
                settings.region(),
                "",
                settings.endpoint(),
                true,
                settings.encryption(),
                settings.deadline());
        refused(Emulator.open(wrong), "there is no bucket no-such-bucket");
    }

    void refused(ObjectStore wrong, String words) {
        assertThatThrownBy(() -> await(wrong.check("probe")))
                .cause()
                .isInstanceOf(ObjectStoreRefused.class)
                .message()
                .contains(words)
                .doesNotContain("\n");
        Thread.startVirtualThread(wrong::close);
    }

    S3Settings settings() {
        return settings;
    }
}
