package io.sluice.log.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.FormatTooNew;
import io.sluice.log.segment.Source;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body comes back as it was written, or is said to be damaged. */
class BodyFileTest {
    private static final MessageId MESSAGE = new MessageId(77, -5);
    private static final TenantId TENANT = new TenantId(123_456_789_012L);
    private static final PartitionId PARTITION = PartitionId.of(9, 1);
    private static final String NAME = "body-1";

    @TempDir
    Path folder;

    @Test
    void bodyOfAnyLengthInAnyPiecesComesBack() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int length : new int[] {1, 1_000, 262_143, 262_144, 262_145, 1_000_000}) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            BodyWriter.Written written = write(body, random);
            byte[] file = Files.readAllBytes(folder.resolve(NAME));
            assertThat(written.length()).isEqualTo(length);
            assertThat(written.fileBytes()).isEqualTo(file.length).isEqualTo(BodyFormat.fileBytes(length, false));
            assertThat(written.sha256())
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(file));
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(length);
                int count = random.nextInt(1, length - from + 1);
                assertThat(read(length, from, count)).isEqualTo(Arrays.copyOfRange(body, from, from + count));
            }
        }
    }

    @Test
    void goldenBytesAreWrittenForEver() throws Exception {
        write("a large body".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new SplittableRandom(2));
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve(NAME))))
                .isEqualTo("534c424801000000000000000000001cbe991a140000000000090001000000000000004dfffffffffffffffb"
                        + "00000000b65424a061206c6172676520626f64792baa872a534c4245000000000000000c9764674f");
    }

    @Test
    void everyFlippedBitIsFoundAndEveryCut() throws Exception {
        byte[] body = new byte[300];
        new SplittableRandom(3).nextBytes(body);
        write(body, new SplittableRandom(3));
        byte[] whole = Files.readAllBytes(folder.resolve(NAME));
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(folder.resolve(NAME), flipped);
            assertThatThrownBy(() -> read(300, 0, 300))
                    .as("byte %d", at)
                    .isInstanceOfAny(BodyDamaged.class, FormatTooNew.class);
            Files.write(folder.resolve(NAME), Arrays.copyOf(whole, at));
            assertThatThrownBy(() -> read(300, 0, 300)).isInstanceOf(BodyDamaged.class);
        }
    }

    @Test
    void damageInOneBlockLeavesTheOthersReadable() throws Exception {
        byte[] body = new byte[3 * BodyFormat.BLOCK_BYTES];
        write(body, new SplittableRandom(4));
        byte[] file = Files.readAllBytes(folder.resolve(NAME));
        file[BodyFormat.HEADER_BYTES + BodyFormat.BLOCK_BYTES + 5] ^= 1;
        Files.write(folder.resolve(NAME), file);
        assertThat(read(body.length, 0, BodyFormat.BLOCK_BYTES)).containsOnly(0);
        assertThat(read(body.length, 2 * BodyFormat.BLOCK_BYTES, 10)).containsOnly(0);
        assertThatThrownBy(() -> read(body.length, BodyFormat.BLOCK_BYTES, 1))
                .isInstanceOf(BodyDamaged.class)
                .hasMessageContaining("block 1, bytes 262144 to 524287");
    }

    @Test
    void bodyOfAnotherMessageIsNone() throws Exception {
        write(new byte[10], new SplittableRandom(5));
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            assertThatThrownBy(() -> BodyReader.open(NAME, Source.of(file), new MessageId(77, -6), 10))
                    .isInstanceOf(BodyDamaged.class);
        }
    }

    @Test
    void namesAreReadBack() {
        BodyName name = new BodyName(3, 12);
        assertThat(BodyName.parse(name.toString())).contains(name);
        assertThat(BodyName.parse(name + "-healing")).isEmpty();
        assertThat(BodyName.parse("body-9999999999999999999-0000000001")).isEmpty();
    }

    private BodyWriter.Written write(byte[] body, SplittableRandom random) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            BodyWriter writer = new BodyWriter(file, TENANT, PARTITION, MESSAGE);
            for (int at = 0; at < body.length; ) {
                int piece = Math.min(body.length - at, random.nextInt(1, 300_000));
                writer.put(ByteBuffer.wrap(body, at, piece));
                at += piece;
            }
            return writer.finish();
        }
    }

    private byte[] read(int length, int from, int count) throws IOException {
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            ByteBuffer into = ByteBuffer.allocate(count);
            BodyReader.open(NAME, Source.of(file), MESSAGE, length).read(from, into);
            return into.array();
        }
    }
}
