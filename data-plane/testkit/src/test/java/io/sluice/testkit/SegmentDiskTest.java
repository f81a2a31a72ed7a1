package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.DiskFull;
import io.sluice.log.segment.SegmentDamaged;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.SegmentSummary;
import io.sluice.log.segment.SegmentWriter;
import io.sluice.log.segment.Source;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A segment on a disk that fills up, fails to force and loses power: all of it, or none. */
class SegmentDiskTest {
    private static final SegmentId ID = new SegmentId(3, 1, 1_000, 0);
    private static final PartitionId PARTITION = PartitionId.of(9, 0);
    private static final int MESSAGES = 700;

    @Test
    void fullDiskIsToldAndEndsTheSegment() throws IOException {
        FaultyDisk whole = new FaultyDisk();
        long size = write(whole).fileBytes();
        for (long room = 0; room < size; room += 1 + size / 50) {
            FaultyDisk disk = new FaultyDisk();
            disk.fillAfter(room);
            assertThatThrownBy(() -> write(disk)).isInstanceOf(DiskFull.class);
        }
        FaultyDisk disk = new FaultyDisk();
        disk.fillAfter(Math.ceilDiv(size, (long) Disk.STREAM_BLOCK_BYTES) * Disk.STREAM_BLOCK_BYTES);
        assertThat(write(disk).fileBytes()).isEqualTo(size);
    }

    @Test
    void failedWriteIsNotTriedAgain() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.fillAfter(0);
        try (DiskFile file = disk.open(ID.name());
                SegmentWriter writer = new SegmentWriter(file, ID, 1 << 20)) {
            assertThatThrownBy(() -> fill(writer)).isInstanceOf(DiskFull.class);
            assertThatThrownBy(() -> writer.add(new TenantId(1), message(MESSAGES)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void failedForceIsNoSegment() {
        FaultyDisk disk = new FaultyDisk();
        disk.failForce(1);
        assertThatThrownBy(() -> write(disk)).isInstanceOf(IOException.class).hasMessageContaining("on purpose");
    }

    @Test
    void powerLossAtAnyCallLeavesAllOrNothing() throws IOException {
        Random random = new Random(11);
        int finished = 0;
        int torn = 0;
        for (int run = 0; run < 400; run++) {
            FaultyDisk disk = new FaultyDisk();
            disk.powerLossAfter(run / 20, random);
            boolean done = false;
            try {
                write(disk);
                disk.forceNames();
                done = true;
            } catch (PowerLoss lost) {
                // As planned.
            }
            disk.crash(random);
            if (done) {
                assertWhole(disk);
                finished++;
            } else if (disk.exists(ID.name())) {
                try {
                    assertWhole(disk);
                } catch (SegmentDamaged e) {
                    torn++;
                }
            }
        }
        assertThat(finished).isPositive();
        assertThat(torn).isPositive();
    }

    private static SegmentSummary write(FaultyDisk disk) throws IOException {
        try (DiskFile file = disk.open(ID.name());
                SegmentWriter writer = new SegmentWriter(file, ID, 1 << 20)) {
            fill(writer);
            return writer.finish();
        }
    }

    private static void fill(SegmentWriter writer) throws IOException {
        for (int offset = 0; offset < MESSAGES; offset++) {
            writer.add(new TenantId(1), message(offset));
        }
    }

    private static StoredMessage message(int offset) {
        byte[] envelope = new byte[1_000 + offset % 7];
        new Random(offset).nextBytes(envelope);
        return new StoredMessage(PARTITION, offset, offset, envelope.length, envelope);
    }

    private static void assertWhole(FaultyDisk disk) throws IOException {
        try (DiskFile file = disk.open(ID.name())) {
            SegmentReader reader = SegmentReader.open(ID, Source.of(file));
            reader.verify((blocks, of) -> {});
            for (int offset = 0; offset < MESSAGES; offset++) {
                assertThat(reader.find(PARTITION, offset)).contains(message(offset));
            }
        }
    }
}
