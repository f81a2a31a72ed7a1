package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.log.DiskFile;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.testkit.objects.ObjectFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backlogs larger than what the disk may keep. */
final class StoreTierTest {
    private static final int MESSAGES = 600;
    private static final String PADDING = "x".repeat(500);
    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);

    private Rig rig;
    private Topic topic;

    @BeforeEach
    void smallBudgets() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.hotBytes = 1;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
    }

    @Test
    void oldBacklogLeavesTheDiskAndComesBackWhole() throws Exception {
        sendAll();
        assertThat(objects()).as("too young").isEmpty();
        rig.pass(OLD_ENOUGH);
        assertThat(objects()).isNotEmpty();
        assertThat(files()).isEmpty();
        assertThat(gauges().diskBytes()).isZero();
        assertThat(gauges().storeBytes()).isPositive();
        assertThat(drain()).hasSize(MESSAGES);
        churn();
        assertThat(objects()).as("nothing of them is needed").isEmpty();
        assertThat(gauges().storeBytes()).isZero();
    }

    @Test
    void powerCutsLoseNothingOnTheWay() throws Exception {
        sendAll();
        TreeSet<String> got = new TreeSet<>();
        for (int seed = 0; seed < 12; seed++) {
            rig.pass(Duration.ofSeconds(seed * 5L));
            rig.crash(seed);
            got.addAll(receiveAndAck());
        }
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().diskBytes()).isZero();
        rig.crash(99);
        got.addAll(drain());
        assertThat(got).hasSize(MESSAGES);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void unreliableStoreLosesNothing() throws Exception {
        rig.objects.faults(new ObjectFaults(100, 100, 100, 100, 30, 30, 0));
        sendAll();
        for (int i = 0; i < 300; i++) {
            rig.pass(Duration.ofSeconds(1));
            rig.objects.step();
        }
        assertThat(objects()).isNotEmpty();
        TreeSet<String> got = new TreeSet<>();
        for (int i = 0; i < 2_000 && got.size() < MESSAGES; i++) {
            got.addAll(receiveAndAckIfItCan());
        }
        assertThat(got).hasSize(MESSAGES);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void nothingLeavesTheDiskWhileTheStoreIsAway() throws Exception {
        rig.objects.away(true);
        sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().storeAway()).isPresent();
        assertThat(gauges().waitingBytes()).isEqualTo(gauges().diskBytes()).isPositive();
        assertThat(receiveAndAck()).hasSize(10);

        rig.objects.away(false);
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().storeAway()).isEmpty();
        assertThat(gauges().waitingBytes()).isZero();
        assertThat(files()).isEmpty();
        assertThat(drain()).hasSize(MESSAGES - 10);
    }

    @Test
    void sendsWaitForTheStoreWhenTheDiskIsFull() throws Exception {
        rig.segmentBytes = 96 << 10;
        rig.crash(1);
        rig.objects.away(true);
        int taken = 0;
        while (taken < 20_000 && isTaken(rig.trySend(topic, Duration.ZERO, noise(taken)))) {
            taken++;
        }
        assertThat(taken).isBetween(20, 19_999);
        assertThat(receiveAndAck()).hasSize(10);

        rig.objects.away(false);
        rig.pass(OLD_ENOUGH);
        rig.send(topic, "again");
        assertThat(drain()).hasSize(taken - 10 + 1);
    }

    @Test
    void whileItIsAwayEvictedMessagesAreRefusedAndLaterComeBack() throws Exception {
        sendAll();
        rig.pass(OLD_ENOUGH);
        rig.crash(1);
        rig.objects.away(true);
        assertThat(rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries()))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.rejection()).isInstanceOf(Rejection.Unavailable.class));
        rig.objects.away(false);
        assertThat(drain()).hasSize(MESSAGES);
    }

    @Test
    void whatIsConsumedSoonIsNeverUploaded() throws Exception {
        for (int round = 0; round < 4; round++) {
            sendAll();
            assertThat(drain()).hasSize(MESSAGES);
        }
        rig.pass(OLD_ENOUGH);
        assertThat(rig.objects.calls()).as("but for the look for orphans").isLessThanOrEqualTo(2);
        assertThat(objects()).isEmpty();
    }

    @Test
    void anotherContentUnderTheNameStopsThatSegmentAlone() throws Exception {
        sendAll();
        String taken = "shard-00/" + files().getFirst();
        rig.kept
                .create(taken, Content.of(ByteBuffer.wrap("theirs".getBytes(StandardCharsets.US_ASCII))))
                .join();
        rig.pass(OLD_ENOUGH);
        assertThat(rig.damaged).singleElement().asString().contains(taken, "not ours");
        assertThat(gauges().conflicts()).isEqualTo(1);
        assertThat(files()).hasSize(1);
        assertThat(drain()).hasSize(MESSAGES);
    }

    @Test
    void damagedFileIsReadFromTheStoreAndHealed() throws Exception {
        rig.hotBytes = 0;
        rig.crash(1);
        sendAll();
        rig.pass(OLD_ENOUGH);
        String name = files().getFirst();
        byte[] whole = bytes(name);
        try (DiskFile file = rig.disks.getFirst().open(name)) {
            file.write(ByteBuffer.wrap(new byte[2_000]), 200);
            file.force();
        }
        rig.crash(2);
        receiveAndAck();
        assertThat(bytes(name)).isEqualTo(whole);
        assertThat(drain()).hasSize(MESSAGES - 10);
    }

    @Test
    void orphansOfEarlierEpochsAreDeletedWhenTheyAreOld() throws Exception {
        String orphan = "shard-00/segment-0000000000-0000000000000000000-0000000000000000007-000000";
        String others = "shard-01/segment-0000000001-0000000000000000000-0000000000000000007-000000";
        for (String name : List.of(orphan, others)) {
            rig.kept.create(name, Content.of(ByteBuffer.wrap(new byte[1]))).join();
        }
        sendAll();
        assertThat(all()).as("too young").contains(orphan, others);
        rig.pass(Duration.ofHours(2));
        rig.crash(1);
        sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(all()).doesNotContain(orphan).contains(others);
        assertThat(drain()).hasSize(2 * MESSAGES);
    }

    private void sendAll() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            rig.send(topic, "m" + i + PADDING);
            rig.pass(Duration.ofMillis(20));
        }
    }

    private List<String> drain() throws IOException {
        List<String> all = new ArrayList<>();
        List<String> got = receiveAndAck();
        while (!got.isEmpty()) {
            all.addAll(got);
            got = receiveAndAck();
        }
        return all;
    }

    private List<String> receiveAndAck() throws IOException {
        var got = rig.receive(topic, 10);
        if (!got.isEmpty()) {
            rig.ack(topic, got);
        }
        return Rig.bodies(got);
    }

    private List<String> receiveAndAckIfItCan() throws IOException {
        var result = rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries());
        if (!(result instanceof Result.Ok<List<io.sluice.api.Delivery>>(var got)) || got.isEmpty()) {
            rig.pass(Duration.ofSeconds(1));
            return List.of();
        }
        rig.ack(topic, got);
        return Rig.bodies(got);
    }

    /** Traffic that is consumed at once, so that snapshots are taken and what they do not need can go. */
    private void churn() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            rig.send(topic, "c" + i + PADDING);
            rig.ack(topic, rig.receive(topic, 10));
            rig.pass(Duration.ofMillis(20));
        }
    }

    /** Does not shrink. */
    private static String noise(int seed) {
        StringBuilder text = new StringBuilder("n" + seed + "-");
        new java.util.Random(seed).ints(500, 33, 127).forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    private static boolean isTaken(Result<List<Sent>> result) {
        return result instanceof Result.Ok;
    }

    private StorageGauges gauges() {
        return rig.shards.getFirst().gauges().storage();
    }

    private List<String> files() throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith("segment-"))
                .toList();
    }

    private List<String> objects() {
        return all().stream().filter(name -> name.startsWith("shard-00/")).toList();
    }

    private List<String> all() {
        return rig.kept.list("", "", ObjectStore.MAX_PAGE).join().objects().stream()
                .map(Page.Item::name)
                .toList();
    }

    private byte[] bytes(String name) throws IOException {
        try (DiskFile file = rig.disks.getFirst().open(name)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(all, 0);
            return all.array();
        }
    }
}
