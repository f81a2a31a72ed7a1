package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.log.DiskFile;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
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
    /** Answers when it is told to. */
    private static final ObjectFaults SILENT = new ObjectFaults(0, 0, 0, 0, 0, 0, 10_000);

    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);

    private Rig rig;
    private Topic topic;
    private Backlog backlog;

    @BeforeEach
    void smallBudgets() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.hotBytes = 1;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
        backlog = new Backlog(rig, topic);
    }

    @Test
    void oldBacklogLeavesTheDiskAndComesBackWhole() throws Exception {
        backlog.sendAll();
        assertThat(objects()).as("too young").isEmpty();
        rig.pass(OLD_ENOUGH);
        assertThat(objects()).isNotEmpty();
        assertThat(backlog.files()).isEmpty();
        assertThat(gauges().diskBytes()).isZero();
        assertThat(gauges().storeBytes()).isPositive();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        backlog.churn();
        assertThat(objects()).as("nothing of them is needed").isEmpty();
        assertThat(gauges().storeBytes()).isZero();
    }

    @Test
    void powerCutsLoseNothingOnTheWay() throws Exception {
        backlog.sendAll();
        TreeSet<String> got = new TreeSet<>();
        for (int seed = 0; seed < 12; seed++) {
            rig.pass(Duration.ofSeconds(seed * 5L));
            rig.crash(seed);
            got.addAll(backlog.receiveAndAck());
        }
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().diskBytes()).isZero();
        rig.crash(99);
        got.addAll(backlog.drain());
        assertThat(got).hasSize(Backlog.MESSAGES);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void unreliableStoreLosesNothing() throws Exception {
        rig.objects.faults(new ObjectFaults(100, 100, 100, 100, 30, 30, 0));
        backlog.sendAll();
        for (int i = 0; i < 300; i++) {
            rig.pass(Duration.ofSeconds(1));
            rig.objects.step();
        }
        assertThat(objects()).isNotEmpty();
        TreeSet<String> got = new TreeSet<>();
        for (int i = 0; i < 2_000 && got.size() < Backlog.MESSAGES; i++) {
            got.addAll(receiveAndAckIfItCan());
        }
        assertThat(got).hasSize(Backlog.MESSAGES);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void nothingLeavesTheDiskWhileTheStoreIsAway() throws Exception {
        rig.objects.away(true);
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().storeAway()).isPresent();
        assertThat(gauges().waitingBytes()).isEqualTo(gauges().diskBytes()).isPositive();
        assertThat(backlog.receiveAndAck()).hasSize(10);

        rig.objects.away(false);
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().storeAway()).isEmpty();
        assertThat(gauges().waitingBytes()).isZero();
        assertThat(backlog.files()).isEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES - 10);
    }

    @Test
    void storeIsAwayWhileAnUploadDoesNotGetOn() throws Exception {
        backlog.sendAll();
        rig.objects.faults(SILENT);
        long before = rig.objects.calls();
        while (rig.objects.calls() == before) {
            rig.pass(Duration.ofSeconds(1));
        }
        rig.pass(Duration.ofSeconds(29));
        assertThat(gauges().storeAway()).isEmpty();
        assertThat(rig.shards.getFirst().nextStepMs() - rig.time.monoNs() / 1_000_000)
                .isLessThanOrEqualTo(1_000);
        rig.pass(Duration.ofSeconds(1));
        assertThat(gauges().storeAway()).isPresent();
        rig.pass(Duration.ofMinutes(5));
        assertThat(gauges().storeAway()).isPresent();
        answerAgain();
        assertThat(gauges().storeAway()).isEmpty();
    }

    @Test
    void storeThatIsBackIsSeenThoughNothingWaitsForIt() throws Exception {
        rig.pass(Duration.ofMinutes(1));
        rig.objects.away(true);
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        rig.pass(Duration.ofMinutes(10));
        assertThat(gauges().waitingBytes()).isZero();
        assertThat(gauges().storeAway()).isPresent();
        long before = rig.objects.calls();
        rig.pass(Duration.ofMinutes(10));
        assertThat(rig.objects.calls() - before).as("once a minute").isBetween(8L, 11L);
        rig.objects.away(false);
        rig.pass(Duration.ofSeconds(61));
        assertThat(gauges().storeAway()).isEmpty();
        long back = rig.objects.calls();
        rig.pass(Duration.ofMinutes(10));
        assertThat(rig.objects.calls()).as("it is left alone").isEqualTo(back);
    }

    @Test
    void storeIsAwayWhenDeletionsDoNotReachItUntilOneDoes() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        backlog.drain();
        rig.objects.away(true);
        backlog.churn();
        rig.pass(Duration.ofMinutes(20));
        assertThat(gauges().waitingBytes()).isZero();
        assertThat(objects()).isNotEmpty();
        assertThat(gauges().storeAway()).isPresent();
        rig.objects.away(false);
        rig.pass(Duration.ofSeconds(61));
        assertThat(gauges().storeAway()).isEmpty();
    }

    /** All that was asked meanwhile is answered. */
    private void answerAgain() throws IOException {
        rig.objects.faults(ObjectFaults.NONE);
        while (rig.objects.step()) {
            rig.run();
        }
        rig.run();
    }

    @Test
    void storeThatHangsHoldsUpNothingThatTheDiskCanServe() throws Exception {
        List<Runnable> hanging = new ArrayList<>();
        rig.farReads = hanging::add;
        rig.crash(1);
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        var waiting = rig.poll(topic, 10, Duration.ZERO).deliveries().toCompletableFuture();
        rig.run();
        assertThat(hanging).hasSize(1);

        Backlog other = new Backlog(rig, rig.topic("other", 0, 2));
        other.sendAll();
        assertThat(other.files()).as("flushed meanwhile").isNotEmpty();
        assertThat(other.drain()).hasSize(Backlog.MESSAGES);
        assertThat(rig.await(waiting)).as("what is in memory").isInstanceOf(Result.Ok.class);
    }

    @Test
    void failedReadIsToldAndForgottenWhenReadsSucceed() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        rig.objects.away(true);
        backlog.receiveAndAck();
        assertThat(gauges().readFailure()).isPresent();
        rig.objects.away(false);
        rig.pass(Duration.ofSeconds(2));
        assertThat(backlog.receiveAndAck()).hasSize(10);
        assertThat(gauges().readFailure()).isEmpty();
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
        assertThat(backlog.receiveAndAck()).hasSize(10);

        rig.objects.away(false);
        rig.pass(OLD_ENOUGH);
        rig.send(topic, "again");
        assertThat(backlog.drain()).hasSize(taken - 10 + 1);
    }

    @Test
    void catchingUpCallsTheStoreOnceAtATimeAndHoldsUpNobody() throws Exception {
        rig.objects.away(true);
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().waitingBytes()).isPositive();
        rig.objects.away(false);
        rig.objects.faults(new ObjectFaults(0, 0, 0, 0, 0, 0, 50)); // and answers only when it is told to
        Topic live = rig.topic("live", 0, 2);
        long before = rig.objects.calls();
        for (int i = 0; i < 100; i++) {
            passLive(live, i);
            assertThat(rig.objects.calls() - before).isLessThanOrEqualTo(1);
        }
        for (int i = 0; i < 10_000 && gauges().waitingBytes() > 0; i++) {
            long calls = rig.objects.calls();
            rig.objects.step();
            passLive(live, i);
            assertThat(rig.objects.calls() - calls).isLessThanOrEqualTo(2);
        }
        assertThat(gauges().waitingBytes()).isZero();
    }

    private void passLive(Topic live, int number) throws IOException {
        rig.send(live, "live" + number);
        var got = rig.receive(live, 1);
        assertThat(Rig.bodies(got)).containsExactly("live" + number);
        rig.ack(live, got);
        rig.pass(Duration.ofSeconds(1));
    }

    @Test
    void objectsOnTheMachinesDiskCountInItsBudgetAndConsumersMakeRoom() throws Exception {
        rig.objects.onDisk(true);
        rig.hotBytes = 24 << 10;
        rig.segmentBytes = 128 << 10;
        rig.memtableBytes = 32 << 10;
        rig.crash(1);
        int taken = 0;
        while (taken < 5_000 && isTaken(rig.trySend(topic, Duration.ZERO, noise(taken)))) {
            taken++;
            rig.pass(Duration.ofSeconds(1));
            assertThat(gauges().diskBytes() + gauges().storeBytes()).isLessThanOrEqualTo(rig.segmentBytes);
        }
        assertThat(taken).isBetween(100, 4_999);
        assertThat(gauges().storeBytes()).as("most is in the store alone").isGreaterThan(rig.segmentBytes / 2);
        assertThat(rig.trySend(topic, Duration.ZERO, noise(taken)))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.rejection())
                                .isInstanceOfSatisfying(
                                        Rejection.Throttled.class,
                                        throttled -> assertThat(throttled.cause())
                                                .isEqualTo(Rejection.Throttled.Cause.DISK)));
        int drained = backlog.drain().size();
        assertThat(drained).isEqualTo(taken);
        rig.pass(OLD_ENOUGH);
        rig.send(topic, "again");
    }

    @Test
    void oneObjectThatCannotBeDeletedHoldsUpNeitherUploadsNorOtherDeletions() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        String locked = objects().getFirst();
        rig.objects.lock(locked::equals);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        backlog.churn();
        rig.pass(Duration.ofSeconds(30));
        assertThat(objects()).as("the others went").containsExactly(locked);
        assertThat(gauges().undeleted()).isEqualTo(1);
        assertThat(gauges().deleteRefusal())
                .hasValueSatisfying(why -> assertThat(why).contains(locked));
        assertThat(gauges().storeAway()).isEmpty();

        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(gauges().waitingBytes()).as("uploads go on").isZero();
        assertThat(objects()).hasSizeGreaterThan(1);

        rig.objects.lock(name -> false);
        rig.pass(Duration.ofMinutes(11));
        assertThat(objects()).doesNotContain(locked);
        assertThat(gauges().undeleted()).isZero();
        assertThat(gauges().deleteRefusal()).isEmpty();
    }

    @Test
    void storeThatDeletesNothingIsAskedLessAndLess() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        int count = objects().size();
        rig.objects.lock(name -> true);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        backlog.churn();
        rig.pass(Duration.ofMinutes(20));
        assertThat(gauges().undeleted()).isEqualTo(count);
        long before = rig.objects.calls();
        rig.pass(Duration.ofMinutes(20));
        assertThat(rig.objects.calls() - before).isBetween((long) count, 3L * count);
    }

    @Test
    void whatIsConsumedSoonIsNeverUploaded() throws Exception {
        long calls = rig.objects.calls();
        for (int round = 0; round < 4; round++) {
            backlog.sendAll();
            assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        }
        rig.pass(OLD_ENOUGH);
        assertThat(rig.objects.calls()).isEqualTo(calls);
        assertThat(objects()).isEmpty();
    }

    @Test
    void anotherContentUnderTheNameStopsThatSegmentAlone() throws Exception {
        backlog.sendAll();
        String taken = "shard-00/" + backlog.files().getFirst();
        rig.kept
                .create(taken, Content.of(ByteBuffer.wrap("theirs".getBytes(StandardCharsets.US_ASCII))))
                .join();
        rig.pass(OLD_ENOUGH);
        assertThat(rig.damaged).singleElement().asString().contains(taken, "not ours");
        assertThat(gauges().conflicts()).isEqualTo(1);
        assertThat(backlog.files()).hasSize(1);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
    }

    @Test
    void damagedFileIsReadFromTheStoreAndHealed() throws Exception {
        rig.hotBytes = 0;
        rig.crash(1);
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        String name = backlog.files().getFirst();
        byte[] whole = bytes(name);
        try (DiskFile file = rig.disks.getFirst().open(name)) {
            file.write(ByteBuffer.wrap(new byte[2_000]), 200);
            file.force();
        }
        rig.crash(2);
        backlog.receiveAndAck();
        assertThat(bytes(name)).isEqualTo(whole);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES - 10);
    }

    @Test
    void fileThatIsDamagedBeforeItIsStoredIsNamedInWords() throws Exception {
        backlog.sendAll();
        String name = backlog.files().getFirst();
        try (DiskFile file = rig.disks.getFirst().open(name)) {
            file.write(ByteBuffer.wrap(new byte[2_000]), 200);
            file.force();
        }
        rig.pass(OLD_ENOUGH);
        assertThat(rig.damaged)
                .filteredOn(told -> told.contains("does not go to the object store"))
                .singleElement()
                .asString()
                .matches(name + " does not go to the object store: it has \\d+ bytes that are not what its hash says");
    }

    @Test
    void orphansOfEarlierEpochsAreDeletedWhenTheyAreOld() throws Exception {
        String orphan = "shard-00/segment-0000000000-0000000000000000000-0000000000000000007-000000";
        String others = "shard-01/segment-0000000001-0000000000000000000-0000000000000000007-000000";
        for (String name : List.of(orphan, others)) {
            rig.kept.create(name, Content.of(ByteBuffer.wrap(new byte[1]))).join();
        }
        backlog.sendAll();
        assertThat(all()).as("too young").contains(orphan, others);
        rig.pass(Duration.ofHours(2));
        rig.crash(1);
        assertThat(all())
                .as("before anything is flushed")
                .doesNotContain(orphan)
                .contains(others);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
    }

    /** A process that took the shard over writes such objects while its predecessor sweeps. */
    @Test
    void objectsOfThisEpochAndLaterOnesAreNobodysOrphans() throws Exception {
        backlog.sendAll();
        rig.pass(Duration.ofMinutes(5));
        long own = rig.shards.getFirst().gauges().storage().storeBytes();
        assertThat(own).isPositive();
        String now = objects().getFirst();
        int epochAt = now.indexOf("segment-") + "segment-0000000000-".length();
        long epoch = Long.parseLong(now.substring(epochAt, epochAt + 19));
        List<String> others = new ArrayList<>();
        for (long of = epoch; of < epoch + 2; of++) {
            String name = "shard-00/segment-0000000000-%019d-0000000000000000777-000000".formatted(of);
            rig.kept.create(name, Content.of(ByteBuffer.wrap(new byte[1]))).join();
            others.add(name);
        }
        rig.pass(Duration.ofHours(4));
        assertThat(all()).containsAll(others);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
    }

    @Test
    void whatWasTooYoungIsDeletedWithoutAnotherStart() throws Exception {
        String orphan = "shard-00/segment-0000000000-0000000000000000000-0000000000000000007-000000";
        rig.kept.create(orphan, Content.of(ByteBuffer.wrap(new byte[1]))).join();
        backlog.sendAll();
        rig.pass(Duration.ofMinutes(50));
        assertThat(all()).contains(orphan);
        rig.pass(Duration.ofMinutes(80));
        assertThat(all()).doesNotContain(orphan);
    }

    @Test
    void whatIsConsumedGivesItsSpaceBackThoughNothingElseHappens() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        assertThat(objects()).isNotEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        rig.pass(Duration.ofMinutes(5));
        assertThat(objects()).isEmpty();
        assertThat(backlog.files()).isEmpty();
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
