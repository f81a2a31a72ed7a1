package io.sluice.log.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PayloadSealTest {
    private static final TenantId ANN = new TenantId(111111111111L);
    private static final TenantId BOB = new TenantId(222222222222L);
    private static final String GOLDEN =
            "0300030405060708090a0b0c0d0e0f10111200000007010203040506070800000000672a818a7825"
                    + "03cffc93ddb0df2357c44a0840ade6b77c4c0f62a81c0c235dff9d0f359b";

    /** The JDK refuses to seal with the nonce that was used last, whoever asks. */
    private static long nextPrefix = 1;

    private final SomeKeys keys = new SomeKeys().with(SomeKeys.key(7, ANN, 1)).with(SomeKeys.key(8, BOB, 2));
    private final PayloadSeal seal = keys.seal(nextPrefix++);

    @Test
    void sealedEnvelopeOpensToTheSameBytes() throws PayloadLocked {
        byte[] plain = envelope("two espressi");
        byte[] sealed = seal.sealed(ANN, plain);
        assertThat(Envelope.isSealed(sealed)).isTrue();
        assertThat(Envelope.isStub(sealed)).isFalse();
        assertThat(PayloadSeal.keyId(sealed)).isEqualTo(7);
        assertThat(Envelope.idOf(sealed)).isEqualTo(new MessageId(1, 2));
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("espressi");
        assertThat(seal.opens(ANN, sealed)).isTrue();
        assertThat(seal.opened(ANN, sealed)).isEqualTo(plain);
        assertThat(seal.sealed(ANN, sealed)).isSameAs(sealed);
        assertThat(seal.opened(ANN, plain)).isSameAs(plain);
    }

    @Test
    void sealedStubStillSaysHowMuchLiesElsewhere() throws PayloadLocked {
        byte[] stub = Envelope.stub(message(new byte[0]), 5_000_000);
        byte[] sealed = seal.sealed(ANN, stub);
        assertThat(Envelope.isStub(sealed)).isTrue();
        assertThat(Envelope.bytesElsewhere(sealed)).isEqualTo(5_000_000);
        assertThat(seal.opened(ANN, sealed)).isEqualTo(stub);
        sealed[sealed.length - 1]++;
        assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> seal.opened(ANN, sealed));
    }

    @Test
    void bytesOfSealedEnvelopeNeverChange() throws PayloadLocked {
        byte[] sealed = keys.seal(0x0102030405060708L)
                .sealed(ANN, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
        assertThat(HexFormat.of().formatHex(sealed)).isEqualTo(GOLDEN);
    }

    @Test
    void anotherTenantsKeyOpensNothing() throws PayloadLocked {
        byte[] sealed = seal.sealed(ANN, envelope("mine"));
        assertThat(seal.opens(BOB, sealed)).isFalse();
        assertThatExceptionOfType(PayloadLocked.class)
                .isThrownBy(() -> seal.opened(BOB, sealed))
                .withMessage("data key 7 of account 222222222222 is missing: put the catalog back");
        // The same key under another tenant's name.
        PayloadSeal forged = new SomeKeys().with(SomeKeys.key(7, BOB, 1)).seal(nextPrefix++);
        assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> forged.opened(BOB, sealed));
    }

    @Test
    void anyChangedBitIsSeen() throws PayloadLocked {
        byte[] sealed = seal.sealed(ANN, envelope("a"));
        for (int bit = 16; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> seal.opened(ANN, changed));
        }
        for (int cut = 9; cut < sealed.length; cut++) {
            byte[] shorter = java.util.Arrays.copyOf(sealed, cut);
            assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> seal.opened(ANN, shorter));
        }
    }

    @Test
    void whoHasNoKeySealsNothing() {
        TenantId nobody = new TenantId(3);
        assertThatExceptionOfType(PayloadLocked.class)
                .isThrownBy(() -> seal.sealed(nobody, envelope("a")))
                .withMessage("account 000000000003 has no data key");
    }

    @Test
    void renewedKeySealsAndTheOldOneStillOpens() throws PayloadLocked {
        byte[] before = seal.sealed(ANN, envelope("before"));
        keys.with(SomeKeys.key(9, ANN, 3));
        byte[] after = seal.sealed(ANN, envelope("after"));
        assertThat(PayloadSeal.keyId(after)).isEqualTo(9);
        assertThat(seal.opened(ANN, before)).isEqualTo(envelope("before"));
        assertThat(seal.opened(ANN, after)).isEqualTo(envelope("after"));
    }

    @Test
    void blockOpensAtItsPlaceAlone() throws PayloadLocked {
        PayloadKey key = SomeKeys.key(7, ANN, 1);
        ByteBuffer block = ByteBuffer.wrap(new byte[] {1, 2, 3});
        ByteBuffer sealed = seal.sealedBlock(key, ByteBuffer.wrap(new byte[] {9}), block);
        assertThat(sealed.remaining()).isEqualTo(3 + PayloadSeal.BLOCK_GROWTH);
        assertThat(PayloadSeal.block(key, ByteBuffer.wrap(new byte[] {9}), sealed))
                .isEqualTo(block);
        assertThatExceptionOfType(PayloadLocked.class)
                .isThrownBy(() -> PayloadSeal.block(key, ByteBuffer.wrap(new byte[] {8}), sealed));
    }

    @Test
    void blocksOfStreamOpenEachAtItsNumber() throws PayloadLocked {
        PayloadKey key = SomeKeys.key(7, ANN, 1);
        ByteBuffer place = ByteBuffer.wrap(new byte[] {5});
        StreamSeal stream = seal.stream(key, 2);
        List<ByteBuffer> blocks = IntStream.range(0, 2)
                .mapToObj(i -> {
                    ByteBuffer start = stream.put(place, ByteBuffer.wrap(new byte[100]));
                    ByteBuffer more = stream.put(place, ByteBuffer.wrap(new byte[7]));
                    ByteBuffer end = stream.endBlock();
                    return ByteBuffer.allocate(107 + StreamSeal.TAG_BYTES)
                            .put(start)
                            .put(more)
                            .put(end)
                            .flip();
                })
                .toList();
        assertThat(blocks.get(0)).isNotEqualTo(blocks.get(1));
        for (int i = 0; i < 2; i++) {
            int number = i;
            assertThat(StreamSeal.opened(
                            key, stream.first(), place, i, blocks.get(i).duplicate()))
                    .isEqualTo(ByteBuffer.wrap(new byte[107]));
            assertThatExceptionOfType(PayloadLocked.class)
                    .isThrownBy(() -> StreamSeal.opened(
                            key,
                            stream.first(),
                            place,
                            1 - number,
                            blocks.get(number).duplicate()));
        }
    }

    private static byte[] envelope(String body) {
        return Envelope.toWire(message(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Message message(byte[] body) {
        return new Message(new MessageId(1, 2), "ann", body, List.of(), null, null, null);
    }
}
