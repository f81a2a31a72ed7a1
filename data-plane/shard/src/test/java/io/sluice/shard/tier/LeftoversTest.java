package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.shard.segment.Memtable;
import io.sluice.shard.segment.SegmentOutput;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which files and objects go, and when. */
final class LeftoversTest {
    private static final PartitionId PARTITION = PartitionId.of(1, 0);

    private final FaultyDisk disk = new FaultyDisk();
    private final List<String> objects = new ArrayList<>();
    private Rig rig;
    private StoredSegments stored;
    private Segments segments;
    private Leftovers leftovers;
    private int written;
    /** In the moment before a file is removed. */
    private Read late = () -> {};

    /** What may fail. */
    private interface Read {
        void read() throws IOException;
    }

    @BeforeEach
    void nothingLeft() throws Exception {
        rig = new Rig(1);
        stored = new StoredSegments(rig.objects, 0);
        Disk removing = new Removing();
        segments = new Segments(0, rig.storage(removing), stored, new Memtable(1 << 20));
        leftovers = new Leftovers(removing, segments, stored, Runnable::run);
    }

    @Test
    void fileGoesWhenEveryKeptSnapshotStandsWhereItWasGivenUpOrBehind() throws IOException {
        Segment first = giveUp(known(), 100);
        Segment second = giveUp(known(), 200);
        assertThat(leftovers.oldest()).isEqualTo(100);
        remove(99);
        assertThat(disk.list()).containsExactly(name(first), name(second));
        remove(100);
        assertThat(disk.list()).containsExactly(name(second));
        assertThat(leftovers.oldest()).isEqualTo(200);
        remove(199);
        assertThat(disk.list()).containsExactly(name(second));
        remove(200);
        assertThat(disk.list()).isEmpty();
        assertThat(leftovers.any()).isFalse();
        assertThat(leftovers.oldest()).isEqualTo(-1);
    }

    @Test
    void objectGoesWithItsFileAndUntilThenIsNobodysOrphan() throws IOException {
        Segment here = giveUp(known(), 100);
        Segment both = giveUp(inStore(known()), 100);
        Segment there = giveUp(evicted(inStore(known())), 200);
        assertThat(leftovers.hasObject(stored.name(here))).as("it has none").isFalse();
        assertThat(leftovers.hasObject(stored.name(both))).isTrue();
        assertThat(leftovers.hasObject(stored.name(there))).isTrue();
        remove(150);
        assertThat(objects).containsExactly(stored.name(both));
        assertThat(leftovers.hasObject(stored.name(both))).isFalse();
        assertThat(leftovers.hasObject(stored.name(there))).isTrue();
        remove(200);
        assertThat(objects).containsExactly(stored.name(both), stored.name(there));
        assertThat(leftovers.hasObject(stored.name(there))).isFalse();
    }

    @Test
    void whatTheyTakeIsCountedUntilTheyGo() throws IOException {
        Segment here = giveUp(known(), 100);
        Segment both = giveUp(inStore(known()), 200);
        Segment there = giveUp(evicted(inStore(known())), 300);
        assertThat(leftovers.bytes()).isEqualTo(here.bytes() + both.bytes());
        assertThat(leftovers.allBytes()).isEqualTo(here.bytes() + both.bytes() + there.bytes());
        remove(100);
        assertThat(leftovers.bytes()).isEqualTo(both.bytes());
        assertThat(leftovers.allBytes()).isEqualTo(both.bytes() + there.bytes());
        remove(200);
        assertThat(leftovers.bytes()).isZero();
        assertThat(leftovers.allBytes()).isEqualTo(there.bytes());
        remove(300);
        assertThat(leftovers.allBytes()).isZero();
    }

    @Test
    void objectsOnTheMachinesDiskAreCountedBesideTheFiles() throws IOException {
        rig.objects.onDisk(true);
        Segment both = giveUp(inStore(known()), 100);
        Segment there = giveUp(evicted(inStore(known())), 200);
        assertThat(leftovers.bytes()).isEqualTo(2 * both.bytes() + there.bytes());
        remove(100);
        assertThat(leftovers.bytes()).isEqualTo(there.bytes());
        remove(200);
        assertThat(leftovers.bytes()).isZero();
    }

