package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.SomeKeys;
import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks under the keys of their tenants: readable with them, checked without them. */
class SealedSegmentTest {
    private static final byte[] CANARY = "a canary that sings".getBytes(StandardCharsets.US_ASCII);
    private static final TenantId ANN = new TenantId(1);
    private static final TenantId BOB = new TenantId(2);

    private final SomeKeys both = new SomeKeys().with(SomeKeys.key(7, ANN, 7)).with(SomeKeys.key(8, BOB, 8));

    @Test
    void messagesComeBackAndAreNotInTheFile() throws IOException {
        List<Owned> messages = messages();
        byte[] sealed = write(messages, both.seal(1));
        assertThat(contains(write(messages, PayloadSeal.NONE), CANARY)).isTrue();
        assertThat(contains(sealed, CANARY)).isFalse();
        SegmentReader reader =
                SegmentReader.open(Sample.ID, new MemoryFile(sealed)).under(both.seal(2));
        for (Owned owned : messages) {
            assertThat(reader.find(owned.partition(), owned.message().offset()))
                    .hasValueSatisfying(found -> assertThat(found.envelope())
                            .isEqualTo(owned.message().envelope()));
        }
        assertThat(reader.index().block(0).keyId()).isEqualTo(7);
    }

    @Test
    void whoseKeyIsMissingWaitsAndTheOthersGoOn() throws IOException {
        List<Owned> messages = messages();
        byte[] file = write(messages, both.seal(3));
        PayloadSeal without = new SomeKeys().with(SomeKeys.key(8, BOB, 8)).seal(4);
        SegmentReader reader =
                SegmentReader.open(Sample.ID, new MemoryFile(file)).under(without);
        reader.verify((done, of) -> {});
        for (Owned owned : messages) {
            if (owned.tenant().equals(ANN)) {
                assertThatExceptionOfType(PayloadLocked.class)
                        .isThrownBy(() ->
                                reader.find(owned.partition(), owned.message().offset()));
            } else {
                assertThat(reader.find(owned.partition(), owned.message().offset()))
                        .isPresent();
            }
        }
    }

    @Test
    void anotherKeyUnderTheSameNumberIsNotCalledDamage() throws IOException {
        List<Owned> messages = messages();
        byte[] file = write(messages, both.seal(5));
        PayloadSeal other = new SomeKeys().with(SomeKeys.key(7, ANN, 9)).seal(6);
        SegmentReader reader =
                SegmentReader.open(Sample.ID, new MemoryFile(file)).under(other);
        reader.verify((done, of) -> {});
        assertThatThrownBy(() -> reader.find(messages.getFirst().partition(), 0))
                .isInstanceOf(PayloadLocked.class)
                .hasMessageContaining("data key 7 of account 000000000001 does not open");
    }

    @Test
    void flippedBitIsDamageWithAndWithoutKeys() throws IOException {
        byte[] file = write(messages(), both.seal(7));
        SegmentReader whole = SegmentReader.open(Sample.ID, new MemoryFile(file));
        BlockEntry block = whole.index().block(1);
        file[(int) block.position() + BlockEntry.HEADER_BYTES + 40] ^= 1;
        for (PayloadSeal seal : List.of(PayloadSeal.NONE, both.seal(8))) {
            assertThatExceptionOfType(SegmentDamaged.class)
                    .isThrownBy(() -> SegmentReader.open(Sample.ID, new MemoryFile(file))
                            .under(seal)
                            .verify((done, of) -> {}))
                    .satisfies(damage -> assertThat(damage.blocks()).containsExactly(1));
        }
    }

    @Test
    void tenantWithoutKeyIsNotWrittenInClear() {
        PayloadSeal nobody = new SomeKeys().seal(9);
        assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> write(messages(), nobody));
    }

    /** Of two tenants, of a block and more each; random, so that nothing of it hides in compression. */
    private static List<Owned> messages() {
        SplittableRandom random = new SplittableRandom(1);
        List<Owned> messages = new ArrayList<>();
        for (TenantId tenant : List.of(ANN, BOB)) {
            for (int offset = 0; offset < 5; offset++) {
                byte[] envelope = new byte[20_000];
                random.nextBytes(envelope);
                System.arraycopy(CANARY, 0, envelope, 1_000, CANARY.length);
                envelope[0] = 1;
                messages.add(Sample.message(tenant.account(), tenant.account(), offset, envelope));
            }
        }
        return messages;
    }

    private static byte[] write(List<Owned> messages, PayloadSeal seal) throws IOException {
        MemoryFile file = new MemoryFile();
        try (SegmentWriter writer = new SegmentWriter(file, Sample.ID, Sample.TARGET, seal)) {
            for (Owned owned : messages) {
                writer.add(owned.tenant(), owned.message());
            }
            writer.finish();
        }
        return file.bytes();
    }

    private static boolean contains(byte[] file, byte[] what) {
        return new String(file, StandardCharsets.ISO_8859_1).contains(new String(what, StandardCharsets.ISO_8859_1));
    }
}
