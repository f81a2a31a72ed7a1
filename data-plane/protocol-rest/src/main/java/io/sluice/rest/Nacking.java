package io.sluice.rest;

import io.netty.buffer.ByteBuf;
import io.sluice.api.Leases;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/queues/NAME/messages/RECEIPT/nack?delay=S}: the message goes back, at once or after a delay. The request's
 * body, if there is one, is the reason in the consumer's words: up to 256 bytes of UTF-8.
 */
final class Nacking implements Exchange {
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final Receipt receipt;
    private final Duration delay;
    private final ByteArrayOutputStream reason = new ByteArrayOutputStream();
    private final RestChannel channel;
    private @Nullable Settling settling;

    Nacking(RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.receipt = server.receipt(route, topic);
        this.delay = route.seconds("delay", Math.toIntExact(Leases.MAX_LEASE.toSeconds()))
                .orElse(Duration.ZERO);
    }

    @Override
    public void body(ByteBuf bytes) {
        if (reason.size() + bytes.readableBytes() > Leases.MAX_REASON_BYTES) {
            throw RestErrors.invalid("a reason has up to " + Leases.MAX_REASON_BYTES + " bytes")
                    .refused();
        }
        byte[] piece = new byte[bytes.readableBytes()];
        bytes.readBytes(piece);
        reason.writeBytes(piece);
    }

    @Override
    public void end() {
        String text = text();
        Settling begun = new Settling(channel, () -> server.ports().leases().nack(payer, topic, receipt, delay, text));
        settling = begun;
        begun.end();
    }

    private String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(reason.toByteArray()))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException notText) {
            // told below
        }
        throw RestErrors.invalid("a reason is text in UTF-8, without NUL").refused();
    }

    @Override
    public void gone() {
        if (settling != null) {
            settling.gone();
        }
    }
}
