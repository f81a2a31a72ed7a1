package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a segment is not made of. */
class SegmentWriterTest {
    @Test
    void disorderIsRefusedAndChangesNothing() throws IOException {
        List<Owned> behind = List.of(
                Sample.message(2, 5, 10, (byte) 9),
                Sample.message(2, 5, 9, (byte) 9),
                Sample.message(2, 4, 11, (byte) 9),
                Sample.message(1, 6, 11, (byte) 9));
        MemoryFile file = new MemoryFile();
        try (SegmentWriter writer = new SegmentWriter(file, Sample.ID, Sample.TARGET)) {
            Owned first = Sample.message(2, 5, 10, (byte) 1);
            writer.add(first.tenant(), first.message());
            for (Owned owned : behind) {
                assertThatThrownBy(() -> writer.add(owned.tenant(), owned.message()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("behind offset 10");
            }
            Owned next = Sample.message(2, 5, 11, (byte) 1);
            writer.add(next.tenant(), next.message());

            assertThat(writer.finish().messages()).isEqualTo(2);
        }
        SegmentReader reader = SegmentReader.open(Sample.ID, new MemoryFile(file.bytes()));
        assertThat(reader.scan(PartitionId.of(5, 0), 0, 9)).hasSize(2);
    }

    @Test
    void partitionOfTwoTenantsIsRefused() {
        List<Owned> messages = List.of(Sample.message(1, 5, 1), Sample.message(2, 5, 2));
        assertThatThrownBy(() -> Sample.of(Sample.ID, messages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not follow");
    }

    @Test
    void emptySegmentIsRefused() {
        assertThatThrownBy(() -> Sample.of(Sample.ID, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a message");
    }

    @Test
    void tooLargeEnvelopeIsRefused() {
        Owned large = Sample.message(1, 1, 1, new byte[SegmentWriter.MAX_ENVELOPE_BYTES + 1]);
        assertThatThrownBy(() -> Sample.of(Sample.ID, List.of(large))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void finishedSegmentTakesNothing() throws IOException {
        MemoryFile file = new MemoryFile(new byte[10_000]);
        try (SegmentWriter writer = new SegmentWriter(file, Sample.ID, Sample.TARGET)) {
            Owned one = Sample.message(1, 1, 1, (byte) 1);
            writer.add(one.tenant(), one.message());
            SegmentSummary summary = writer.finish();

            assertThat(file.forces).isEqualTo(1);
            assertThat(file.size()).as("what lay behind is cut").isEqualTo(summary.fileBytes());
            Owned next = Sample.message(1, 1, 2, (byte) 1);
            assertThatThrownBy(() -> writer.add(next.tenant(), next.message()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void fullIsToldInTime() throws IOException {
        long target = 1 << 20;
        MemoryFile file = new MemoryFile();
        SplittableRandom random = new SplittableRandom(1);
        try (SegmentWriter writer = new SegmentWriter(file, Sample.ID, target)) {
            for (long offset = 0; !writer.full(); offset++) {
                writer.add(
                        new TenantId(1),
                        new StoredMessage(PartitionId.of(1, 0), offset, 0, 1, Sample.envelope(random, 3_000)));
            }
            long atMost = writer.bytes();
            // The open block of 64 KiB may compress to little.
            assertThat(writer.finish().fileBytes()).isBetween(target - 80_000, atMost);
        }
    }

    @Test
    void runsAreBounded() throws IOException {
        try (SegmentWriter writer = new SegmentWriter(new MemoryFile(), Sample.ID, Sample.TARGET)) {
            boolean full = false;
            long taken = 0;
            try {
                for (; taken <= SegmentIndex.MAX_RUNS; taken++) {
                    writer.add(new TenantId(1), Sample.message(1, taken, 1).message());
                    full |= writer.full();
                }
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("full");
            }
            assertThat(full).isTrue();
            assertThat(taken).isBetween(SegmentIndex.MAX_RUNS - 2_100L, (long) SegmentIndex.MAX_RUNS);
            assertThat(writer.finish().runs()).hasSize((int) taken);
        }
    }
}
