package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What was written is found, and nothing else. */
class SegmentRoundTripTest {
    @Property(tries = 100)
    void stretchesHoldEveryMessageOnceOrLeaveItToAScan(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int partitions,
            @ForAll @IntRange(min = 1, max = 400) int messages,
            @ForAll @IntRange(max = 20_000) int largest,
            @ForAll @IntRange(min = 1, max = 300_000) int bytes)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Sample sample = Sample.of(Sample.ID, Sample.random(random, 2, partitions, messages, largest));
        SegmentReader reader = sample.reader();
        for (PartitionId partition :
                sample.messages().stream().map(Owned::partition).distinct().toList()) {
            List<StoredMessage> all = sample.messages().stream()
                    .map(Owned::message)
                    .filter(message -> message.partition().equals(partition))
                    .toList();
            long from = all.get(random.nextInt(all.size())).offset();
            List<Stretch> stretches = reader.stretches(partition, from, bytes);
            List<StoredMessage> swept = new ArrayList<>();
            for (Stretch stretch : stretches) {
                int before = swept.size();
                int[] taken = {0};
                reader.sweep(partition, List.of(stretch), (offset, sentMs, metered, envelope) -> {
                    byte[] copy = new byte[envelope.remaining()];
                    envelope.get(copy);
                    swept.add(new StoredMessage(partition, offset, sentMs, metered, copy));
                    taken[0] += copy.length + Block.HEAD_BYTES;
                });
                assertThat(swept.get(before).offset()).isGreaterThanOrEqualTo(stretch.first());
                assertThat(swept.getLast().offset()).isEqualTo(stretch.last());
                assertThat(taken[0]).isLessThanOrEqualTo(stretch.bytes());
            }
            assertThat(all).containsAll(swept);
            assertThat(swept).isSortedAccordingTo(Comparator.comparingLong(StoredMessage::offset));
            List<StoredMessage> left = all.stream()
                    .filter(message -> message.offset() >= from && !swept.contains(message))
                    .toList();
            assertThat(left)
                    .allSatisfy(message ->
                            assertThat(reader.find(partition, message.offset())).contains(message));
            if (partitions == 1) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Property(tries = 100)
    void everyMessageComesBack(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int tenants,
            @ForAll @IntRange(min = 1, max = 4) int partitions,
            @ForAll @IntRange(min = 1, max = 40) int messages,
            @ForAll @IntRange(max = 20_000) int largest)
            throws IOException {
        Sample sample =
                Sample.of(Sample.ID, Sample.random(new SplittableRandom(seed), tenants, partitions, messages, largest));
        SegmentReader reader = sample.reader().through(new BlockCache(1 << 20));
        Set<List<Long>> there = new HashSet<>();
        for (Owned owned : sample.messages()) {
            StoredMessage message = owned.message();
            assertThat(reader.find(message.partition(), message.offset())).contains(message);
            there.add(List.of(message.partition().value(), message.offset()));
        }
        for (Owned owned : sample.messages()) {
            for (long near = owned.message().offset() - 1;
                    near <= owned.message().offset() + 1;
                    near++) {
                assertThat(reader.find(owned.partition(), near).isPresent())
                        .isEqualTo(there.contains(List.of(owned.partition().value(), near)));
            }
        }
        assertThat(reader.find(PartitionId.of(1_000, 0), 0)).isEmpty();
        reader.verify((blocks, of) -> assertThat(blocks).isBetween(1, of));
    }

    @Property(tries = 100)
    void scansGiveEachPartitionInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int messages,
            @ForAll @IntRange(min = 1, max = 50) int max,
            @ForAll @IntRange(max = 9_000) int largest)
            throws IOException {
        Sample sample = Sample.of(Sample.ID, Sample.random(new SplittableRandom(seed), 2, 3, messages, largest));
        SegmentReader reader = sample.reader();
        for (Run run : sample.summary().runs()) {
            List<StoredMessage> scanned = new ArrayList<>();
            for (long from = 0; ; from = scanned.getLast().offset() + 1) {
                List<StoredMessage> next = reader.scan(run.partition(), from, max);
                assertThat(next).hasSizeLessThanOrEqualTo(max);
                if (next.isEmpty()) {
                    break;
                }
                scanned.addAll(next);
            }
            assertThat(scanned)
                    .isEqualTo(sample.messages().stream()
                            .map(Owned::message)
                            .filter(message -> message.partition().equals(run.partition()))
                            .toList());
        }
    }

    @Property(tries = 50)
    void tenantsNeverShareABlock(@ForAll long seed) throws IOException {
        Sample sample = Sample.of(Sample.ID, Sample.random(new SplittableRandom(seed), 5, 4, 8, 2_000));
        SegmentReader reader = sample.reader();
        Set<TenantId> seen = new TreeSet<>();
        for (int number = 0; number < reader.index().blocks(); number++) {
            TenantId tenant = reader.index().block(number).tenant();
            seen.add(tenant);
            Block block = reader.block(number);
            for (int i = 0; i < block.messages(); i++) {
                assertThat(sample.messages()).contains(new Owned(tenant, block.message(i)));
            }
        }
        assertThat(seen).hasSize(5);
        // A tenant's small partitions share: 160 messages of 1 KB in some blocks, not in one for each of 20 partitions.
        assertThat(reader.index().blocks()).isLessThan(12);
    }

