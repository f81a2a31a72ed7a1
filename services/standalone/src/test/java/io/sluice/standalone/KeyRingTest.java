package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.Rejection.Locked.Why;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final String KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

    private static final List<Place> PLACES = List.of(new Place(PartitionId.of(1, 0), 0));

    @TempDir
    Path folder;

    @Test
    void keyIsFoundByItsIdItsAliasesAndTheirArns() throws IOException {
        KeyRing ring = new KeyRing(file("# ours", "", KEY + " alias/orders alias/bills # both"));
        for (String named : List.of(
                KEY,
                "alias/orders",
                "alias/bills",
                "arn:aws:kms:local:123456789012:key/" + KEY,
                "arn:aws:kms:local:123456789012:alias/orders",
                "alias/aws/sqs",
                "arn:aws:kms:local:123456789012:alias/aws/sqs",
                "")) {
            assertThat(ring.refusal(topic(named))).as(named).isEmpty();
        }
        for (String named : List.of("alias/other", "5678", "arn:aws:kms:", "arn:aws:kms:a:b:key/" + KEY + "0")) {
            assertThat(ring.refusal(topic(named))).as(named).isEqualTo(locked(Why.NO_SUCH_KEY));
        }
    }

    @Test
    void withoutFileThereIsNoKeyButTheServicesOwn() throws IOException {
        KeyRing ring = new KeyRing(null);
        ring.look();
        assertThat(ring.refusal(topic("alias/aws/sqs"))).isEmpty();
        assertThat(ring.refusal(topic(KEY))).isEqualTo(locked(Why.NO_SUCH_KEY));
    }

    @Test
    void keyIsDisabledAndEnabledWhileTheServiceRuns() throws IOException {
        KeyRing ring = new KeyRing(file(KEY + " alias/orders disabled"));
        assertThat(ring.refusal(topic("alias/orders"))).isEqualTo(locked(Why.KEY_DISABLED));
        assertThat(ring.failure(topic("alias/orders"))).contains(MoveTask.Failure.KEY_DISABLED);
        assertThat(ring.failure(topic("alias/other"))).contains(MoveTask.Failure.NO_SUCH_KEY);
        Files.setLastModifiedTime(file(KEY + " alias/orders"), FileTime.fromMillis(5_000));
        ring.look();
        assertThat(ring.refusal(topic("alias/orders"))).isEmpty();
        assertThat(ring.failure(topic("alias/orders"))).isEmpty();
        Files.setLastModifiedTime(file("alias/orders"), FileTime.fromMillis(6_000));
        assertThatThrownBy(ring::look).isInstanceOf(IOException.class);
        assertThat(ring.refusal(topic("alias/orders"))).isEmpty();
    }

    @Test
    void whatIsNoKeyIsNamed() {
        for (String line :
                List.of("alias/orders", KEY + " orders", "disabled", KEY + "\n" + KEY, "a alias/b alias/b")) {
            assertThatThrownBy(() -> new KeyRing(file(line)))
                    .as(line)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("line [12] of the key ring .*");
        }
        assertThatThrownBy(() -> new KeyRing(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("ring"), List.of(lines));
    }

    private static Optional<Rejection> locked(Why why) {
        return Optional.of(new Rejection.Locked(why));
    }

    private static Topic topic(String key) {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1 << 20,
                Optional.empty(),
                key.isEmpty() ? Map.of() : Map.of(KeyRing.SETTING, key));
        return new Topic(new TenantId(1), "orders", 1, PLACES, config, 1, Instant.EPOCH, Instant.EPOCH);
    }
}
