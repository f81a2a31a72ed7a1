package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.api.UsageView;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What survives: crashes, damaged snapshots, full disks, clocks that jump. */
final class RestartTest {
    @Test
    void everythingAnsweredSurvivesAPowerCut() throws Exception {
        Rig rig = new Rig(2);
        Topic topic = rig.topic("orders", 1, 1);
        rig.send(topic, "a", "b", "c", "d");
        List<Delivery> got = rig.receive(topic, 2);
        rig.ack(topic, got.subList(0, 1));
        List<String> before = rig.hashes();
        UsageView.Usage billed = rig.await(rig.usage.usage(Rig.TENANT));
        for (int seed = 0; seed < 20; seed++) {
            rig.crash(seed);
            assertThat(rig.hashes()).isEqualTo(before);
            assertThat(rig.await(rig.usage.usage(Rig.TENANT)).total()).isEqualTo(billed.total());
        }
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("c", "d");
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.receive(topic, 10)).extracting(Delivery::receives).containsExactlyInAnyOrder(2, 2, 2);
    }

    @Test
    void snapshotAndTailGiveTheSameStateAsTheWholeLog() throws Exception {
        Rig rig = new Rig(1);
        rig.snapshotEveryBytes = 8 << 10;
        rig.flushAfterBytes = 16 << 10;
        rig.crash(0);
        Topic topic = rig.topic("orders", 0, 1);
        for (int i = 0; i < 400; i++) {
            rig.send(topic, "m" + i, "x".repeat(200));
            List<Delivery> got = rig.receive(topic, 2);
            rig.ack(topic, got.subList(0, i % 10 == 0 ? 1 : 2));
            rig.pass(Duration.ofMillis(100));
        }
        assertThat(rig.logs.getFirst().keptBytes()).as("trimmed").isLessThan(300 << 10);
        String before = rig.hashes().getFirst();
        rig.crash(3);
        assertThat(rig.hashes()).containsExactly(before);
    }

    @Test
    void damagedNewestSnapshotCostsNothingButTime() throws Exception {
        Rig rig = new Rig(1);
        rig.snapshotEveryBytes = 4 << 10;
        rig.flushAfterBytes = 8 << 10;
        rig.crash(0);
        Topic topic = rig.topic("orders", 0, 1);
        for (int i = 0; i < 100; i++) {
            rig.send(topic, "m" + i, "x".repeat(200));
            rig.pass(Duration.ofMillis(100));
        }
        String before = rig.hashes().getFirst();
        List<String> snapshots = rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith("snapshot-"))
                .toList();
        assertThat(snapshots).hasSizeBetween(2, 8);
        rig.disks.getFirst().flipBit(snapshots.getLast(), 100, 3);
        rig.crash(4);
        assertThat(rig.damaged).hasSize(1).first().asString().contains(snapshots.getLast());
        assertThat(rig.hashes()).containsExactly(before);
    }

    /** Most of them hold only what was changed since the one before: with one that is damaged go those that add to it. */
    @Test
    void whicheverSnapshotIsDamagedTheStateIsTheSame() throws Exception {
        Rig rig = new Rig(1);
        rig.snapshotEveryBytes = 4 << 10;
        rig.flushAfterBytes = 8 << 10;
        rig.topicsInUse = 2;
        rig.crash(0);
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add(rig.topic("queue-" + i, 0, i + 1));
        }
        int most = 0;
        for (int i = 0; i < 900; i++) {
            Topic topic = topics.get(i % 7 * (i % 11));
            rig.send(topic, "x".repeat(400));
            if (i % 3 > 0) {
                rig.ack(topic, rig.receive(topic, 10));
            }
            rig.pass(Duration.ofMillis(100));
            most = Math.max(most, positions(rig, "snapshot-").size());
            if (i % 60 == 0) {
                damageEach(rig);
            }
        }
        assertThat(most).isGreaterThan(4);
        assertThat(positions(rig, "log-").getFirst()).as("trimmed").isPositive();
    }

    private static void damageEach(Rig rig) throws Exception {
        FaultyDisk whole = rig.disks.getFirst().copy();
        String before = rig.hashes().getFirst();
        for (long position : positions(rig, "snapshot-")) {
            rig.disks.set(0, whole.copy());
            rig.disks.getFirst().flipBit("snapshot-%020d".formatted(position), 60, 3);
            rig.start();
            assertThat(rig.hashes()).as("without %d", position).containsExactly(before);
        }
        rig.disks.set(0, whole);
        rig.start();
    }

    @Test
    void logIsKeptFromTheSecondNewestSnapshotOn() throws Exception {
        Rig rig = new Rig(1);
        rig.snapshotEveryBytes = 8 << 10;
        rig.flushAfterBytes = 16 << 10;
        rig.crash(0);
        Topic topic = rig.topic("orders", 0, 1);
        int looks = 0;
        for (int i = 0; i < 400; i++) {
            rig.send(topic, "x".repeat(500));
            rig.ack(topic, rig.receive(topic, 1));
            rig.pass(Duration.ofMillis(500));
            List<Long> snapshots = positions(rig, "snapshot-");
            if (snapshots.size() >= 2) {
                looks++;
                assertThat(positions(rig, "log-").getFirst()).isLessThanOrEqualTo(snapshots.get(snapshots.size() - 2));
            }
        }
        assertThat(looks).isGreaterThan(100);
        assertThat(positions(rig, "log-").getFirst()).as("trimmed").isPositive();
    }

    private static List<Long> positions(Rig rig, String prefix) throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.matches(prefix + "\\d{20}"))
                .map(name -> Long.valueOf(name.substring(prefix.length())))
                .sorted()
                .toList();
    }

    @Test
    void fullDiskRefusesSendsServesConsumersAndRecoversByDrainingAlone() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 256 << 10;
        rig.crash(0);
        rig.disks.getFirst().fillAfter(2 << 20);
        Topic topic = rig.topic("orders", 0, 1);
        int sent = 0;
        Result<?> last = rig.trySend(topic, Duration.ZERO, "x".repeat(4_000));
        while (last instanceof Result.Ok) {
            sent++;
            rig.pass(Duration.ofMillis(60));
            last = rig.trySend(topic, Duration.ZERO, "x".repeat(4_000));
        }
        assertThat(last)
                .isEqualTo(
                        Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1))));
        assertThat(sent).isGreaterThan(100);
        rig.crash(5);
        for (int received = 0; received < sent; ) {
            List<Delivery> got = rig.receive(topic, 10);
            assertThat(got).isNotEmpty();
            rig.ack(topic, got);
            received += got.size();
        }
        rig.pass(Duration.ofSeconds(30));
        rig.send(topic, "y".repeat(4_000));
        assertThat(rig.receive(topic, 10)).hasSize(1);
    }

    @Test
    void fullDeviceWithABacklogLargerThanAnyReserveIsDrainedOneByOne() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 256 << 10;
        rig.crash(0);
        Topic topic = rig.topic("orders", 0, 1);
        rig.disks.getFirst().fillAfter(3 << 20);
        int sent = 0;
        while (rig.trySend(topic, Duration.ZERO, "x".repeat(50), "y".repeat(50)) instanceof Result.Ok) {
            sent += 2;
            rig.pass(Duration.ofMillis(5));
        }
        assertThat(sent).isGreaterThan(1_000);
        for (int received = 0; received < sent; received++) {
            rig.ack(topic, rig.receive(topic, 1));
            if (received % 100 == 0) {
                rig.pass(Duration.ofMillis(300));
            }
        }
        rig.pass(Duration.ofSeconds(30));
        rig.send(topic, "z");
        rig.crash(6);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("z");
    }

    @Test
    void failedFsyncEndsTheShardBeforeAnythingIsPromised() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        rig.disks.getFirst().failForce(1);
        assertThatThrownBy(() -> rig.send(topic, "a")).isInstanceOf(IOException.class);
    }

    @Test
    void clockFarAheadOfTheLogNeedsAnOperator() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        rig.send(topic, "a");
        rig.time.jumpWallMs(Duration.ofDays(31).toMillis());
        assertThatThrownBy(() -> rig.crash(1)).isInstanceOf(TimeJump.class).hasMessageContaining("31 days");
        rig.time.jumpWallMs(-Duration.ofDays(31).toMillis());
        rig.crash(2);
        assertThat(rig.receive(topic, 1)).hasSize(1);
    }

    @Test
    void spentMessagesMoveToTheDeadLetterTopicOnAnotherShardOnce() throws Exception {
        for (int crashAfter = 0; crashAfter < 12; crashAfter++) {
            Rig rig = new Rig(2);
            Topic dead = rig.topic("dead", 1, 2);
            Topic topic = rig.topic("orders", 0, 1, 1, Optional.of(dead));
            rig.send(topic, "a", "b");
            rig.receive(topic, 2);
            rig.time.advanceMs(30_000);
            for (int step = 0; step < crashAfter; step++) {
                rig.shards.get(step % 2).step();
                rig.logs.get(step % 2).writeBatch();
            }
            rig.crash(crashAfter);
            rig.pass(Duration.ofSeconds(2));
            assertThat(rig.receive(topic, 10)).isEmpty();
            List<Delivery> parked = rig.receive(dead, 10);
            assertThat(Rig.bodies(parked)).containsExactly("a", "b");
            assertThat(parked).extracting(Delivery::parkedFrom).containsExactly("orders", "orders");
            assertThat(parked).extracting(Delivery::receives).containsExactly(1, 1);
            assertThat(parked).extracting(Delivery::receivesElsewhere).containsExactly(1, 1);
            assertThat(parked)
                    .extracting(delivery -> delivery.sentAt().toEpochMilli())
                    .allMatch(sent -> sent < rig.time.wallMs() - 30_000);
        }
    }

    @Test
    void deliveriesElsewhereAreKnownAfterASnapshot() throws Exception {
        Rig rig = new Rig(2);
        Topic dead = rig.topic("dead", 1, 2);
        Topic topic = rig.topic("orders", 0, 1, 1, Optional.of(dead));
        rig.send(topic, "a");
        rig.receive(topic, 1);
        rig.pass(Duration.ofSeconds(32));
        String before = rig.hashes().get(1);
        rig.shards.get(1).snapshotNow();
        rig.crash(7);
        assertThat(rig.hashes().get(1)).isEqualTo(before);
        assertThat(rig.receive(dead, 10))
                .extracting(Delivery::receivesElsewhere)
                .containsExactly(1);
    }

    @Test
    void messagesStayWhereTheyAreWhenTheDeadLetterTopicIsGone() throws Exception {
        Rig rig = new Rig(2);
        Topic dead = rig.topic("dead", 1, 2);
        Topic topic = rig.topic("orders", 0, 1, 1, Optional.of(dead));
        rig.delete(dead);
        rig.send(topic, "a");
        rig.receive(topic, 1);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.receive(topic, 1)).extracting(Delivery::receives).containsExactly(2);
    }

    @Test
    void topicsThatParkToEachOtherDoNotLock() throws Exception {
        Rig rig = new Rig(2);
        Topic dead = rig.topic("b", 1, 2);
        Topic topic = rig.topic("a", 0, 1, 1, Optional.of(dead));
        rig.topic("b", 1, 2, 1, Optional.of(topic));
        rig.send(topic, "ball");
        for (int i = 0; i < 3; i++) {
            assertThat(rig.receive(topic, 1)).hasSize(1);
            rig.pass(Duration.ofSeconds(31));
            assertThat(rig.receive(dead, 1)).hasSize(1);
            rig.pass(Duration.ofSeconds(31));
        }
    }
}
