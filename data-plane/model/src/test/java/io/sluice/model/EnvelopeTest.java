package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EnvelopeTest {
    /** Version 1, for ever: whoever changes the layout makes a version 2 and keeps reading this. */
    private static final String GOLDEN = "010f00000000000000010000000000000002"
            + "0005616c696365" + "00026731" + "00026431" + "000154" + "02"
            + "00" + "0001" + "6e" + "0006" + "4e756d626572" + "00000002" + "3432"
            + "01" + "0001" + "62" + "0006" + "42696e617279" + "00000003" + "00ff7f"
            + "68c3a96c6c6f";

    private static final Message GOLDEN_MESSAGE = new Message(
            new MessageId(1, 2),
            "alice",
            "h\u00e9llo".getBytes(StandardCharsets.UTF_8),
            List.of(
                    new Attribute("n", "Number", "42".getBytes(StandardCharsets.UTF_8), false),
                    new Attribute("b", "Binary", new byte[] {0, -1, 127}, true)),
            "g1",
            "d1",
            "T");

    @Example
    void goldenBytesStay() {
        assertThat(HexFormat.of().formatHex(Envelope.toWire(GOLDEN_MESSAGE))).isEqualTo(GOLDEN);
        assertThat(Envelope.fromWire(HexFormat.of().parseHex(GOLDEN))).isEqualTo(GOLDEN_MESSAGE);
    }

    /** Version 5, for ever: a body of 512 bytes or more with its MD5 before it. */
    @Example
    void goldenBytesOfADigestedBodyStay() {
        byte[] body = "x".repeat(512).getBytes(StandardCharsets.UTF_8);
        byte[] md5 = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        Message message = new Message(new MessageId(1, 2), "al", body, List.of(), "g", null, null, md5);
        String golden = "050100000000000000010000000000000002" + "0002616c" + "000167"
                + HexFormat.of().formatHex(md5) + "78".repeat(512);

        assertThat(HexFormat.of().formatHex(Envelope.toWire(message))).isEqualTo(golden);
        assertThat(Envelope.fromWire(HexFormat.of().parseHex(golden))).isEqualTo(message);
    }

    @Example
    void digestOfASmallBodyIsNotKept() {
        byte[] body = new byte[511];
        Message message = new Message(new MessageId(1, 2), "al", body, List.of(), null, null, null, new byte[16]);

        assertThat(Envelope.fromWire(Envelope.toWire(message)).bodyMd5()).isEmpty();
    }

    @Property
    void everyMessageComesBack(@ForAll("messages") Message message) {
        byte[] envelope = Envelope.toWire(message);
        assertThat(Envelope.fromWire(envelope)).isEqualTo(message);
        assertThat(Envelope.idOf(envelope)).isEqualTo(message.id());
    }

    @Property(tries = 2_000)
    void damagedEnvelopeIsRefusedOrReadNeverWorse(@ForAll("messages") Message message, @ForAll long seed) {
        byte[] envelope = Envelope.toWire(message);
        Random random = new Random(seed);
        byte[] damaged = Arrays.copyOf(envelope, random.nextInt(envelope.length + 1));
        if (damaged.length > 0) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
            Envelope.fromWire(damaged);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Example
    void newerVersionIsRefused() {
        byte[] envelope = Envelope.toWire(GOLDEN_MESSAGE);
        envelope[0] = 6;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.fromWire(envelope))
                .withMessageContaining("version 6");
    }

    @Example
    void sealedEnvelopeIsNotReadAsItLies() {
        byte[] envelope = Envelope.toWire(GOLDEN_MESSAGE);
        assertThat(Envelope.isSealed(envelope)).isFalse();
        envelope[0] = Envelope.sealedVersion(envelope);
        assertThat(Envelope.isSealed(envelope)).isTrue();
        assertThat(Envelope.isStub(envelope)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.fromWire(envelope))
                .withMessageContaining("opened first");
    }

    @Property
    void stubBecomesTheWholeEnvelopeOnceItsBodyIsThere(@ForAll("messages") Message message) {
        Message front = new Message(
                message.id(),
                message.sender(),
                new byte[0],
                message.attributes(),
                message.group(),
                message.deduplicationId(),
                message.trace());
        byte[] stub = Envelope.stub(front, message.body().length);
        assertThat(Envelope.isStub(stub)).isTrue();
        assertThat(Envelope.bytesElsewhere(stub)).isEqualTo(message.body().length);
        assertThat(Envelope.idOf(stub)).isEqualTo(message.id());
        assertThat(Envelope.fromWire(stub)).isEqualTo(front);

        byte[] whole = Envelope.withRoom(stub);
        System.arraycopy(message.body(), 0, whole, whole.length - message.body().length, message.body().length);
        assertThat(whole).isEqualTo(Envelope.toWire(message));
        assertThat(Envelope.bytesElsewhere(whole)).isZero();
    }

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<String> plain = Arbitraries.strings().ascii().ofMaxLength(40);
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<Attribute> attribute = Combinators.combine(plain, plain, bytes, Arbitraries.of(true, false))
                .as(Attribute::new);
        Arbitrary<MessageId> id =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(MessageId::new);
        return Combinators.combine(
                        id,
                        plain,
                        bytes,
                        attribute.list().ofMaxSize(10),
                        plain.injectNull(0.5),
                        plain.injectNull(0.5),
                        plain.injectNull(0.5))
                .as(Message::new);
    }
}