    @Test
    void summarySaysWhatTheFileHolds() throws Exception {
        List<Owned> messages = Sample.random(new SplittableRandom(3), 2, 2, 300, 3_000);
        Sample sample = Sample.of(Sample.ID, messages);

        SegmentSummary summary = sample.summary();

        assertThat(summary.id()).isEqualTo(Sample.ID);
        assertThat(summary.fileBytes()).isEqualTo(sample.file().length);
        assertThat(summary.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(sample.file())));
        assertThat(summary.messages()).isEqualTo(1_200);
        assertThat(summary.bytes())
                .isEqualTo(messages.stream()
                        .mapToLong(owned -> owned.message().bytes())
                        .sum());
        assertThat(summary.runs()).hasSize(4);
        for (Run run : summary.runs()) {
            List<StoredMessage> own = messages.stream()
                    .map(Owned::message)
                    .filter(message -> message.partition().equals(run.partition()))
                    .toList();
            assertThat(run)
                    .isEqualTo(new Run(
                            messages.stream()
                                    .filter(owned -> owned.partition().equals(run.partition()))
                                    .findFirst()
                                    .orElseThrow()
                                    .tenant(),
                            run.partition(),
                            own.getFirst().offset(),
                            own.getLast().offset(),
                            own.size(),
                            own.stream().mapToLong(StoredMessage::bytes).sum(),
                            own.stream().mapToLong(StoredMessage::sentMs).min().orElseThrow(),
                            own.stream().mapToLong(StoredMessage::sentMs).max().orElseThrow()));
        }
    }

    @Test
    void smallestAndLargestMessagesComeBack() throws IOException {
        byte[] mebibyte = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(mebibyte);
        List<Owned> messages = List.of(
                Sample.message(1, 1, 0),
                Sample.message(1, 1, 1, mebibyte),
                Sample.message(1, 1, 2, new byte[SegmentWriter.MAX_ENVELOPE_BYTES]),
                Sample.message(1, 1, Long.MAX_VALUE, (byte) 1));
        Sample sample = Sample.of(Sample.ID, messages);

        assertThat(sample.reader().index().blocks()).isEqualTo(4);
        for (Owned owned : messages) {
            assertThat(sample.reader().find(owned.partition(), owned.message().offset()))
                    .contains(owned.message());
        }
        assertThat(sample.reader().scan(PartitionId.of(1, 0), 0, 10))
                .as("1 MiB ends a scan")
                .hasSize(2);
    }

    @Test
    void oneMessageIsOneReadOfOneBlock() throws IOException {
        Sample sample = Sample.of(Sample.ID, Sample.random(new SplittableRandom(1), 1, 3, 2_000, 2_000));
        MemoryFile source = new MemoryFile(sample.file());
        SegmentReader reader = SegmentReader.open(Sample.ID, source);
        assertThat(source.reads).isEqualTo(1);
        assertThat(reader.index().blocks()).isGreaterThan(50);

        StoredMessage message = sample.messages().get(4_321).message();
        assertThat(reader.find(message.partition(), message.offset())).contains(message);

        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void indexLargerThanTheFirstReadIsRead() throws IOException {
        List<Owned> messages = new ArrayList<>();
        for (int partition = 0; partition < 3_000; partition++) {
            messages.add(Sample.message(1, partition, 7, (byte) partition));
        }
        Sample sample = Sample.of(Sample.ID, messages);

        for (Owned owned : messages) {
            assertThat(sample.reader().find(owned.partition(), 7)).contains(owned.message());
        }
    }

    @Property
    void namesComeBack(
            @ForAll @IntRange int shard, @ForAll @IntRange int number, @ForAll long epoch, @ForAll long position) {
        SegmentId id = new SegmentId(shard, epoch & Long.MAX_VALUE, position & Long.MAX_VALUE, number);
        assertThat(SegmentId.parse(id.name())).contains(id);
        assertThat(SegmentId.parse(id.name() + "x")).isEmpty();
    }

    @Test
    void namesGoOnBehindSixDigitsAndEachIdHasOne() {
        SegmentId last = new SegmentId(1, 2, 3, 999_999);
        SegmentId next = new SegmentId(1, 2, 3, 1_000_000);
        assertThat(last.name()).endsWith("-999999");
        assertThat(next.name()).endsWith("-1000000");
        assertThat(SegmentId.parse(next.name())).contains(next);
        assertThat(SegmentId.parse(last.name().replace("-999999", "-0999999"))).isEmpty();
        assertThat(SegmentId.parse(next.name() + "0000")).isEmpty();
    }

    @Test
    void namesOfOtherFilesAreNone() {
        String name = Sample.ID.name();
        assertThat(SegmentId.parse(name)).contains(Sample.ID);
        for (String other : List.of("", "log-" + name, name.replace("-000", "-999"), name.replace('5', 'x'))) {
            assertThat(SegmentId.parse(other)).isEmpty();
        }
    }
}
