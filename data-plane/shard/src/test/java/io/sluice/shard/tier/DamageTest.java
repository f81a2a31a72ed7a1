package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.log.DiskFile;
import io.sluice.log.LogCorrupt;
import io.sluice.log.segment.Run;
import io.sluice.log.segment.SegmentDamaged;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.Source;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import io.sluice.testkit.FaultyDisk;
import io.sluice.testkit.objects.ObjectFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One bit is another one, or one file is cut: nothing wrong is delivered, what another copy has is healed, what is lost is
 * named and counted, and everything else goes on.
 */
final class DamageTest {
    private static final int MESSAGES = 300;
    private static final int FLIPS_A_FILE = 6;

    private final Random random = new Random(5);
    private final Set<String> sent = new HashSet<>();
    private Rig rig;
    private Topic orders;
    private Topic other;

    @BeforeEach
    void segmentsOfTwoTopics() throws Exception {
        begin(256 << 10, 96 << 10);
    }

    private void begin(long memtableBytes, long flushAfterBytes) throws Exception {
        sent.clear();
        rig = new Rig(1);
        rig.memtableBytes = memtableBytes;
        rig.flushAfterBytes = flushAfterBytes;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(0);
        orders = rig.topic("orders", 0, 1);
        other = rig.topic("other", 0, 2);
        send(MESSAGES);
        assertThat(files("segment-")).isNotEmpty();
    }

    @Test
    void flippedBitInABlockLosesThatBlockAlone() throws Exception {
        flip(files("segment-").getFirst(), 1_000);
        restart();
        int got = everything().size();
        assertThat(got).isBetween(sent.size() - 150, sent.size() - 1);
        assertThat(lost()).isEqualTo(sent.size() - got);
        assertThat(rig.damaged)
                .allSatisfy(line -> assertThat(line)
                        .matches(
                                "shard 0 lost [0-9]+ messages? of queue (orders|other) of account 000000000042, offsets [0-9]+ "
                                        + "to [0-9]+: segment-.* is damaged in block 0; there is no other copy"));
    }

    @Test
    void segmentThatIsMissingIsNotMadeByWhoLooksForIt() throws Exception {
        String missing = files("segment-").getFirst();
        rig.disks.getFirst().remove(missing);
        rig.disks.getFirst().forceNames();
        restart();
        assertThat(everything().size()).isLessThan(sent.size());
        assertThat(rig.damaged).isNotEmpty().allSatisfy(line -> assertThat(line).contains(missing + " is missing"));
        assertThat(files("segment-")).doesNotContain(missing);
    }

    @Test
    void lossIsCountedForEverAndTheRestIsWrittenAnew() throws Exception {
        String damaged = files("segment-").getFirst();
        flip(damaged, 1_000);
        restart();
        everythingIsReadOnce();
        long lost = lost();
        assertThat(lost).isPositive();
        new Backlog(rig, rig.topic("churned", 0, 3)).churn();
        assertThat(files("segment-")).doesNotContain(damaged);
        restart();
        assertThat(lost()).isEqualTo(lost);
        assertThat(everything()).hasSize((int) (sent.size() - lost));
    }

    @Test
    void cutOrMissingFileLosesWhatItHeldAlone() throws Exception {
        String cut = files("segment-").getFirst();
        rig.disks.getFirst().cut(cut, 5_000);
        restart();
        int got = everything().size();
        assertThat(got).isBetween(10, sent.size() - 1);
        assertThat(lost()).isEqualTo(sent.size() - got);

        send(MESSAGES);
        new Backlog(rig, rig.topic("churned", 0, 3)).churn();
        rig.disks.getFirst().remove(files("segment-").getFirst());
        restart();
        got += everything().size();
        assertThat(lost()).isEqualTo(sent.size() - got);
    }

