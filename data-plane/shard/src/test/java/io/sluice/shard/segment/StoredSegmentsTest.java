package io.sluice.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.testkit.FaultyDisk;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that come back into the place of damaged files. */
final class StoredSegmentsTest {
    private static final SegmentId ID = new SegmentId(0, 1, 0, 0);

    private final FaultyDisk disk = new FaultyDisk();
    private StoredSegments stored;
    private Segment segment;
    private byte[] whole;

    @BeforeEach
    void oneThatTheStoreHas() throws Exception {
        SegmentOutput output = new SegmentOutput(disk, ID, 1 << 20, PayloadSeal.NONE);
        output.add(Rig.TENANT, new StoredMessage(PartitionId.of(1, 0), 0, 0, 5, new byte[100]));
        segment = output.end().getFirst();
        whole = disk.bytes(ID.name());
        stored = new StoredSegments(new Rig(1).objects, 0);
        stored.upload(segment, disk).join();
        disk.cut(ID.name(), 10);
    }

    @Test
    void wholeObjectTakesTheFilesPlace() throws Exception {
        stored.fetch(segment, disk);
        assertThat(disk.bytes(ID.name())).isEqualTo(whole);
        assertThat(disk.list()).containsExactly(ID.name());
    }

    /** Two that wrote into one file would put something into the place that is no segment. */
    @Test
    void whatSomebodyElseIsBringingIsLeftToHim() throws Exception {
        String half = ID.name() + "-healing";
        disk.put(half, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> stored.fetch(segment, disk)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(disk.bytes(half)).containsExactly(1, 2, 3);
        assertThat(disk.bytes(ID.name())).hasSize(10);
    }
}
