package io.sluice.shard.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.log.body.BodyFormat;
import io.sluice.log.body.BodyName;
import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.objects.Page;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are too large for the log lie in files of their own. */
final class LargeBodiesTest {
    /** What is missing after so long is lost. */
    private static final Duration MISSING =
            Duration.ofMillis(BodyDoubts.FIRST_REST_MS).plusSeconds(1);

    private static final String LARGE = "a body of many words, ".repeat(100);

    private Rig rig;
    private Topic topic;

    @BeforeEach
    void smallBodiesAreLarge() throws Exception {
        rig = new Rig(2);
        rig.largeBytes = 1_000;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
    }

    @Test
    void logNeverSeesTheBody() throws Exception {
        long before = rig.logs.getFirst().keptBytes();
        rig.send(topic, LARGE, "small", LARGE);
        assertThat(files(0)).hasSize(2);
        assertThat(rig.logs.getFirst().keptBytes() - before).isLessThan(LARGE.length());
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, "small", LARGE);
    }

    @Test
    void powerCutLosesNothingThatWasAnswered() throws Exception {
        rig.send(topic, LARGE);
        for (int seed = 0; seed < 10; seed++) {
            rig.crash(seed);
            assertThat(rig.hashes()).isNotEmpty();
        }
        List<Delivery> got = rig.receive(topic, 10);
        assertThat(Rig.bodies(got)).containsExactly(LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void fileGoesWithItsMessageOnceNoSnapshotNamesIt() throws Exception {
        rig.send(topic, LARGE);
        rig.shards.getFirst().snapshotNow();
        rig.ack(topic, rig.receive(topic, 1));
        assertThat(files(0)).hasSize(1);
        for (int i = 0; i < 3; i++) {
            rig.send(topic, "later");
            rig.ack(topic, rig.receive(topic, 1));
            rig.shards.getFirst().snapshotNow();
            rig.run();
        }
        assertThat(files(0)).isEmpty();
    }

    @Test
    void manyLeftoversMakeSnapshotsThatLetThemGo() throws Exception {
        rig.snapshotEveryBytes = 4_000;
        rig.crash(1);
        for (int i = 0; i < 40; i++) {
            rig.send(topic, LARGE);
            rig.ack(topic, rig.receive(topic, 1));
            rig.pass(Duration.ofSeconds(1));
        }
        assertThat(files(0)).hasSizeLessThan(20);
    }

    @Test
    void objectsOnTheMachinesDiskCountInItsBudgetAndConsumersMakeRoom() throws Exception {
        rig.objects.onDisk(true);
        rig.segmentBytes = 64 << 10;
        rig.memtableBytes = 4 << 10;
        rig.hotBytes = 8 << 10;
        rig.crash(1);
        int taken = 0;
        while (taken < 200 && rig.trySend(topic, Duration.ZERO, LARGE) instanceof Result.Ok) {
            taken++;
            rig.pass(Duration.ofSeconds(10));
            var storage = rig.shards.getFirst().gauges().storage();
            assertThat(storage.diskBytes() + storage.storeBytes()).isLessThanOrEqualTo(rig.segmentBytes);
        }
        assertThat(taken).as("most have no second copy").isBetween(20, 30);
        assertThat(rig.trySend(topic, Duration.ZERO, LARGE))
                .isEqualTo(
                        Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1))));
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isFalse();

        rig.ack(topic, rig.receive(topic, 5));
        rig.pass(Duration.ofSeconds(10));
        rig.send(topic, LARGE, LARGE);
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isTrue();
    }

    @Test
    void parkedMessageKeepsItsFileWithinTheShard() throws Exception {
        Topic dead = rig.topic("dead", 0, 2);
        topic = rig.topic("orders", 0, 1, 1, Optional.of(dead));
        Topic source = rig.topic("source", 0, 3, 1, Optional.of(dead));
        rig.send(source, LARGE);
        List<String> before = files(0);
        rig.receive(source, 1);
        rig.pass(Duration.ofSeconds(40));
        rig.crash(3);
        rig.run();
        assertThat(files(0)).isEqualTo(before).hasSize(1);
        assertThat(Rig.bodies(rig.receive(dead, 1))).containsExactly(LARGE);
    }

    @Test
    void parkedMessageTakesItsFileToAnotherShard() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        Topic source = rig.topic("source", 0, 3, 1, Optional.of(dead));
        rig.send(source, LARGE);
        rig.receive(source, 1);
        rig.pass(Duration.ofSeconds(40));
        rig.crash(3);
        assertThat(files(1)).hasSize(1);
        List<Delivery> got = rig.receive(dead, 1);
        assertThat(Rig.bodies(got)).containsExactly(LARGE);
        assertThat(rig.shards.getFirst().gauges().storage().diskBytes()).isPositive(); // until snapshots let it go
    }

    @Test
    void damagedBodyIsNamedAndDoesNotStandBeforeOthers() throws Exception {
        rig.send(topic, LARGE);
        rig.send(topic, "small", LARGE);
        rig.disks.getFirst().flipBit(files(0).getFirst(), 300, 1);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("small", LARGE);
        assertThat(rig.damaged)
                .singleElement()
                .asString()
                .contains("LOST: message 0 of orders")
                .contains("body-");
        rig.crash(2);
        rig.pass(Duration.ofSeconds(40));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("small", LARGE);
    }

    @Test
    void missingBodyIsNamedAndDoesNotStandBeforeOthers() throws Exception {
        rig.send(topic, LARGE);
        rig.send(topic, "small");
        rig.disks.getFirst().remove(files(0).getFirst());
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("small");
        assertThat(rig.damaged).singleElement().asString().contains("is missing");
        assertThat(files(0)).as("made by those who looked").isEmpty();
    }

    @Test
    void nobodyLeavesABodyOpen() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        topic = rig.topic("source", 0, 3, 1, Optional.of(dead));
        rig.send(topic, LARGE);
        LargeMessages.Incoming incoming = begin(5_000);
        rig.await(incoming.add(ByteBuffer.allocate(1_000)));
        assertThat(rig.disks.getFirst().openFiles()).anyMatch(name -> name.startsWith("body-"));
        incoming.abandon();
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        rig.disks.getFirst().flipBit(files(0).getFirst(), 300, 1);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        rig.pass(Duration.ofSeconds(40));
        assertThat(Rig.bodies(rig.receive(dead, 10))).containsExactly(LARGE);
        assertThat(rig.disks)
                .allSatisfy(disk -> assertThat(disk.openFiles()).noneMatch(name -> name.startsWith("body-")));
    }

    /** As those of a crash between the making of a file and its first byte. */
    @Test
    void emptyFileIsSweptAndNoDamage() throws Exception {
        rig.send(topic, LARGE);
        String empty = new BodyName(1, 7).toString();
        rig.disks.getFirst().put(empty, new byte[0]);
        rig.crash(4);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(11));
        assertThat(files(0)).hasSize(1).doesNotContain(empty);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    /** Somebody has put a file there, as from a backup: it is not written over, and the sender hears of no success. */
    @Test
    void nameThatIsTakenIsNotTakenASecondTime() throws Exception {
        rig.send(topic, LARGE);
        BodyName first = BodyName.parse(files(0).getFirst()).orElseThrow();
        BodyName next = new BodyName(first.epoch(), first.number() + 1);
        rig.disks.getFirst().put(next.toString(), new byte[] {1, 2, 3});
        assertThat(rig.trySend(topic, Duration.ZERO, LARGE)).isInstanceOf(Result.Refused.class);
        rig.send(topic, LARGE);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void bodyThatWasWrittenAndNeverSentIsSwept() throws Exception {
        rig.send(topic, LARGE);
        LargeMessages.Incoming incoming = begin(5_000);
        rig.await(incoming.add(ByteBuffer.allocate(5_000)));
        assertThat(files(0)).hasSize(2);
        rig.disks.getFirst().forceNames();
        rig.crash(4);
        assertThat(files(0)).hasSize(2);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(11));
        assertThat(files(0)).hasSize(1);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
    }

    /** Of a message that went right before files and objects were looked through, a while after a start. */
    @Test
    void bodyThatAnOlderSnapshotMayNameIsNobodysOrphan() throws Exception {
        rig.send(topic, LARGE, LARGE);
        rig.pass(Duration.ofHours(2));
        rig.crash(4);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(10).minusSeconds(10));
        snapshot();
        snapshot();
        List<String> files = files(0);
        List<String> objects = objects();
        assertThat(files).hasSize(2);
        assertThat(objects).hasSize(2);
        rig.ack(topic, rig.receive(topic, 1));
        rig.pass(Duration.ofSeconds(15));
        assertThat(files(0))
                .as("looked through ten upload times after the start")
                .isEqualTo(files);
        rig.pass(Duration.ofHours(1).minus(Rig.UPLOAD_AFTER.multipliedBy(10)).minusSeconds(20));
        List<String> left = objects();
        snapshot();
        snapshot();
        rig.ack(topic, rig.receive(topic, 1));
        rig.pass(Duration.ofSeconds(20));
        assertThat(objects()).as("looked through an hour after the start").isEqualTo(left);
        for (int i = 0; i < 3; i++) {
            snapshot();
        }
        rig.pass(Duration.ofMinutes(1));
        assertThat(files(0)).isEmpty();
        assertThat(objects()).isEmpty();
    }

    private void snapshot() throws IOException {
        Topic beat = rig.topic("beat", 0, 99);
        rig.send(beat, "brings the log on");
        rig.ack(beat, rig.receive(beat, 1));
        rig.shards.getFirst().snapshotNow();
        rig.run();
    }

    private List<String> objects() {
        return rig.kept.list("shard-00/body-", "", 10).join().objects().stream()
                .map(Page.Item::name)
                .toList();
    }

    @Test
    void bodyThatIsBeingWrittenIsNotSwept() throws Exception {
        rig.send(topic, LARGE);
        rig.crash(4);
        LargeMessages.Incoming incoming = begin(5_000);
        rig.await(incoming.add(ByteBuffer.allocate(1_000)));
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(11));
        assertThat(files(0)).hasSize(2);
        rig.await(incoming.add(ByteBuffer.allocate(4_000)));
        Rig.ok(rig.await(incoming.end()));
        assertThat(rig.receive(topic, 10)).hasSize(2);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void fileOfABodyThatHasLeftTheDiskIsSwept() throws Exception {
        String body = evicted().getFirst().substring("shard-00/".length());
        int bytes = (int) rig.kept.head("shard-00/" + body).join().orElseThrow().size();
        byte[] file = new byte[bytes];
        rig.kept.read("shard-00/" + body, 0, bytes).join().get(file);
        rig.disks.getFirst().put(body, file);
        rig.crash(4);
        assertThat(files(0)).containsExactly(body);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(11));
        assertThat(files(0)).isEmpty();
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
    }

    @Test
    void abandonedBodyLeavesNothing() throws Exception {
        LargeMessages.Incoming incoming = begin(5_000);
        rig.await(incoming.add(ByteBuffer.allocate(1_000)));
        incoming.abandon();
        rig.run();
        assertThat(files(0)).isEmpty();
        assertThat(rig.shards.getFirst().gauges().storage().diskBytes()).isZero();
    }

    @Test
    void bodyOfManyPiecesIsReadByRange() throws Exception {
        topic = rig.topic("large", 0, 9, 64 << 20);
        int length = 5 * BodyFormat.BLOCK_BYTES + 77;
        byte[] body = new byte[length];
        new java.util.Random(5).nextBytes(body);
        LargeMessages.Incoming incoming = begin(length);
        for (int at = 0; at < length; at += 100_000) {
            Rig.ok(rig.await(incoming.add(ByteBuffer.wrap(body, at, Math.min(100_000, length - at)))));
        }
        Rig.ok(rig.await(incoming.end()));
        rig.crash(6);
        Delivery got = rig.receive(topic, 1).getFirst();
        for (int from : new int[] {0, 1, 262_143, 262_144, 400_000, length - 10}) {
            assertThat(got.bytesElsewhere()).isEqualTo(length);
            ByteBuffer part = Rig.ok(rig.await(rig.large.read(Rig.CALLER, topic, got.receipt(), from, 262_144)));
            assertThat(part).isEqualTo(ByteBuffer.wrap(body, from, Math.min(262_144, length - from)));
        }
        rig.ack(topic, List.of(got));
        assertThat(rig.await(rig.large.read(Rig.CALLER, topic, got.receipt(), 0, 10)))
                .isEqualTo(Result.refused(new Rejection.NotLeased()));
    }

    @Test
    void damageBehindTheFirstBlockIsNamedByWhoeverReadsThere() throws Exception {
        byte[] body = tenBlocks();
        rig.send(topic, "small");
        rig.disks.getFirst().flipBit(files(0).getFirst(), 8 * BodyFormat.BLOCK_BYTES + 1_000, 1);
        List<Delivery> got = rig.receive(topic, 10);
        assertThat(got).hasSize(2);
        assertThat(Rig.ok(read(got.getFirst(), 0))).isEqualTo(ByteBuffer.wrap(body, 0, BodyFormat.BLOCK_BYTES));
        assertThat(rig.damaged).isEmpty();
        CompletionStage<Result<ByteBuffer>> another =
                rig.large.read(Rig.CALLER, topic, got.getFirst().receipt(), 8 * BodyFormat.BLOCK_BYTES, 1_000);
        assertThat(read(got.getFirst(), 8 * BodyFormat.BLOCK_BYTES))
                .isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        assertThat(rig.await(another)).isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        assertThat(rig.damaged)
                .singleElement()
                .asString()
                .contains("LOST: message 0 of large")
                .contains("is damaged in block ");
        assertThat(read(got.getFirst(), 0)).isEqualTo(Result.refused(new Rejection.NotLeased()));
        rig.crash(2);
        rig.pass(Duration.ofSeconds(40));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("small");
    }

    @Test
    void downloadGoesOnWhereTheStoreHasWhatIsDamaged() throws Exception {
        byte[] body = tenBlocks();
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        String file = files(0).getFirst();
        byte[] whole = rig.disks.getFirst().bytes(file);
        rig.disks.getFirst().flipBit(file, 8 * BodyFormat.BLOCK_BYTES + 1_000, 1);
        Delivery got = rig.receive(topic, 1).getFirst();
        for (int from = 0; from < body.length; from += BodyFormat.BLOCK_BYTES) {
            assertThat(Rig.ok(read(got, from))).isEqualTo(ByteBuffer.wrap(body, from, BodyFormat.BLOCK_BYTES));
        }
        assertThat(rig.disks.getFirst().bytes(file)).isEqualTo(whole);
        assertThat(rig.damaged).isEmpty();
    }

    /** A message in another queue whose body is never whole in memory. */
    private byte[] tenBlocks() throws Exception {
        topic = rig.topic("large", 0, 9, 64 << 20);
        byte[] body = new byte[10 * BodyFormat.BLOCK_BYTES];
        new java.util.Random(5).nextBytes(body);
        LargeMessages.Incoming incoming = begin(body.length);
        for (int at = 0; at < body.length; at += BodyFormat.BLOCK_BYTES) {
            Rig.ok(rig.await(incoming.add(ByteBuffer.wrap(body, at, BodyFormat.BLOCK_BYTES))));
        }
        Rig.ok(rig.await(incoming.end()));
        return body;
    }

    private Result<ByteBuffer> read(Delivery of, int from) throws IOException {
        return rig.await(rig.large.read(Rig.CALLER, topic, of.receipt(), from, BodyFormat.BLOCK_BYTES));
    }

    @Test
    void fullDiskRefusesTheBodyAndKeepsNothingOfIt() throws Exception {
        rig.disks.getFirst().fillAfter(rig.disks.getFirst().usedBytes() + 1_200);
        assertThat(rig.trySend(topic, Duration.ZERO, LARGE))
                .isEqualTo(
                        Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1))));
        assertThat(files(0)).isEmpty();
        rig.disks.getFirst().fillAfter(Long.MAX_VALUE);
        rig.pass(Duration.ofSeconds(1));
        rig.send(topic, LARGE);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
    }

    @Test
    void bodyThatTheDiskHadNoFileForIsToldUntilOneIsTaken() throws Exception {
        Rejection full = new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1));
        rig.disks.getFirst().noMoreFiles(true);
        assertThat(rig.trySend(topic, Duration.ZERO, LARGE)).isEqualTo(Result.refused(full));
        rig.disks.getFirst().noMoreFiles(false);
        rig.send(topic, "small");
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isFalse();
        rig.send(topic, LARGE);
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isTrue();

        LargeMessages.Incoming incoming = begin(5_000);
        rig.disks.getFirst().noMoreFiles(true);
        assertThat(rig.await(incoming.add(ByteBuffer.allocate(1_000)))).isEqualTo(Result.refused(full));
        rig.disks.getFirst().noMoreFiles(false);
        rig.run();
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isFalse();
        incoming = begin(5_000);
        Rig.ok(rig.await(incoming.add(ByteBuffer.allocate(5_000))));
        Rig.ok(rig.await(incoming.end()));
        rig.run();
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isTrue();
        assertThat(Rig.bodies(rig.receive(topic, 10))).startsWith("small", LARGE);
    }

    @Test
    void oldBodiesLeaveTheDiskAndComeBackWhole() throws Exception {
        rig.hotBytes = 1;
        rig.crash(7);
        rig.send(topic, LARGE, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        assertThat(files(0)).isEmpty();
        assertThat(rig.shards.getFirst().gauges().storage().storeBytes()).isPositive();
        rig.crash(8);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
    }

    @Test
    void damagedFileIsHealedFromTheStore() throws Exception {
        rig.send(topic, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        String file = files(0).getFirst();
        byte[] whole = rig.disks.getFirst().bytes(file);
        rig.disks.getFirst().flipBit(file, 300, 1);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.disks.getFirst().bytes(file)).isEqualTo(whole);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void halfOfAHealingStandsInTheWayOfNone() throws Exception {
        rig.send(topic, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        String file = files(0).getFirst();
        byte[] whole = rig.disks.getFirst().bytes(file);
        rig.disks.getFirst().flipBit(file, 300, 1);
        rig.disks.getFirst().put(file + "-healing", new byte[whole.length + 1]);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.disks.getFirst().bytes(file)).isEqualTo(whole);
        assertThat(files(0)).containsExactly(file);
    }

    @Test
    void objectThatTheStoreDoesNotFindForAMomentIsNotLost() throws Exception {
        String object = evicted().getFirst();
        int bytes = (int) rig.kept.head(object).join().orElseThrow().size();
        ByteBuffer content = rig.kept.read(object, 0, bytes).join();
        rig.kept.delete(object).join();
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        rig.kept.create(object, Content.of(content)).join();
        rig.pass(MISSING);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void missingObjectIsNamedAndDoesNotStandBeforeOthers() throws Exception {
        rig.kept.delete(evicted().getFirst()).join();
        rig.send(topic, "small");
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, "small");
        assertThat(rig.damaged).isEmpty();
        rig.pass(MISSING);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, "small");
        assertThat(rig.damaged)
                .singleElement()
                .asString()
                .contains("LOST: message 0 of orders")
                .contains("shard-00/body-")
                .contains("is missing");
        rig.crash(2);
        rig.pass(Duration.ofSeconds(40));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, "small");
    }

    @Test
    void cutObjectIsNamedAndDoesNotStandBeforeOthers() throws Exception {
        String object = evicted().getFirst();
        ByteBuffer half = rig.kept.read(object, 0, 1_000).join();
        rig.kept.delete(object).join();
        rig.kept.create(object, Content.of(half)).join();
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        rig.pass(MISSING);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.damaged)
                .singleElement()
                .asString()
                .contains("LOST: message 0 of orders")
                .contains("has 1000 bytes");
    }

    @Test
    void allReadsDamagedOnTheirWayForAWhileLoseNothing() throws Exception {
        evicted();
        for (int storms = 0; storms < 3; storms++) {
            rig.objects.damageReads(true);
            for (int i = 0; i < 25; i++) {
                nothingCanBeReadNow();
                rig.pass(Duration.ofSeconds(2));
            }
            rig.objects.damageReads(false);
            rig.pass(Duration.ofMinutes(10));
        }
        assertThat(rig.damaged).isEmpty();
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
    }

    @Test
    void damagedObjectIsNamedAMinuteLater() throws Exception {
        flip(evicted().getFirst(), 300);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        rig.pass(MISSING.minusSeconds(2));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.damaged).isEmpty();
        rig.pass(MISSING);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE);
        assertThat(rig.damaged)
                .singleElement()
                .asString()
                .contains("LOST: message 0 of orders")
                .contains("is damaged in block 0");
    }

    @Test
    void damageBehindTheBeginningOfAnObjectIsNamedThoughTheBeginningIsRead() throws Exception {
        rig.hotBytes = 1;
        rig.crash(7);
        tenBlocks();
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        assertThat(files(0)).isEmpty();
        flip(objects().getFirst(), 8 * BodyFormat.BLOCK_BYTES + 1_000);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.damaged).isEmpty();
            Delivery got = rig.receive(topic, 1).getFirst();
            assertThat(read(got, 0)).isInstanceOf(Result.Ok.class);
            assertThat(read(got, 8 * BodyFormat.BLOCK_BYTES))
                    .isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
            rig.pass(Duration.ofSeconds(35));
        }
        assertThat(rig.damaged).singleElement().asString().contains("LOST: message 0 of large", "is damaged in block ");
        assertThat(rig.receive(topic, 1)).isEmpty();
    }

    @Test
    void storeThatMayBeAnotherOneIsNotBelievedThatSomethingIsDamaged() throws Exception {
        evicted().forEach(object -> flip(object, 300));
        rig.objects.ours(false);
        for (int i = 0; i < 3; i++) {
            nothingCanBeReadNow();
            rig.pass(MISSING);
        }
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void parkedMessageWaitsForAStoreWhoseReadsAreAllDamagedOnTheirWay() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        topic = rig.topic("source", 0, 3, 1, Optional.of(dead));
        evicted();
        assertThat(rig.receive(topic, 10)).hasSize(2);
        rig.objects.damageReads(true);
        rig.pass(Duration.ofSeconds(50));
        rig.objects.damageReads(false);
        rig.pass(Duration.ofSeconds(20));
        assertThat(Rig.bodies(rig.receive(dead, 10))).containsExactly(LARGE, LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    private void nothingCanBeReadNow() throws IOException {
        assertThat(rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries()))
                .isIn(Result.ok(List.of()), Result.refused(new Rejection.Unavailable(Effect.NONE)));
    }

    private void flip(String object, int at) {
        int bytes = (int) rig.kept.head(object).join().orElseThrow().size();
        byte[] content = new byte[bytes];
        rig.kept.read(object, 0, bytes).join().get(content);
        content[at] ^= 8;
        rig.kept.delete(object).join();
        rig.kept.create(object, Content.of(ByteBuffer.wrap(content))).join();
    }

    @Test
    void missingObjectDoesNotKeepParkedMessagesBack() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        topic = rig.topic("source", 0, 3, 1, Optional.of(dead));
        List<String> objects = evicted();
        rig.receive(topic, 10);
        rig.kept.delete(objects.getFirst()).join();
        rig.pass(MISSING.multipliedBy(2));
        assertThat(Rig.bodies(rig.receive(dead, 10))).containsExactly(LARGE);
        rig.pass(MISSING);
        assertThat(Rig.bodies(rig.receive(dead, 10))).containsExactly(LARGE);
        assertThat(rig.damaged).singleElement().asString().contains("LOST: message 0 of dead");
    }

    @Test
    void parkedMessageWhoseFileIsDamagedTakesTheStoresCopyToAnotherShard() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        topic = rig.topic("source", 0, 3, 1, Optional.of(dead));
        rig.send(topic, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        rig.receive(topic, 1);
        rig.disks.getFirst().flipBit(files(0).getFirst(), 300, 1);
        rig.pass(Duration.ofSeconds(40));
        assertThat(Rig.bodies(rig.receive(dead, 1))).containsExactly(LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void parkedMessageWhoseCopiesAreAllDamagedIsNamedWhereItArrives() throws Exception {
        Topic dead = rig.topic("dead", 1, 2);
        topic = rig.topic("source", 0, 3, 1, Optional.of(dead));
        rig.send(topic, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        rig.receive(topic, 1);
        String file = files(0).getFirst();
        rig.disks.getFirst().flipBit(file, 300, 1);
        rig.kept.delete("shard-00/" + file).join();
        rig.pass(MISSING.multipliedBy(2));
        assertThat(rig.receive(dead, 1)).isEmpty();
        assertThat(rig.damaged).singleElement().asString().contains("LOST: message 0 of dead", "is damaged in block 0");
    }

    @Test
    void storeThatIsAwayLosesNothing() throws Exception {
        evicted();
        rig.objects.away(true);
        assertThat(rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries()))
                .isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        rig.objects.away(false);
        rig.pass(Duration.ofSeconds(2));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly(LARGE, LARGE);
        assertThat(rig.damaged).isEmpty();
    }

    @Test
    void listThatAnswersHidesNoUploadThatFailsThoughNoneCanBeTried() throws Exception {
        rig.objects.onDisk(true);
        rig.segmentBytes = 64 << 10;
        rig.memtableBytes = 4 << 10;
        rig.crash(1);
        rig.pass(Duration.ofMinutes(1));
        rig.objects.readOnly(true);
        while (rig.trySend(topic, Duration.ZERO, LARGE.repeat(9)) instanceof Result.Ok) {
            rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        }
        for (int minute = 0; minute < 10; minute++) {
            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.shards.getFirst().gauges().storage().storeAway()).isPresent();
        }
    }

    /** Two messages whose bodies are in the object store alone: the names of the objects. */
    private List<String> evicted() throws Exception {
        rig.hotBytes = 1;
        rig.crash(7);
        rig.send(topic, LARGE, LARGE);
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(60));
        assertThat(files(0)).isEmpty();
        return objects();
    }

    private LargeMessages.Incoming begin(long length) throws IOException {
        CompletionStage<Result<LargeMessages.Incoming>> begun = rig.large.begin(
                Rig.CALLER, topic, new Outgoing(new byte[0], List.of(), Optional.empty(), null, null, null), length);
        return Rig.ok(rig.await(begun));
    }

    private List<String> files(int shard) throws IOException {
        return rig.disks.get(shard).list().stream()
                .filter(name -> name.startsWith("body-"))
                .toList();
    }
}
