package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.FormatTooNew;
import io.sluice.log.segment.Sample.Owned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Changed files whose checksums fit, as a bug or somebody's hand would make them: refused or read, in bounded memory. */
class SegmentForgeryTest {
    @Test
    void blockThatTheIndexContradictsIsDamaged() throws IOException {
        Sample sample = SegmentDamageTest.sample(7);
        int index = (int) ByteBuffer.wrap(sample.file())
                .getLong(sample.file().length - Trailer.BYTES + SegmentFormat.FRONT_BYTES);
        int newestOfFirstRun = index + sample.reader().index().blocks() * SegmentIndex.BLOCK_BYTES + 40;
        byte[] file = sample.copy();
        ByteBuffer.wrap(file).putLong(newestOfFirstRun, Long.MAX_VALUE);
        seal(file, index);

        SegmentReader reader = SegmentReader.open(Sample.ID, new MemoryFile(file));

        assertThatThrownBy(() -> reader.block(reader.index().blockOf(0))).isInstanceOf(SegmentDamaged.class);
    }

    @Test
    void indexThatContradictsItselfIsRefused() throws IOException {
        Sample sample = SegmentDamageTest.sample(8);
        int trailer = sample.file().length - Trailer.BYTES;
        int index = (int) ByteBuffer.wrap(sample.file()).getLong(trailer + SegmentFormat.FRONT_BYTES);
        int runs = index + sample.reader().index().blocks() * SegmentIndex.BLOCK_BYTES;
        int second = runs + SegmentIndex.RUN_BYTES;
        List<Consumer<ByteBuffer>> forgeries = List.of(
                bytes -> bytes.putLong(second, bytes.getLong(runs)), // the partition of the run before it
                bytes -> bytes.putLong(runs, Long.MAX_VALUE), // runs not in order
                bytes -> bytes.putLong(runs, -1),
                bytes -> bytes.putLong(runs + 8, Long.MAX_VALUE), // first offset behind the last
                bytes -> bytes.putInt(runs + 48, bytes.getInt(runs + 48) - 1), // fewer messages than the block has
                bytes -> bytes.putInt(runs + 52, 1_000), // a block that is not there
                bytes -> bytes.putLong(runs + 24, bytes.getLong(runs + 24) + 1), // other bytes than the trailer's
                bytes -> bytes.putInt(index + 20, bytes.getInt(index + 20) - 1), // a block that ends before the next
                bytes -> bytes.putLong(index, -1)); // a tenant that cannot be
        for (Consumer<ByteBuffer> forgery : forgeries) {
            byte[] file = sample.copy();
            forgery.accept(ByteBuffer.wrap(file));
            seal(file, index);
            assertThatThrownBy(() -> SegmentReader.open("f", new MemoryFile(file)))
                    .as("forgery " + forgeries.indexOf(forgery))
                    .isInstanceOf(SegmentDamaged.class)
                    .hasMessageContaining("its index contradicts itself");
        }
    }

    @Test
    void forgedIndexIsRefusedAndNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        Sample[] samples = new Sample[20];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = SegmentDamageTest.sample(i);
        }
        int refused = 0;
        for (int run = 0; run < SegmentDamageTest.FUZZ_RUNS; run++) {
            Sample sample = samples[run % samples.length];
            byte[] file = forged(sample.copy(), random);
            Owned wanted =
                    sample.messages().get(random.nextInt(sample.messages().size()));
            long before = SegmentDamageTest.allocated();
            try {
                SegmentReader reader = SegmentReader.open("f", new MemoryFile(file));
                Optional<StoredMessage> found =
                        reader.find(wanted.partition(), wanted.message().offset());
                assertThat(found.isEmpty() || found.get().equals(wanted.message()))
                        .isTrue();
            } catch (SegmentDamaged | FormatTooNew e) {
                refused++;
            }
            assertThat(SegmentDamageTest.allocated() - before).isLessThan(SegmentDamageTest.ALLOCATED_AT_MOST);
        }
        assertThat(refused).isBetween(SegmentDamageTest.FUZZ_RUNS / 10, SegmentDamageTest.FUZZ_RUNS - 1);
    }

    /** A changed block whose checksum fits: its content is another, but it is refused or read, and nothing else. */
    @Test
    void forgedBlockIsRefusedAndNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        Sample sample = SegmentDamageTest.sample(6);
        int refused = 0;
        for (int run = 0; run < SegmentDamageTest.FUZZ_RUNS; run++) {
            byte[] file = sample.copy();
            int number = random.nextInt(sample.reader().index().blocks());
            BlockEntry block = sample.reader().index().block(number);
            int start = (int) block.position() + BlockEntry.HEADER_BYTES;
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                file[start + random.nextInt(Math.min(200, block.storedBytes()))] = (byte) random.nextInt();
            }
            byte codec = file[(int) block.position() + 4];
            ByteBuffer stored =
                    ByteBuffer.wrap(file, start, block.storedBytes()).slice();
            ByteBuffer.wrap(file)
                    .put(
                            (int) block.position(),
                            block.header(Sample.ID, codec, stored).array());
            long before = SegmentDamageTest.allocated();
            try {
                Block read = SegmentReader.open(Sample.ID, new MemoryFile(file)).block(number);
                int envelopes = 0;
                for (int i = 0; i < read.messages(); i++) {
                    envelopes += read.message(i).envelope().length;
                }
                assertThat(envelopes).isEqualTo(block.plainBytes() - block.messages() * Block.HEAD_BYTES);
            } catch (SegmentDamaged e) {
                assertThat(e.blocks()).containsExactly(number);
                refused++;
            }
            assertThat(SegmentDamageTest.allocated() - before).isLessThan(SegmentDamageTest.ALLOCATED_AT_MOST);
        }
        assertThat(refused).isBetween(SegmentDamageTest.FUZZ_RUNS / 10, SegmentDamageTest.FUZZ_RUNS - 1);
    }

    /** Changes numbers of index and trailer to likely and unlikely ones, and makes the checksums fit. */
    private static byte[] forged(byte[] file, SplittableRandom random) {
        int trailer = file.length - Trailer.BYTES;
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int index = (int) bytes.getLong(trailer + SegmentFormat.FRONT_BYTES);
        List<Integer> likely = new ArrayList<>(List.of(0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, file.length));
        likely.add(random.nextInt());
        int changes = random.nextInt(1, 3);
        for (; changes > 0; changes--) {
            boolean inTrailer = random.nextInt(4) == 0;
            int at = inTrailer
                    ? trailer + SegmentFormat.FRONT_BYTES + 4 * random.nextInt(8)
                    : index + 4 * random.nextInt((trailer - index) / 4);
            int value = likely.get(random.nextInt(likely.size()));
            bytes.putInt(at, random.nextBoolean() ? value : bytes.getInt(at) + random.nextInt(-2, 3));
        }
        seal(file, index);
        return file;
    }

    /** Makes the checksums of a changed index and trailer fit. */
    private static void seal(byte[] file, int index) {
        int trailer = file.length - Trailer.BYTES;
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int crc = SegmentFormat.crc(Sample.ID, index, bytes.slice(index, trailer - index));
        bytes.putInt(trailer + SegmentFormat.FRONT_BYTES + 32, crc);
        SegmentFormatTest.reseal(file, trailer);
    }
}
