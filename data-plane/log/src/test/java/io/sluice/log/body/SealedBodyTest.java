package io.sluice.log.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.SomeKeys;
import io.sluice.log.segment.Source;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body under its tenant's key comes back by any range, and its damage is told without the key. */
class SealedBodyTest {
    private static final MessageId MESSAGE = new MessageId(77, -5);
    private static final TenantId TENANT = new TenantId(123_456_789_012L);
    private static final PartitionId PARTITION = PartitionId.of(9, 1);
    private static final String NAME = "body-1";
    private static long nextPrefix = 1_000;

    private final SomeKeys keys = new SomeKeys().with(SomeKeys.key(7, TENANT, 7));

    @TempDir
    Path folder;

    @Test
    void bodyOfAnyLengthInAnyPiecesComesBack() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int length : new int[] {1, 15, 16, 1_000, 262_143, 262_144, 262_145, 3_000_000}) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            BodyWriter.Written written = write(body, random, nextPrefix++);
            byte[] file = Files.readAllBytes(folder.resolve(NAME));
            assertThat(written.length()).isEqualTo(length);
            assertThat(written.fileBytes()).isEqualTo(file.length).isEqualTo(BodyFormat.mostFileBytes(length));
            assertThat(written.sha256())
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(file));
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(length);
                int count = random.nextInt(1, length - from + 1);
                assertThat(read(length, from, count, keys)).isEqualTo(Arrays.copyOfRange(body, from, from + count));
            }
        }
    }

    @Test
    void goldenBytesAreWrittenForEver() throws Exception {
        write("a large body".getBytes(StandardCharsets.US_ASCII), new SplittableRandom(2), 5);
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve(NAME))))
                .isEqualTo("534c424802000000000000070000001cbe991a140000000000090001000000000000004dfffffffffffffffb"
                        + "000000000000000000000005000000008690240f771a473b0ae00f64e7e931341617a59de84f8025bb57c671"
                        + "8264452710e45274534c4245000000000000000c508c2ee2");
    }

    @Test
    void everyFlippedBitIsFoundAndEveryCutWithoutTheKey() throws Exception {
        byte[] body = new byte[300];
        write(body, new SplittableRandom(3), nextPrefix++);
        byte[] whole = Files.readAllBytes(folder.resolve(NAME));
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(folder.resolve(NAME), flipped);
            assertThatThrownBy(this::verify).as("byte %d", at).isInstanceOfAny(BodyDamaged.class, FormatTooNew.class);
            Files.write(folder.resolve(NAME), Arrays.copyOf(whole, at));
            assertThatThrownBy(this::verify).isInstanceOf(BodyDamaged.class);
        }
    }

    @Test
    void withoutTheKeyOrWithAnotherItIsLockedAndNotDamaged() throws Exception {
        write(new byte[300], new SplittableRandom(4), nextPrefix++);
        verify();
        assertThatExceptionOfType(PayloadLocked.class)
                .isThrownBy(() -> read(300, 0, 1, new SomeKeys()))
                .withMessageContaining("data key 7 of account 123456789012 is missing");
        assertThatExceptionOfType(PayloadLocked.class)
                .isThrownBy(() -> read(300, 0, 1, new SomeKeys().with(SomeKeys.key(7, TENANT, 8))))
                .withMessageContaining("does not open");
    }

    @Test
    void bodyIsNotInTheFile() throws Exception {
        byte[] body = "a canary that sings".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        write(body, new SplittableRandom(5), nextPrefix++);
        String file = Files.readString(folder.resolve(NAME), StandardCharsets.ISO_8859_1);
        assertThat(file).doesNotContain("canary");
    }

    private BodyWriter.Written write(byte[] body, SplittableRandom random, long prefix) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            BodyWriter writer = new BodyWriter(file, TENANT, PARTITION, MESSAGE, keys.seal(prefix));
            for (int at = 0; at < body.length; ) {
                int piece = Math.min(body.length - at, random.nextInt(1, 300_000));
                writer.put(ByteBuffer.wrap(body, at, piece));
                at += piece;
            }
            return writer.finish();
        }
    }

    private byte[] read(int length, int from, int count, SomeKeys with) throws IOException {
        PayloadSeal seal = with.seal(0);
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            ByteBuffer into = ByteBuffer.allocate(count);
            BodyReader.open(NAME, Source.of(file), MESSAGE, length).under(seal).read(from, into);
            return into.array();
        }
    }

    private void verify() throws IOException {
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            BodyReader.open(NAME, Source.of(file), MESSAGE, 300).verify();
        }
    }
}
