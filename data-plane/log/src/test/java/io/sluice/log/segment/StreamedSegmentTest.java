package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past the page cache, where this machine's disk lets us: the same bytes, both ways. */
class StreamedSegmentTest {
    private static final String NAME = "streamed";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void holdsTheSameBytesAsAnyOther() throws IOException {
        for (int largest : new int[] {0, 100, 5_000, 300_000}) {
            Sample sample = sample(largest);
            write(sample);
            assertThat(Files.readAllBytes(directory.resolve(NAME)))
                    .as("envelopes up to %d", largest)
                    .isEqualTo(sample.file());
        }
    }

    @Test
    void isSweptToTheSameMessages() throws IOException {
        for (int largest : new int[] {0, 100, 5_000, 300_000}) {
            Sample sample = sample(largest);
            write(sample);
            FileDisk disk = new FileDisk(directory);
            try (DiskFile file = disk.open(NAME);
                    DiskFile stream = disk.openStream(NAME)) {
                SegmentReader reader = SegmentReader.open(NAME, Source.of(file, stream));
                PartitionId partition = sample.messages().getFirst().partition();
                List<StoredMessage> wanted = sample.messages().stream()
                        .map(Owned::message)
                        .filter(message -> message.partition().equals(partition))
                        .toList();
                for (int bytes : new int[] {1, 70_000, 16 << 20}) {
                    assertThat(swept(reader, partition, bytes)).isEqualTo(wanted);
                }
            }
        }
    }

    /** One partition, so that each block is its own. */
    private static Sample sample(int largest) throws IOException {
        int messages = largest > 5_000 ? 20 : 700;
        return Sample.of(Sample.ID, Sample.random(new SplittableRandom(largest), 1, 1, messages, largest));
    }

    private void write(Sample sample) throws IOException {
        FileDisk disk = new FileDisk(directory);
        disk.remove(NAME);
        try (DiskFile file = disk.createStream(NAME);
                SegmentWriter writer = new SegmentWriter(file, sample.id(), Sample.TARGET)) {
            for (Owned owned : sample.messages()) {
                writer.add(owned.tenant(), owned.message());
            }
            assertThat(writer.finish()).isEqualTo(sample.summary());
        }
    }

    private static List<StoredMessage> swept(SegmentReader reader, PartitionId partition, int bytes)
            throws IOException {
        List<StoredMessage> swept = new ArrayList<>();
        for (Stretch stretch : reader.stretches(partition, 0, bytes)) {
            reader.sweep(partition, List.of(stretch), (offset, sentMs, metered, envelope) -> {
                byte[] copy = new byte[envelope.remaining()];
                envelope.get(copy);
                swept.add(new StoredMessage(partition, offset, sentMs, metered, copy));
            });
        }
        return swept;
    }
}
