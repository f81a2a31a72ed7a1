package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Result;
import io.sluice.log.body.BodyName;
import io.sluice.log.segment.SegmentId;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import io.sluice.testkit.PowerLoss;
import io.sluice.testkit.objects.ObjectFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody can need again goes, from the disk, the store and the budget, and not before. */
final class LeftBehindTest {
    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);

    private Rig rig;
    private Topic topic;
    private Topic beat;
    private Backlog backlog;

    @BeforeEach
    void smallMemtable() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
        beat = rig.topic("beat", 0, 2);
        backlog = new Backlog(rig, topic);
    }

    @Test
    void filesAndObjectsStayForAsLongAsAnOlderSnapshotMayNameThem() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        snapshot();
        snapshot();
        List<String> files = backlog.files();
        List<String> objects = objects();
        assertThat(files).isNotEmpty();
        assertThat(objects).isNotEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        snapshot();
        assertThat(backlog.files()).as("the one before the newest names them").containsAll(files);
        assertThat(objects()).containsAll(objects);
        snapshot();
        snapshot();
        assertThat(backlog.files()).isEmpty();
        assertThat(objects()).isEmpty();
    }

    @Test
    void objectThatAnOlderSnapshotMayNameIsNobodysOrphan() throws Exception {
        backlog.sendAll();
        rig.pass(Duration.ofHours(2));
        rig.crash(1);
        rig.pass(Duration.ofMinutes(60).minusSeconds(40));
        snapshot();
        snapshot();
        List<String> objects = objects();
        assertThat(objects).isNotEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        snapshot();
        rig.pass(Duration.ofSeconds(43));
        assertThat(objects()).as("looked at once more, an hour after the start").isEqualTo(objects);
        rig.pass(Duration.ofMinutes(5));
        assertThat(objects()).isEmpty();
    }

    @Test
    void objectOfASegmentThatWasDroppedBeforeItsUploadWasRecordedGoes() throws Exception {
        backlog.sendAll();
        rig.objects.faults(new ObjectFaults(0, 0, 0, 0, 0, 0, 50));
        rig.pass(OLD_ENOUGH);
        assertThat(objects()).isEmpty();
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        stepUntilStored();
        rig.pass(Duration.ofSeconds(1));
        rig.objects.faults(ObjectFaults.NONE);
        for (int i = 0; i < 60; i++) {
            rig.objects.step();
            rig.pass(Duration.ofSeconds(1));
        }
        assertThat(objects()).isEmpty();
    }

    private void stepUntilStored() throws IOException {
        for (int i = 0; i < 200 && objects().isEmpty(); i++) {
            rig.objects.step();
        }
        assertThat(objects()).hasSize(1);
    }

    @Test
    void whatHasGoneTakesNothingOfTheBudget() throws Exception {
        rig.segmentBytes = 256 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(1);
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            String body = random.ints(500, 33, 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(rig.trySend(topic, Duration.ZERO, body))
                    .as("message " + i)
                    .isInstanceOf(Result.Ok.class);
            if (i % 100 == 99) {
                assertThat(backlog.drain()).hasSize(100);
            }
            rig.pass(Duration.ofMillis(200));
        }
        assertThat(rig.shards.getFirst().gauges().diskHasRoom()).isTrue();
    }

    @Test
    void filesThatNobodyRecordedOrNeedsAreRemovedAfterAStart() throws Exception {
        rig.hotBytes = 1;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(1);
        backlog.sendAll();
        String evicted = backlog.files().getLast();
        byte[] bytes = rig.disks.getFirst().bytes(evicted);
        rig.pass(OLD_ENOUGH);
        assertThat(backlog.files()).isEmpty();
        String unrecorded = "segment-0000000000-0000000000000000001-0000000000000000099-000000";
        rig.disks.getFirst().put(evicted, bytes);
        rig.disks.getFirst().put(unrecorded, bytes);
        rig.disks.getFirst().put(evicted + "-healing", bytes);
        rig.crash(2);
        assertThat(backlog.files()).as("half of a healing goes at once").containsExactlyInAnyOrder(evicted, unrecorded);
        backlog.sendAll();
        for (int i = 0; i < 3; i++) {
            snapshot();
        }
        assertThat(backlog.files()).isNotEmpty().doesNotContain(evicted, unrecorded);
        assertThat(backlog.drain()).hasSize(2 * Backlog.MESSAGES);
    }

    @Test
    void objectsOfEarlierEpochsGoAndThoseThatMayStillBeRecordedStay() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        List<String> needed = objects();
        SegmentId known = SegmentId.parse(backlog.files().getLast()).orElseThrow();
        assertThat(known.epoch()).isEqualTo(1);
        List<String> orphans = List.of(
                object(new SegmentId(0, 0, 9, 5_000).name()),
                object(new SegmentId(0, 1, 9, 5_000).name()),
                object(new SegmentId(0, 1, known.position() + 1, known.number()).name()),
                object(new BodyName(1, 5_000).toString()));
        List<String> others = List.of(
                object(new SegmentId(0, 2, 9, 5_000).name()),
                object(new SegmentId(0, 3, 9, 5_000).name()),
                object(new SegmentId(1, 1, 9, 5_000).name()),
                object(new BodyName(2, 5_000).toString()),
                object("notes"));
        rig.pass(Duration.ofHours(2));
        rig.crash(1);
        rig.pass(Duration.ofMinutes(5));
        assertThat(objects()).containsAll(needed).containsAll(others).doesNotContainAnyElementsOf(orphans);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
    }

    @Test
    void objectThatIsNotAnHourOldStaysUntilItIs() throws Exception {
        backlog.sendAll();
        String orphan = object(new SegmentId(0, 1, 9, 5_000).name());
        rig.crash(1);
        rig.pass(Duration.ofMinutes(59));
        assertThat(objects()).contains(orphan);
        rig.pass(Duration.ofMinutes(65)); // looked for once an hour
        assertThat(objects()).doesNotContain(orphan);
    }

    /** Written by somebody else, as from a backup. */
    private String object(String name) {
        String object = "shard-00/" + name;
        rig.kept.create(object, Content.of(ByteBuffer.wrap(new byte[1]))).join();
        return object;
    }

    /** Somebody has put a file there, as from a backup: it is not written over, and the flush goes on with another name. */
    @Test
    void nameThatIsTakenIsNotTakenASecondTime() throws Exception {
        backlog.sendAll();
        String taken = backlog.files().getFirst();
        smallMemtable();
        rig.disks.getFirst().put(taken, new byte[] {1, 2, 3});
        for (int i = 0; i < Backlog.MESSAGES; i++) {
            send(i);
            rig.pass(Duration.ofMillis(30)); // an attempt that failed rests for a second
        }
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.disks.getFirst().bytes(taken)).containsExactly(1, 2, 3);
        assertThat(backlog.files()).hasSizeGreaterThan(2);
        assertThat(rig.shards.getFirst().gauges().flushFailure()).isEmpty();
        rig.crash(1);
        assertThat(backlog.drain()).hasSize(Backlog.MESSAGES);
        assertThat(rig.damaged).isEmpty();
        for (int i = 0; i < 3; i++) {
            snapshot();
        }
        assertThat(backlog.files()).isEmpty();
    }

    @Test
    void emptyFileThatACrashLeftIsSweptAndNoDamage() throws Exception {
        int sends = 0;
        long calls = 0;
        while (backlog.files().isEmpty()) {
            calls = rig.disks.getFirst().calls();
            send(sends++);
        }
        long flush = rig.disks.getFirst().calls() - calls;
        assertThat(flush).isPositive();
        int found = 0;
        for (int run = 0; run < 10 * flush; run++) {
            smallMemtable();
            for (int i = 0; i < sends - 1; i++) {
                send(i);
            }
            rig.disks.getFirst().powerLossAfter(run / 10, new Random(run));
            try {
                send(sends - 1);
            } catch (PowerLoss inTheFlush) {
                // As planned.
            }
            rig.crash(run);
            List<String> empty = emptyFiles();
            if (!empty.isEmpty()) {
                found++;
                for (int i = 0; i < 3; i++) {
                    snapshot();
                }
                assertThat(backlog.files()).doesNotContainAnyElementsOf(empty);
                assertThat(backlog.drain()).hasSizeBetween(sends - 1, sends);
                assertThat(rig.damaged).isEmpty();
            }
        }
        assertThat(found).isPositive();
    }

    private List<String> emptyFiles() throws IOException {
        List<String> empty = new ArrayList<>();
        for (String file : backlog.files()) {
            if (rig.disks.getFirst().bytes(file).length == 0) {
                empty.add(file);
            }
        }
        return empty;
    }

    private void send(int number) throws IOException {
        rig.send(topic, "m" + number + Backlog.PADDING);
        rig.pass(Duration.ofMillis(20));
    }

    /** What of it can be decided already asks for no snapshots; the rest of the list is waited for. */
    @Test
    void listOfOrphansThatBreaksOffAsksForNoSnapshotEverySecond() throws Exception {
        backlog.sendAll();
        rig.pass(Duration.ofSeconds(10));
        for (int i = 0; i <= ObjectStore.MAX_PAGE; i++) {
            String orphan = "shard-00/" + new BodyName(1, 1_000 + i);
            rig.kept.create(orphan, Content.of(ByteBuffer.wrap(new byte[1]))).join();
        }
        rig.pass(Duration.ofHours(2));
        rig.objects.faults(new ObjectFaults(0, 0, 0, 0, 0, 0, 50));
        rig.crash(1);
        long first = rig.objects.calls();
        for (int i = 0; i < 200 && rig.objects.calls() == first; i++) {
            rig.objects.step();
            rig.run();
        }
        assertThat(rig.objects.calls()).as("the second page is asked for").isEqualTo(first + 1);
        rig.objects.away(true);
        TreeSet<String> snapshots = new TreeSet<>();
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 50; i++) {
                rig.objects.step();
            }
            rig.pass(Duration.ofSeconds(1));
            snapshots.add(snapshots().getLast());
        }
        assertThat(snapshots).hasSizeBetween(2, 8);

        rig.objects.away(false);
        rig.objects.faults(ObjectFaults.NONE);
        rig.pass(Duration.ofMinutes(5));
        assertThat(objects()).noneMatch(name -> name.contains("/body-"));
    }

    private void snapshot() throws IOException {
        rig.send(beat, "brings the log on");
        rig.ack(beat, rig.receive(beat, 1));
        rig.shards.getFirst().snapshotNow();
        rig.run();
    }

    private List<String> snapshots() throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith("snapshot-0"))
                .sorted()
                .toList();
    }

    private List<String> objects() {
        return rig.kept.list("shard-00/", "", ObjectStore.MAX_PAGE).join().objects().stream()
                .map(Page.Item::name)
                .toList();
    }
}
