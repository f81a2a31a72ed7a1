package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.model.TierMeters;
import io.sluice.model.Topic;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import io.sluice.shard.ShardGauges;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backlogs larger than the memtable. */
final class TiersTest {

    private Rig rig;
    private Topic topic;
    private Backlog backlog;

    @BeforeEach
    void smallMemtable() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
        backlog = new Backlog(rig, topic);
    }

    @Test
    void backlogIsDeliveredWholeAndItsFilesGoWithIt() throws Exception {
        backlog.sendAll();
        assertThat(backlog.files()).isNotEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        backlog.churn();
        assertThat(backlog.files()).as("nothing of them is needed").isEmpty();
    }

    /** Each that is read is open twice: for single messages, and past the page cache. */
    @Test
    void whatIsNotNeededAnyMoreIsNotOpen() throws Exception {
        backlog.sendAll();
        assertThat(open()).as("nothing has been read").isEmpty();
        backlog.receiveAndAck();
        assertThat(open()).as("the first").hasSizeGreaterThan(1);
        for (int round = 0; round < 3; round++) {
            assertThat(backlog.drain()).isNotEmpty();
            backlog.churn();
            assertThat(backlog.files()).as("nothing of them is needed").isEmpty();
            assertThat(open()).isEmpty();
            backlog.sendAll();
        }
    }

    @Test
    void whatHasLeftTheDiskIsNotOpen() throws Exception {
        rig.hotBytes = 1;
        rig.crash(1);
        backlog.sendAll();
        backlog.receiveAndAck();
        assertThat(open()).isNotEmpty();
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        assertThat(backlog.files()).isEmpty();
        assertThat(open()).isEmpty();
    }

    @Test
    void segmentThatCannotBeReadIsNotLeftOpen() throws Exception {
        backlog.sendAll();
        for (String file : backlog.files()) {
            int length = rig.disks.getFirst().bytes(file).length;
            rig.disks.getFirst().cut(file, length - 1);
        }
        rig.crash(1);
        rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries());
        assertThat(open()).isEmpty();
    }

    /** Of segments and bodies. */
    private List<String> open() {
        return rig.disks.getFirst().openFiles().stream()
                .filter(name -> name.startsWith("segment-") || name.startsWith("body-"))
                .toList();
    }

    @Test
    void backlogSurvivesPowerCuts() throws Exception {
        backlog.sendAll();
        TreeSet<String> got = new TreeSet<>();
        for (int seed = 0; seed < 12; seed++) {
            rig.crash(seed);
            for (int i = 0; i < 5; i++) {
                got.addAll(backlog.receiveAndAck());
            }
        }
        got.addAll(backlog.drain());
        assertThat(got).hasSize(Backlog.MESSAGES);
    }

    @Test
    void logIsTrimmedThoughNothingIsConsumed() throws Exception {
        backlog.sendAll();
        assertThat(rig.logs.getFirst().keptBytes()).isLessThan(320 << 10);
    }

    @Test
    void oldStragglerDoesNotHoldTheLog() throws Exception {
        rig.send(topic, "straggler");
        assertThat(rig.receive(topic, 1)).hasSize(1);
        backlog.churn();
        assertThat(rig.logs.getFirst().keptBytes()).isLessThan(320 << 10);
        assertThat(backlog.files()).hasSize(1);
        rig.crash(1);
        rig.pass(Duration.ofSeconds(31));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("straggler");
    }

    @Test
    void purgedBacklogLeavesNoFiles() throws Exception {
        backlog.sendAll();
        rig.purge(topic);
        backlog.churn();
        assertThat(backlog.files()).isEmpty();
        assertThat(rig.receive(topic, 10)).isEmpty();
    }

    @Test
    void redeliveredMessageComesFromItsSegment() throws Exception {
        backlog.sendAll();
        List<Delivery> first = rig.receive(topic, 10);
        rig.pass(Duration.ofSeconds(31));
        TreeSet<String> again = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            rig.receive(topic, 10).stream()
                    .filter(delivery -> delivery.receives() == 2)
                    .forEach(delivery -> again.addAll(Rig.bodies(List.of(delivery))));
        }
        assertThat(again).containsExactlyInAnyOrderElementsOf(Rig.bodies(first));
    }

    @Test
    void bytesInSegmentsAreMeteredTheSameAfterPowerCuts() throws Exception {
        backlog.sendAll();
        for (int seed = 0; seed < 8; seed++) {
            rig.pass(Duration.ofSeconds(3));
            backlog.receiveAndAck();
            TierMeters before = tiers();
            assertThat(before.diskByteMs()).isPositive();
            assertThat(before.objectByteMs()).isZero();
            rig.crash(seed);
            assertThat(tiers()).isEqualTo(before);
        }
    }

    @Test
    void bytesInSegmentsAreMeteredByTheirTime() throws Exception {
        backlog.sendAll();
        List<BigInteger> figures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rig.send(topic, "brings the log's time up to date");
            figures.add(tiers().diskByteMs());
            rig.pass(Duration.ofSeconds(10));
        }
        BigInteger first = figures.get(1).subtract(figures.get(0));
        assertThat(figures.get(2).subtract(figures.get(1))).isEqualTo(first);
        // Whole bytes for 10 s: no flush was in between.
        assertThat(first.mod(BigInteger.valueOf(10_000))).isZero();
        assertThat(first.divide(BigInteger.valueOf(10_000)).longValueExact())
                .isBetween(1L, (long) Backlog.MESSAGES * (Backlog.PADDING.length() + 4));
    }

    @Test
    void operatorSeesThatFlushesFailAndThatTheyWorkAgain() throws Exception {
        for (int i = 0; i < 20; i++) {
            rig.send(topic, "m" + i + Backlog.PADDING);
        }
        assertThat(gauges().memtableBytes()).isPositive();
        assertThat(gauges().flushFailure()).isEmpty();
        rig.disks.getFirst().fillAfter(0);
        rig.pass(Duration.ofSeconds(3));
        assertThat(gauges().flushFailure()).isPresent();
        assertThat(gauges().segments()).isZero();

        rig.disks.getFirst().fillAfter(1L << 30);
        rig.pass(Duration.ofSeconds(3));
        backlog.sendAll();
        assertThat(gauges().flushFailure()).isEmpty();
        assertThat(gauges().segments()).isEqualTo(backlog.files().size());
        assertThat(gauges().segmentBytes()).isPositive();
    }

    private ShardGauges gauges() {
        return rig.shards.getFirst().gauges();
    }

    private TierMeters tiers() throws IOException {
        return rig.await(rig.usage.usage(Rig.TENANT)).tiers();
    }
}
