package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The stored formats: what was written once is read for ever. */
class LogFormatTest {
    private static final FileHeader HEADER = new FileHeader(7, 0, 5, 123_456_789L, 123_456_789L, 32L << 20);

    @Test
    void fileHeaderKeepsItsBytes() throws IOException {
        byte[] golden = golden("file-header-1.hex");
        assertThat(bytes(HEADER.toPage().limit(FileHeader.BYTES))).isEqualTo(golden);
        assertThat(FileHeader.fromPage(ByteBuffer.wrap(golden), "f")).isEqualTo(HEADER);
    }

    @Test
    void markKeepsItsBytes() throws IOException {
        byte[] golden = golden("file-mark-1.hex");
        FileMark mark = new FileMark(987_654_321L, true);
        assertThat(bytes(mark.toSector(5))).isEqualTo(golden);
        ByteBuffer page = ByteBuffer.allocate(FileHeader.PAGE_BYTES).put(FileMark.AT, golden);
        assertThat(FileMark.fromPage(page, 5)).isEqualTo(mark);
        assertThat(FileMark.fromPage(page, 6)).isNull();
    }

    @Test
    void frameKeepsItsBytes() throws IOException {
        byte[] golden = golden("frame-1.hex");
        assertThat(frame(5, 123_456_789L, 1_700_000_000_123L, 123_000_000L, text("commands")))
                .isEqualTo(golden);
    }

    @Test
    void snapshotKeepsItsBytes() throws IOException {
        byte[] golden = golden("snapshot-2.hex");
        ByteBuffer out = ByteBuffer.allocate(golden.length);
        SnapshotFormat.putHeader(out, 7, 123_456_789L, 120_000_000L, 0);
        byte[] block = text("block");
        out.putInt(block.length)
                .putInt(SnapshotFormat.blockCrc(123_456_789L, 0, ByteBuffer.wrap(block)))
                .put(block);
        SnapshotFormat.putFooter(out, 123_456_789L, 1, block.length);
        assertThat(out.array()).isEqualTo(golden);
        assertThat(SnapshotFormat.header(ByteBuffer.wrap(golden), "snapshot-2.hex", 7, 123_456_789L))
                .isEqualTo(new SnapshotFormat.Header(40, 120_000_000L, 0));
    }

    @Test
    void snapshotOfTheFirstVersionIsReadForEver() throws IOException {
        byte[] golden = golden("snapshot-1.hex");
        assertThat(SnapshotFormat.header(ByteBuffer.wrap(golden), "snapshot-1.hex", 7, 123_456_789L))
                .isEqualTo(new SnapshotFormat.Header(32, 123_456_789L, 0));
    }

    @Test
    void snapshotOfChangesSaysWhatItAddsTo() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(48);
        SnapshotFormat.putHeader(out, 7, 123_456_789L, 120_000_000L, 123_000_000L);
        assertThat(out.remaining()).isZero();
        assertThat(out.get(4)).isEqualTo((byte) 3);
        assertThat(SnapshotFormat.header(out.flip(), "snapshot", 7, 123_456_789L))
                .isEqualTo(new SnapshotFormat.Header(48, 120_000_000L, 123_000_000L));
        out.put(40, (byte) (out.get(40) ^ 1));
        assertThatThrownBy(() -> SnapshotFormat.header(out, "snapshot", 7, 123_456_789L))
                .isInstanceOf(LogCorrupt.class);
    }

    @Test
    void newerVersionIsRefusedAndNotCalledDamaged() {
        ByteBuffer page = HEADER.toPage();
        page.put(4, (byte) 2);
        assertThatThrownBy(() -> FileHeader.fromPage(page, "f")).isInstanceOf(LogCorrupt.class);
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, FileHeader.BYTES - 4));
        page.putInt(FileHeader.BYTES - 4, (int) crc.getValue());
        assertThatThrownBy(() -> FileHeader.fromPage(page, "f"))
                .isInstanceOf(FormatTooNew.class)
                .hasMessageContaining("newer version");
    }

    @Property
    void headersComeBack(@ForAll int shard, @ForAll long incarnation, @ForAll long base, @ForAll long durable)
            throws IOException {
        FileHeader header = new FileHeader(shard, 0, incarnation, base, durable, 4096);
        assertThat(FileHeader.fromPage(header.toPage(), "f")).isEqualTo(header);
    }

    @Property
    void marksComeBack(@ForAll long position, @ForAll boolean sealed, @ForAll long incarnation) {
        FileMark mark = new FileMark(position, sealed);
        ByteBuffer page = ByteBuffer.allocate(FileHeader.PAGE_BYTES);
        page.put(FileMark.AT, bytes(mark.toSector(incarnation)));
        assertThat(FileMark.fromPage(page, incarnation)).isEqualTo(mark);
    }

    @Property
    void framesAreIntactInTheirPlaceAlone(
            @ForAll long position,
            @ForAll long incarnation,
            @ForAll long timeMs,
            @ForAll @Size(min = 1, max = 300) byte[] commands,
            @ForAll @IntRange(max = 2_719) int flip) {
        byte[] bytes = frame(incarnation, position, timeMs, position, commands);
        assertThat(FrameFormat.begins(ByteBuffer.wrap(bytes), 0, position)).isTrue();
        assertThat(FrameFormat.begins(ByteBuffer.wrap(bytes), 0, position + 1)).isFalse();
        FrameFormat format = new FrameFormat();
        format.incarnation(incarnation);
        assertThat(format.intact(ByteBuffer.wrap(bytes), 0)).isTrue();
        format.incarnation(incarnation + 1);
        assertThat(format.intact(ByteBuffer.wrap(bytes), 0)).isFalse();
        format.incarnation(incarnation);
        int at = flip / 8 % bytes.length;
        if (at < FrameFormat.LENGTH_AT || at >= FrameFormat.POSITION_AT) {
            bytes[at] ^= (byte) (1 << flip % 8);
            assertThat(format.intact(ByteBuffer.wrap(bytes), 0)).isFalse();
        }
    }

    private static byte[] frame(long incarnation, long position, long timeMs, long durable, byte[] commands) {
        FrameFormat format = new FrameFormat();
        format.incarnation(incarnation);
        ByteBuffer batch = ByteBuffer.allocate(FrameFormat.HEADER_BYTES + commands.length);
        format.put(batch, position, timeMs, durable, ByteBuffer.wrap(commands));
        return bytes(batch.flip());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(LogFormatTest.class.getResourceAsStream("/golden/" + name))) {
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        }
    }
}