    @Test
    void afterAStartFilesThatNobodyNamesWaitForSnapshotsOfThisStart() throws IOException {
        Segment needed = known();
        Segment gone = evicted(inStore(known()));
        Segment unrecorded = write();
        leftovers.addUnknown(500);
        assertThat(leftovers.oldest()).isEqualTo(500);
        remove(499);
        assertThat(disk.list()).containsExactly(name(needed), name(gone), name(unrecorded));
        remove(500);
        assertThat(disk.list()).containsExactly(name(needed));
        assertThat(objects).as("the manifest has it, or never had").isEmpty();
        assertThat(leftovers.any()).isFalse();
    }

    @Test
    void whatTheReplayGaveUpWaitsNoLongerForIt() throws IOException {
        Segment old = giveUp(known(), 100);
        leftovers.addUnknown(500);
        assertThat(disk.list()).containsExactly(name(old));
        remove(100);
        assertThat(disk.list()).isEmpty();
        assertThat(leftovers.any()).isFalse();
    }

    @Test
    void halvesOfHealingsGoAtOnceAndWhatIsNoSegmentStays() throws IOException {
        Segment needed = known();
        List<String> others = List.of("body-0000000000000000001-0000000001", "log-1", "segments", "snapshot-1");
        others.forEach(other -> disk.put(other, new byte[1]));
        disk.put(name(needed) + "-healing", new byte[1]);
        leftovers.addUnknown(500);
        List<String> left = new ArrayList<>(others);
        left.add(name(needed));
        assertThat(disk.list()).containsExactlyInAnyOrderElementsOf(left);
        remove(500);
        assertThat(disk.list()).containsExactlyInAnyOrderElementsOf(left);
    }

    /** As those of a crash between the making of a file and its first byte. */
    @Test
    void emptyFileGoesLikeAnyOther() throws IOException {
        disk.put(new SegmentId(0, 1, 0, 9).name(), new byte[0]);
        leftovers.addUnknown(500);
        remove(500);
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void fileThatIsOpenedOnceMoreWhileItGoesIsNotLeftOpen() throws IOException {
        Segment segment = giveUp(known(), 100);
        assertThat(segments.reads().scan(segment, PARTITION, 0, 1)).hasSize(1);
        assertThat(disk.openFiles()).hasSize(2);
        late = () -> assertThat(segments.reads().scan(segment, PARTITION, 0, 1)).hasSize(1);
        remove(100);
        assertThat(disk.list()).isEmpty();
        assertThat(disk.openFiles()).isEmpty();
    }

    private void remove(long logPosition) {
        leftovers.remove(logPosition, objects::add);
    }

    /** The manifest gives it up. */
    private Segment giveUp(Segment segment, long logPosition) {
        Segment last = Objects.requireNonNull(segments.find(segment.id())).segment();
        leftovers.add(segments.remove(segment.id()), logPosition);
        return last;
    }

    private Segment known() throws IOException {
        Segment segment = write();
        segments.add(segment);
        return segment;
    }

    private Segment inStore(Segment segment) {
        segments.uploaded(segment.id());
        return segment;
    }

    private Segment evicted(Segment segment) {
        segments.evicted(segment.id());
        return segment;
    }

    private Segment write() throws IOException {
        int number = written++;
        SegmentOutput output =
                new SegmentOutput(disk, new SegmentId(0, 1, 10L * number, number), 1 << 20, PayloadSeal.NONE);
        output.add(Rig.TENANT, new StoredMessage(PARTITION, 0, 0, 5, new byte[100 + number]));
        return output.end().getFirst();
    }

    private String name(Segment segment) {
        return segments.name(segment);
    }

    /** The disk, and what happens right before a file goes. */
    private final class Removing implements Disk {
        @Override
        public DiskFile open(String name) throws IOException {
            return disk.open(name);
        }

        @Override
        public DiskFile create(String name) throws IOException {
            return disk.create(name);
        }

        @Override
        public DiskFile openToRead(String name) throws IOException {
            return disk.openToRead(name);
        }

        @Override
        public List<String> list() throws IOException {
            return disk.list();
        }

        @Override
        public boolean exists(String name) throws IOException {
            return disk.exists(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void remove(String name) throws IOException {
            late.read();
            disk.remove(name);
        }

        @Override
        public long freeBytes() {
            return disk.freeBytes();
        }

        @Override
        public void forceNames() throws IOException {
            disk.forceNames();
        }
    }
}
