package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** A full disk refuses sends and nothing else, and comes back by draining alone, whatever the messages are like. */
final class FullDiskTest {
    private static final Result<?> NO_DISK =
            Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1)));

    @Test
    void messagesOfEverySizeAreDrained() throws Exception {
        for (int bytes : new int[] {1, 100, 1_000, 4_000, 4_033, 9_000, 15_000}) {
            for (long disk = 1_400L << 10; disk < 3_000L << 10; disk += 397_001) {
                fillAndDrain(disk, bytes, () -> bytes);
            }
        }
    }

    @Test
    void messagesOfManySizesAreDrained() throws Exception {
        for (long seed = 0; seed < 15; seed++) {
            Random random = new Random(seed);
            int most = 1 << random.nextInt(1, 14);
            fillAndDrain((1_400L << 10) + random.nextInt(1_600 << 10), seed, () -> 1 + random.nextInt(most));
        }
    }

    @Test
    void stopOnAFullDiskLeavesThePartThatASnapshotWouldHaveSaved() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        rig.send(topic, "x".repeat(1_000));
        rig.disks.getFirst().fillAfter(0);

        rig.shards.getFirst().snapshotNow();

        rig.disks.getFirst().fillAfter(1 << 30);
        rig.crash(1);
        assertThat(rig.receive(topic, 10)).hasSize(1);
    }

    private static void fillAndDrain(long diskBytes, long seed, IntSupplier bytes) throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 256 << 10;
        rig.crash(seed);
        rig.disks.getFirst().fillAfter(diskBytes);
        Topic topic = rig.topic("orders", 0, 1);
        try {
            int sent = 0;
            Result<?> last = rig.trySend(topic, Duration.ZERO, "x".repeat(bytes.getAsInt()));
            while (last instanceof Result.Ok) {
                sent++;
                rig.pass(Duration.ofMillis(5));
                last = rig.trySend(topic, Duration.ZERO, "x".repeat(bytes.getAsInt()));
            }
            assertThat(last).isEqualTo(NO_DISK);
            assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isFalse();
            rig.crash(seed);
            for (int received = 0; received < sent; ) {
                List<Delivery> got = rig.receive(topic, 10);
                assertThat(got).isNotEmpty();
                rig.ack(topic, got);
                received += got.size();
                rig.pass(Duration.ofMillis(3));
            }
            rig.pass(Duration.ofSeconds(30));
            rig.send(topic, "y");
            assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isTrue();
            assertThat(rig.receive(topic, 10)).hasSize(1);
        } catch (AssertionError | IOException e) {
            throw new AssertionError(
                    "a disk of " + diskBytes + " bytes, seed " + seed + ": "
                            + rig.logs.getFirst().leftBytes() + " of "
                            + rig.logs.getFirst().reserveBytes() + " left, "
                            + rig.disks.getFirst().freeBytes() + " free, "
                            + rig.disks.getFirst().list() + ", "
                            + rig.shards.getFirst().gauges(),
                    e);
        }
    }
}
