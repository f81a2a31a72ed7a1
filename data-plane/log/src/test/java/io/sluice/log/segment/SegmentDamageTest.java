package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sluice.log.segment.Sample.Owned;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A file that is not as it was written gives the messages that were written, or says that it is damaged. */
class SegmentDamageTest {
    static final int FUZZ_RUNS = 20_000;
    /** Twice the file at opening, a block read, unpacked and its message copied; and small things. */
    static final long ALLOCATED_AT_MOST = 400_000;

    @Test
    void everyFlippedBitIsFound() throws IOException {
        Sample sample = sample(1);
        byte[] file = sample.copy();
        for (int at = 0; at < file.length; at++) {
            file[at] ^= (byte) (1 << at % 8);
            assertThat(messagesLost(sample, file))
                    .isBetween(0, sample.messages().size());
            assertThatThrownBy(() -> verify(file)).isInstanceOf(SegmentDamaged.class);
            file[at] ^= (byte) (1 << at % 8);
        }
        verify(file);
    }

    @Test
    void fileCutAnywhereIsFound() throws IOException {
        byte[] file = sample(2).file();
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> verify(cut))
                    .isInstanceOf(SegmentDamaged.class)
                    .hasMessageContaining("f: ");
        }
        byte[] longer = Arrays.copyOf(file, file.length + 1);
        assertThatThrownBy(() -> verify(longer)).isInstanceOf(SegmentDamaged.class);
        byte[] doubled = Arrays.copyOf(file, file.length * 2);
        System.arraycopy(file, 0, doubled, file.length, file.length);
        assertThatThrownBy(() -> verify(doubled)).isInstanceOf(SegmentDamaged.class);
    }

    @Test
    void damagedBlockNamesWhatIsLostAndLeavesTheRest() throws IOException {
        Sample sample = sample(3);
        BlockEntry block = sample.reader().index().block(1);
        byte[] file = sample.copy();
        file[(int) block.position() + 50] ^= 1;
        List<Run> lost = sample.reader().index().runsOf(1);

        SegmentReader reader = SegmentReader.open("some/file", new MemoryFile(file));

        assertThatThrownBy(() -> reader.verify((blocks, of) -> {}))
                .isInstanceOfSatisfying(SegmentDamaged.class, damaged -> {
                    assertThat(damaged.file()).isEqualTo("some/file");
                    assertThat(damaged.blocks()).containsExactly(1);
                    assertThat(damaged.lost()).isEqualTo(lost);
                });
        Run first = lost.getFirst();
        assertThatThrownBy(() -> reader.find(first.partition(), first.first()))
                .isInstanceOf(SegmentDamaged.class)
                .hasMessageContaining("some/file: block 1 at byte " + block.position() + " is damaged")
                .hasMessageContaining("partition " + first.partition().incarnation() + "/0 offsets " + first.first()
                        + " to " + first.last() + " (" + first.messages() + " messages)");
        assertThat(messagesLost(sample, file))
                .isEqualTo(lost.stream().mapToInt(run -> (int) run.messages()).sum());
    }

    @Test
    void scanGivesWhatIsBeforeADamagedBlock() throws IOException {
        Sample sample = Sample.of(Sample.ID, Sample.random(new SplittableRandom(1), 1, 1, 40, 9_000));
        BlockEntry block = sample.reader().index().block(1);
        byte[] file = sample.copy();
        file[(int) block.position() + 50] ^= 1;
        SegmentReader reader = SegmentReader.open(Sample.ID, new MemoryFile(file));
        Run lost = reader.index().runsOf(1).getFirst();

        assertThat(reader.scan(lost.partition(), 0, 40).getLast().offset()).isLessThan(lost.first());
        assertThatThrownBy(() -> reader.scan(lost.partition(), lost.first(), 40))
                .isInstanceOf(SegmentDamaged.class);
        assertThat(reader.scan(lost.partition(), lost.last() + 1, 40)).isNotEmpty();
    }

    @Test
    void blockOfAnotherPlaceOrSegmentIsNoneOfThis() throws IOException {
        List<Owned> messages = Sample.random(new SplittableRandom(1), 1, 1, 40, 9_000);
        Sample sample = Sample.of(Sample.ID, messages);
        Sample other = Sample.of(new SegmentId(7, 5, 123_456_789L, 3), messages);
        BlockEntry block = sample.reader().index().block(1);
        byte[] file = sample.copy();
        System.arraycopy(other.file(), (int) block.position(), file, (int) block.position(), block.bytes());

        assertThatThrownBy(() -> verify(file))
                .isInstanceOf(SegmentDamaged.class)
                .hasMessageContaining("damaged blocks: 1; lost: ");
        assertThatThrownBy(() -> SegmentReader.open(Sample.ID, new MemoryFile(other.file())))
                .isInstanceOf(SegmentDamaged.class)
                .hasMessageContaining("it is " + other.id().name());
    }

    @Test
    void changedFilesNeverGiveAWrongMessage() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        Sample[] samples = new Sample[20];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(i);
        }
        int opened = 0;
        for (int run = 0; run < FUZZ_RUNS; run++) {
            Sample sample = samples[run % samples.length];
            byte[] file = changed(sample.copy(), random);
            opened += messagesLost(sample, file) < sample.messages().size() ? 1 : 0;
        }
        assertThat(opened).isBetween(FUZZ_RUNS / 10, FUZZ_RUNS - 1);
    }

    static Sample sample(long seed) throws IOException {
        return Sample.of(Sample.ID, Sample.random(new SplittableRandom(seed), 3, 2, 4, 300));
    }

    /** How many messages damage hides; each of the others is as it was, and none is missing without a word. */
    private static int messagesLost(Sample sample, byte[] file) throws IOException {
        long before = allocated();
        SegmentReader reader;
        try {
            reader = SegmentReader.open(Sample.ID, new MemoryFile(file));
        } catch (SegmentDamaged e) {
            assertThat(allocated() - before).isLessThan(ALLOCATED_AT_MOST);
            return sample.messages().size();
        }
        int lost = 0;
        for (Owned owned : sample.messages()) {
            try {
                Optional<StoredMessage> found =
                        reader.find(owned.partition(), owned.message().offset());
                assertThat(found).contains(owned.message());
            } catch (SegmentDamaged e) {
                assertThat(e.lost())
                        .anyMatch(run -> run.partition().equals(owned.partition())
                                && run.first() <= owned.message().offset()
                                && owned.message().offset() <= run.last());
                lost++;
            }
        }
        return lost;
    }

    private static void verify(byte[] file) throws IOException {
        SegmentReader.open("f", new MemoryFile(file)).verify((blocks, of) -> {});
    }

    private static byte[] changed(byte[] file, SplittableRandom random) {
        byte[] changed = file;
        for (int changes = random.nextInt(1, 4); changes > 0 && changed.length > 0; changes--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(8)) {
                case 0 -> changed = Arrays.copyOf(changed, at);
                case 1 -> changed[at] = (byte) (changed[at] + (random.nextBoolean() ? 0x7f : 1));
                case 2 -> {
                    int length = random.nextInt(Math.min(600, changed.length - at));
                    System.arraycopy(file, random.nextInt(file.length - length), changed, at, length);
                }
                default -> changed[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return changed;
    }

    static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
