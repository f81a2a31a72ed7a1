package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.FormatTooNew;
import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was written once is read for ever. */
class SegmentFormatTest {
    @Test
    void segmentKeepsItsBytes() throws IOException {
        byte[] golden = golden("segment-1.hex");

        assertThat(Sample.of(Sample.ID, incompressible()).file()).isEqualTo(golden);
        assertHolds(golden, incompressible());
    }

    /** Only read: another release of the library may compress to other bytes. */
    @Test
    void compressedSegmentIsRead() throws IOException {
        byte[] golden = golden("segment-1-zstd.hex");
        assertHolds(golden, compressible());

        BlockEntry block =
                SegmentReader.open(Sample.ID, new MemoryFile(golden)).index().block(0);
        assertThat(block.storedBytes()).isLessThan(block.plainBytes() / 2);
    }

    @Test
    void newerVersionIsRefusedAndNotCalledDamaged() throws IOException {
        byte[] file = golden("segment-1.hex");
        int trailer = file.length - Trailer.BYTES;
        file[trailer + 4] = 2;
        assertThatThrownBy(() -> SegmentReader.open("f", new MemoryFile(file))).isInstanceOf(SegmentDamaged.class);

        reseal(file, trailer);

        assertThatThrownBy(() -> SegmentReader.open("f", new MemoryFile(file)))
                .isInstanceOf(FormatTooNew.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void unknownCodecIsNewAndNotCalledDamaged() throws IOException {
        Sample sample = Sample.of(Sample.ID, incompressible());
        BlockEntry block = sample.reader().index().block(0);
        byte[] file = sample.copy();
        ByteBuffer stored =
                ByteBuffer.wrap(file, (int) block.position() + BlockEntry.HEADER_BYTES, block.storedBytes());
        ByteBuffer.wrap(file)
                .put(
                        (int) block.position(),
                        block.header(Sample.ID, (byte) 9, stored.slice()).array());
        Owned first = sample.messages().getFirst();

        SegmentReader reader = SegmentReader.open(Sample.ID, new MemoryFile(file));

        assertThatThrownBy(() -> reader.find(first.partition(), first.message().offset()))
                .isInstanceOf(FormatTooNew.class)
                .hasMessageContaining("codec 9");
    }

    @Test
    void contentIsStoredAsItIsWhereCompressionSavesLittle() throws IOException {
        byte[] random = new byte[50_000];
        new SplittableRandom(1).nextBytes(random);
        byte[] zeros = new byte[50_000];
        SegmentReader reader = Sample.of(
                        Sample.ID, List.of(Sample.message(1, 1, 1, random), Sample.message(1, 1, 2, zeros)))
                .reader();

        assertThat(reader.index().block(0).storedBytes()).isEqualTo(Block.HEAD_BYTES + 50_000);
        assertThat(reader.index().block(1).storedBytes()).isLessThan(1_000);
    }

    @Test
    void blocksHaveLimits() {
        TenantId tenant = new TenantId(1);
        int largest = SegmentWriter.MAX_ENVELOPE_BYTES + Block.HEAD_BYTES;
        assertThat(new BlockEntry(36, tenant, 0, 1, largest, largest).plainBytes())
                .isEqualTo(largest);
        assertThatThrownBy(() -> new BlockEntry(36, tenant, 0, 1, largest + 1, 100))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockEntry(36, tenant, 0, 4, 127, 100))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockEntry(36, tenant, 0, 1, 100, 165))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockEntry(36, tenant, 0, 1, 100, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Puts the right checksum under a trailer that was changed. */
    static void reseal(byte[] file, int trailer) {
        ByteBuffer bytes = ByteBuffer.wrap(file, trailer, Trailer.BYTES).slice();
        bytes.putInt(Trailer.BYTES - 4, SegmentFormat.crc(bytes.slice(0, Trailer.BYTES - 4)));
    }

    static List<Owned> incompressible() {
        SplittableRandom random = new SplittableRandom(20_263_616);
        byte[] first = new byte[300];
        random.nextBytes(first);
        byte[] second = new byte[500];
        random.nextBytes(second);
        byte[] third = new byte[200];
        random.nextBytes(third);
        return List.of(
                Sample.message(3, 70, 100, first),
                Sample.message(3, 71, 7, second),
                Sample.message(3, 71, 9),
                Sample.message(999_999_999_999L, 5, 1L << 40, third));
    }

    static List<Owned> compressible() {
        return List.of(
                Sample.message(
                        3,
                        70,
                        100,
                        "{\"drink\":\"espresso\",\"sugar\":0}".repeat(20).getBytes(StandardCharsets.US_ASCII)),
                Sample.message(
                        3,
                        70,
                        102,
                        "{\"drink\":\"cappuccino\",\"sugar\":2}".repeat(20).getBytes(StandardCharsets.US_ASCII)));
    }

    private static void assertHolds(byte[] file, List<Owned> messages) throws IOException {
        SegmentReader reader = SegmentReader.open(Sample.ID, new MemoryFile(file));
        reader.verify((blocks, of) -> {});
        for (Owned owned : messages) {
            assertThat(reader.find(owned.partition(), owned.message().offset())).contains(owned.message());
        }
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SegmentFormatTest.class.getResourceAsStream("/golden/" + name))) {
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        }
    }
}