    @Test
    void flippedBitInTheHeaderLosesNothing() throws Exception {
        flip(files("segment-").getFirst(), 3);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(3));
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
    }

    @Test
    void whatTheStoreHasIsHealedFromThere() throws Exception {
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        for (String file : files("segment-")) {
            byte[] whole = rig.disks.getFirst().bytes(file);
            rig.disks.getFirst().cut(file, random.nextInt(whole.length));
        }
        restart();
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
    }

    @Test
    void flippedBitInAnObjectThatIsTheOnlyCopyLosesThatBlockAlone() throws Exception {
        leaveTheDisk();
        damage(objects().getFirst());
        everythingIsReadOnce();
        assertThat(lost()).isBetween(1L, 150L);
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
        assertThat(rig.damaged).isNotEmpty().allSatisfy(line -> assertThat(line).contains("offsets"));
    }

    @Test
    void cutObjectLosesWhatItHeldAlone() throws Exception {
        leaveTheDisk();
        put(objects().getFirst(), new byte[100]);
        everythingIsReadOnce();
        assertThat(lost()).isPositive();
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
    }

    @Test
    void storeThatIsAwayLosesNothing() throws Exception {
        leaveTheDisk();
        rig.objects.away(true);
        everythingIsReadOnce();
        assertThat(lost()).isZero();
        rig.objects.away(false);
        rig.pass(Duration.ofSeconds(10));
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
    }

    @Test
    void objectThatIsMissingForGoodLosesWhatItHeldAlone() throws Exception {
        leaveTheDisk();
        String object = objects().getFirst();
        rig.kept.delete(object).join();
        everythingIsReadOnce();
        assertThat(lost()).isBetween(1L, sent.size() - 1L);
        assertThat(rig.damaged)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).contains("offsets", object + " is missing", "there is no other copy"));
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
        long lost = lost();
        restart();
        assertThat(lost()).isEqualTo(lost);
        assertThat(everything()).isEmpty();
    }

    @Test
    void objectThatComesBackSoonWasNotLost() throws Exception {
        leaveTheDisk();
        String object = objects().getFirst();
        byte[] bytes = bytes(object);
        rig.kept.delete(object).join();
        read(orders, false);
        rig.pass(Duration.ofSeconds(50));
        put(object, bytes);
        rig.pass(Duration.ofSeconds(30));
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
    }

    @Test
    void missingObjectOfADamagedFileLosesWhatIsDamagedThereAlone() throws Exception {
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        String file = files("segment-").getFirst();
        rig.kept.delete("shard-00/" + file).join();
        flip(file, 1_000);
        restart();
        everythingIsReadOnce();
        assertThat(lost()).isBetween(1L, 150L);
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
    }

    @Test
    void readsThatAreDamagedOnTheirWayLoseNothing() throws Exception {
        leaveTheDisk();
        rig.objects.faults(new ObjectFaults(50, 0, 0, 0, 100, 100, 0));
        for (int i = 0; i < 60; i++) {
            everythingIsReadOnce();
        }
        assertThat(lost()).isZero();
        rig.objects.faults(ObjectFaults.NONE);
        assertThat(everything()).hasSize(sent.size());
    }

    @Test
    void allReadsDamagedOnTheirWayForAWhileLoseNothing() throws Exception {
        leaveTheDisk();
        rig.objects.damageReads(true);
        for (int i = 0; i < 50; i++) {
            read(orders, false);
            read(other, false);
            rig.pass(Duration.ofSeconds(1));
        }
        rig.objects.damageReads(false);
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void damagedFileWaitsForAStoreWhoseReadsAreAllDamagedOnTheirWay() throws Exception {
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        for (String file : files("segment-")) {
            flip(file, 1_000);
        }
        restart();
        rig.objects.damageReads(true);
        for (int i = 0; i < 50; i++) {
            read(orders, false);
            read(other, false);
            rig.pass(Duration.ofSeconds(1));
        }
        assertThat(lost()).isZero();
        rig.objects.damageReads(false);
        assertThat(everything()).hasSize(sent.size());
        assertThat(lost()).isZero();
    }

    @Test
    void damagedObjectIsLostWhenItIsDamagedAMinuteLaterToo() throws Exception {
        leaveTheDisk();
        damage(objects().getFirst());
        read(orders, false);
        rig.pass(Duration.ofMillis(Mending.DOUBT_MS).minusSeconds(2));
        assertThat(lost()).isZero();
        assertThat(rig.damaged).isEmpty();
        rig.pass(Duration.ofSeconds(4));
        assertThat(lost()).isBetween(1L, 150L);
        assertThat(rig.damaged).isNotEmpty();
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
    }

    @Test
    void damageOnTheWayOfTheFirstLookAddsNothingToWhatIsLost() throws Exception {
        long broken = oneOfSomeBlocksIsDamaged();
        rig.objects.damageReads(true);
        read(orders, false);
        rig.pass(Duration.ofSeconds(1));
        rig.objects.damageReads(false);
        everythingIsReadOnce();
        assertThat(lost()).isBetween(1L, broken);
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
    }

    @Test
    void damageOnTheWayOfTheSecondLookAddsNothingToWhatIsLost() throws Exception {
        long broken = oneOfSomeBlocksIsDamaged();
        read(orders, false);
        rig.pass(Duration.ofSeconds(30));
        rig.objects.damageReads(true);
        rig.pass(Duration.ofSeconds(40));
        rig.objects.damageReads(false);
        assertThat(lost()).isBetween(1L, broken);
        assertThat(everything()).hasSize((int) (sent.size() - lost()));
    }

    /** Of the first object, which holds more than that; how many messages the block has. */
    private long oneOfSomeBlocksIsDamaged() throws Exception {
        begin(2 << 20, 192 << 10);
        leaveTheDisk();
        String object = objects().getFirst();
        damage(object);
        assertThat(bytes(object).length).as("of more blocks than one").isGreaterThan(64 << 10);
        return unreadable(bytes(object));
    }

    @Test
    void storeThatMayBeAnotherOneIsNotBelievedThatSomethingIsDamaged() throws Exception {
        leaveTheDisk();
        String object = objects().getFirst();
        damage(object);
        rig.objects.ours(false);
        everythingIsReadOnce();
        everythingIsReadOnce();
        assertThat(lost()).isZero();
        rig.objects.ours(true);
        everythingIsReadOnce();
        assertThat(lost()).isBetween(1L, 150L);
    }

    @Test
    void flippedBitAnywhereOnDiskIsNeverDelivered() throws Exception {
        FaultyDisk whole = rig.disks.getFirst().copy();
        int lost = 0;
        int refused = 0;
        for (String file : whole.list()) {
            int size = whole.bytes(file).length;
            if (size == 0) {
                continue;
            }
            for (int i = 0; i < FLIPS_A_FILE; i++) {
                begin(whole);
                rig.disks.getFirst().flipBit(file, random.nextInt(size), random.nextInt(8));
                lost += lostOrRefused(file);
                begin(whole);
                rig.disks.getFirst().cut(file, random.nextInt(size));
                refused += lostOrRefused(file) < 0 ? 1 : 0;
            }
        }
        assertThat(lost).isPositive();
        assertThat(refused).isPositive();
    }

    /** How many messages are lost, −1 if the start is refused. */
    private int lostOrRefused(String file) throws Exception {
        try {
            rig.start();
        } catch (LogCorrupt corrupt) {
            assertThat(corrupt).hasMessageContaining(file);
            assertThat(file).startsWith("log-");
            return -1;
        }
        List<String> got = everything();
        assertThat(sent.size() - got.size()).as("lost with " + file).isEqualTo((int) lost());
        if (lost() > 0) {
            assertThat(file).startsWith("segment-");
            assertThat(rig.damaged)
                    .isNotEmpty()
                    .anySatisfy(line -> assertThat(line).contains("offsets"));
        }
        return (int) lost();
    }

    private void begin(FaultyDisk disk) {
        rig.damaged.clear();
        rig.disks.set(0, disk.copy());
    }

    private void send(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            for (Topic topic : List.of(orders, other)) {
                StringBuilder body = new StringBuilder(topic.name() + sent.size() + " ");
                random.ints(400, 33, 127).forEach(letter -> body.append((char) letter));
                rig.send(topic, body.toString());
                sent.add(body.toString());
            }
            rig.pass(Duration.ofMillis(20));
        }
    }

    private void leaveTheDisk() throws Exception {
        rig.hotBytes = 1;
        rig.crash(1);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        assertThat(files("segment-")).isEmpty();
        restart(); // nothing is read ahead
    }

    private void restart() throws Exception {
        rig.crash(9);
    }

    /** Receives and acks all that there is, each of it once, and what was sent; what cannot be read is asked for again. */
    private List<String> everything() throws IOException {
        List<String> got = new ArrayList<>();
        for (int quiet = 0; quiet < 3; quiet++) {
            for (Topic topic : List.of(orders, other)) {
                List<String> some = read(topic, true);
                while (!some.isEmpty()) {
                    got.addAll(some);
                    quiet = 0;
                    some = read(topic, true);
                }
            }
            rig.pass(Duration.ofSeconds(40));
        }
        assertThat(got).doesNotHaveDuplicates();
        assertThat(sent).containsAll(got);
        return got;
    }

    private void everythingIsReadOnce() throws IOException {
        for (Topic topic : List.of(orders, other)) {
            for (int i = 0; i < 2 * MESSAGES / 10; i++) {
                read(topic, false);
                rig.pass(Duration.ofMillis(500));
            }
        }
        rig.pass(Duration.ofSeconds(100));
    }

    private List<String> read(Topic topic, boolean ack) throws IOException {
        var result = rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries());
        if (!(result instanceof Result.Ok<List<Delivery>>(var got)) || got.isEmpty()) {
            return List.of();
        }
        if (ack) {
            rig.ack(topic, got);
        }
        return Rig.bodies(got);
    }

    private long lost() {
        return rig.shards.getFirst().gauges().storage().lostMessages();
    }

    private void flip(String file, int at) throws IOException {
        rig.disks.getFirst().flipBit(file, at, 3);
    }

    private void damage(String object) {
        byte[] bytes = bytes(object);
        bytes[1_000] ^= 8;
        put(object, bytes);
    }

    private void put(String object, byte[] bytes) {
        rig.kept.delete(object).join();
        rig.kept.create(object, Content.of(ByteBuffer.wrap(bytes))).join();
    }

    private List<String> files(String prefix) throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    private byte[] bytes(String object) {
        int size = (int) rig.kept.head(object).join().orElseThrow().size();
        byte[] bytes = new byte[size];
        rig.kept.read(object, 0, size).join().get(bytes);
        return bytes;
    }

    /** Messages in damaged blocks of a segment. */
    private static long unreadable(byte[] segment) throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.put("segment", segment);
        try (DiskFile file = disk.openToRead("segment")) {
            SegmentReader.open("segment", Source.of(file)).verify((done, of) -> {});
            return 0;
        } catch (SegmentDamaged damaged) {
            return damaged.lost().stream().mapToLong(Run::messages).sum();
        }
    }

    private List<String> objects() {
        return rig.kept.list("shard-00/", "", ObjectStore.MAX_PAGE).join().objects().stream()
                .map(Page.Item::name)
                .toList();
    }
}
