package io.sluice.log.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Segments to test with: the messages, and the file that holds them. */
record Sample(SegmentId id, List<Owned> messages, byte[] file, SegmentSummary summary) {
    static final SegmentId ID = new SegmentId(7, 5, 123_456_789L, 2);
    static final long TARGET = 64 << 20;
    private static final byte[] JSON = "{\"order\":\"12345\",\"customer\":{\"name\":\"Anna\"},\"items\":[\"espresso\"]}"
            .getBytes(StandardCharsets.US_ASCII);

    /** A message and whose it is. */
    record Owned(TenantId tenant, StoredMessage message) {
        PartitionId partition() {
            return message.partition();
        }
    }

    static Sample of(SegmentId id, List<Owned> messages) throws IOException {
        MemoryFile file = new MemoryFile();
        try (SegmentWriter writer = new SegmentWriter(file, id, TARGET)) {
            for (Owned owned : messages) {
                writer.add(owned.tenant(), owned.message());
            }
            SegmentSummary summary = writer.finish();
            return new Sample(id, messages, file.bytes(), summary);
        }
    }

    /** Some tenants with some partitions, interleaved, with holes; envelopes of 0 to about so many bytes. */
    static List<Owned> random(SplittableRandom random, int tenants, int partitions, int messages, int largest) {
        List<Owned> all = new ArrayList<>();
        for (int tenant = 0; tenant < tenants; tenant++) {
            for (int partition = 0; partition < partitions; partition++) {
                long offset = random.nextLong(5);
                for (int i = 0; i < messages; i++) {
                    all.add(new Owned(
                            new TenantId(1 + tenant),
                            new StoredMessage(
                                    // Tenants' queues are created in turn, so their numbers interleave.
                                    PartitionId.of(1 + tenant + partition * (long) tenants, 0),
                                    offset,
                                    random.nextLong(),
                                    random.nextInt(Integer.MAX_VALUE),
                                    envelope(random, largest))));
                    offset += 1 + (random.nextInt(3) == 0 ? random.nextLong(1_000) : 0);
                }
            }
        }
        return all;
    }

    static byte[] envelope(SplittableRandom random, int largest) {
        byte[] envelope = new byte[random.nextInt(largest + 1)];
        if (random.nextBoolean()) {
            random.nextBytes(envelope);
        } else {
            for (int at = 0; at < envelope.length; at += JSON.length) {
                System.arraycopy(JSON, 0, envelope, at, Math.min(JSON.length, envelope.length - at));
            }
        }
        return envelope;
    }

    static Owned message(long tenant, long incarnation, long offset, byte... envelope) {
        return new Owned(
                new TenantId(tenant),
                new StoredMessage(
                        PartitionId.of(incarnation, 0),
                        offset,
                        1_700_000_000_000L + offset,
                        envelope.length,
                        envelope));
    }

    SegmentReader reader() throws IOException {
        return SegmentReader.open(id, new MemoryFile(file));
    }

    byte[] copy() {
        return Arrays.copyOf(file, file.length);
    }
}
