package io.sluice.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.log.DiskFull;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.StoreDecorator;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.testkit.FaultyDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that come back into the place of damaged files. */
final class StoredSegmentsTest {
    private static final SegmentId ID = new SegmentId(0, 1, 0, 0);

    private final FaultyDisk disk = new FaultyDisk();
    private StoredSegments stored;
    private Segment segment;
    private byte[] whole;
    private Runnable duringReads = () -> {};

    @BeforeEach
    void oneThatTheStoreHas() throws Exception {
        SegmentOutput output = new SegmentOutput(disk, ID, 1 << 20, PayloadSeal.NONE);
        output.add(Rig.TENANT, new StoredMessage(PartitionId.of(1, 0), 0, 0, 5, new byte[100]));
        segment = output.end().getFirst();
        whole = disk.bytes(ID.name());
        ObjectStore objects = new StoreDecorator(new Rig(1).objects) {
            @Override
            public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
                duringReads.run();
                return super.read(name, position, length);
            }
        };
        stored = new StoredSegments(objects, 0);
        stored.upload(segment, disk, () -> {}).join();
        disk.cut(ID.name(), 10);
    }

    @Test
    void wholeObjectTakesTheFilesPlace() throws Exception {
        stored.fetch(segment, disk);
        assertThat(disk.bytes(ID.name())).isEqualTo(whole);
        assertThat(disk.list()).containsExactly(ID.name());
    }

    @Test
    void halfOfAHealingThatCannotBeRemovedIsWrittenOver() throws Exception {
        disk.keepAll(true);
        disk.fillAfter(disk.usedBytes() + 5);
        assertThatThrownBy(() -> stored.fetch(segment, disk)).isInstanceOf(DiskFull.class);
        assertThat(disk.list()).hasSize(2);
        disk.fillAfter(1 << 20);
        stored.fetch(segment, disk);
        assertThat(disk.bytes(ID.name())).isEqualTo(whole);
        assertThat(disk.list()).containsExactly(ID.name());
    }

    /** Two that wrote into one file would put something into the place that is no segment. */
    @Test
    void whatSomebodyElseIsBringingIsLeftToHim() throws Exception {
        List<Throwable> others = new ArrayList<>();
        duringReads = () -> others.add(catchThrowable(() -> stored.fetch(segment, disk)));
        stored.fetch(segment, disk);
        assertThat(others).isNotEmpty().allSatisfy(other -> assertThat(other).hasMessageContaining("already"));
        assertThat(disk.bytes(ID.name())).isEqualTo(whole);
        assertThat(disk.list()).containsExactly(ID.name());
    }
}
