package io.sluice.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message's stored form: what logs and snapshots hold and what the kernel carries without looking inside, but for the
 * identity at its front.
 *
 * <p>Version 1: version byte, flags byte (1 group, 2 deduplication id, 4 trace, 8 attributes), identity (16 bytes),
 * sender; group, deduplication id, trace where flagged; where flagged the attributes' count (1 byte) and each one's
 * kind (1 byte), name, type and value; the rest is the body. Texts are UTF-8 behind a two-byte length, values are
 * bytes behind a four-byte length.
 *
 * <p>Version 2, a <em>stub</em>: the same, but the body lies in a file of its own, and where it would be stands its length,
 * eight bytes.
 *
 * <p>Version 5: version 1 with the MD5 of the body, 16 bytes, right before the body: so the digest that a consumer compares
 * is the one that the sender was told. Only of bodies of {@value #DIGESTED_BODY_BYTES} bytes or more: of smaller ones it is
 * computed faster than it is stored.
 *
 * <p>Versions 3 and 4: one of version 1, 2 or 5, <em>sealed</em> whole under its tenant's key: version byte, a zero, identity
 * (16 bytes), key id (4 bytes), nonce (12 bytes), ciphertext, tag (16 bytes); in version 4 once more the length of the body
 * elsewhere.
 */
public final class Envelope {
    private static final byte VERSION = 1;
    private static final byte STUB = 2;
    private static final byte SEALED = 3;
    private static final byte SEALED_STUB = 4;
    private static final byte DIGESTED = 5;
    private static final int MD5_BYTES = 16;
    private static final int DIGESTED_BODY_BYTES = 512;
    private static final int GROUP = 1;
    private static final int DEDUPLICATION = 2;
    private static final int TRACE = 4;
    private static final int ATTRIBUTES = 8;
    private static final int FIXED_BYTES = 1 + 1 + 16;
    private static final byte[] NOTHING = new byte[0];

    private Envelope() {}

    public static byte[] toWire(Message message) {
        byte[] md5 = message.bodyMd5();
        return md5.length == 0 || message.body().length < DIGESTED_BODY_BYTES
                ? toWire(VERSION, message, NOTHING, message.body())
                : toWire(DIGESTED, message, md5, message.body());
    }

    /**
     * All but the body, which lies in a file of its own.
     *
     * @param message without its body
     */
    public static byte[] stub(Message message, long bodyBytes) {
        if (message.body().length > 0) {
            throw new IllegalArgumentException("a body in two places");
        }
        return toWire(
                STUB,
                message,
                NOTHING,
                ByteBuffer.allocate(Long.BYTES).putLong(bodyBytes).array());
    }

    /** Whether the body lies in a file; the stub may be sealed. */
    public static boolean isStub(byte[] envelope) {
        return envelope[0] == STUB || envelope[0] == SEALED_STUB;
    }

    /** Whether nothing can be read here without the tenant's key, but for {@link #idOf} and {@link #bytesElsewhere}. */
    public static boolean isSealed(byte[] envelope) {
        return envelope[0] == SEALED || envelope[0] == SEALED_STUB;
    }

    /** The version byte of the sealed form. */
    public static byte sealedVersion(byte[] envelope) {
        return isStub(envelope) ? SEALED_STUB : SEALED;
    }

    /** The length of the body that a stub stands for; 0 for any other envelope. */
    public static long bytesElsewhere(byte[] envelope) {
        return isStub(envelope) ? ByteBuffer.wrap(envelope).getLong(envelope.length - Long.BYTES) : 0;
    }

    /** A whole envelope made of a stub; the body's bytes are zeros still, the last {@link #bytesElsewhere}. */
    public static byte[] withRoom(byte[] stub) {
        int front = stub.length - Long.BYTES;
        byte[] whole = new byte[Math.addExact(front, Math.toIntExact(bytesElsewhere(stub)))];
        System.arraycopy(stub, 0, whole, 0, front);
        whole[0] = VERSION;
        return whole;
    }

    private static byte[] toWire(byte version, Message message, byte[] digest, byte[] rest) {
        byte[] sender = utf8(message.sender());
        byte[] group = utf8(message.group());
        byte[] deduplication = utf8(message.deduplicationId());
        byte[] trace = utf8(message.trace());
        List<Attribute> attributes = message.attributes();
        int flags = 0;
        int size = FIXED_BYTES + 2 + sender.length + digest.length + rest.length;
        if (message.group() != null) {
            flags |= GROUP;
            size += 2 + group.length;
        }
        if (message.deduplicationId() != null) {
            flags |= DEDUPLICATION;
            size += 2 + deduplication.length;
        }
        if (message.trace() != null) {
            flags |= TRACE;
            size += 2 + trace.length;
        }
        byte[][] texts = new byte[attributes.size() * 2][];
        if (!attributes.isEmpty()) {
            flags |= ATTRIBUTES;
            size += 1;
            for (int i = 0; i < attributes.size(); i++) {
                texts[2 * i] = utf8(attributes.get(i).name());
                texts[2 * i + 1] = utf8(attributes.get(i).type());
                size += 1 + 2 + texts[2 * i].length + 2 + texts[2 * i + 1].length;
                size += 4 + attributes.get(i).value().length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(version).put((byte) flags);
        out.putLong(message.id().high()).putLong(message.id().low());
        putText(out, sender);
        if ((flags & GROUP) != 0) {
            putText(out, group);
        }
        if ((flags & DEDUPLICATION) != 0) {
            putText(out, deduplication);
        }
        if ((flags & TRACE) != 0) {
            putText(out, trace);
        }
        if ((flags & ATTRIBUTES) != 0) {
            out.put((byte) attributes.size());
            for (int i = 0; i < attributes.size(); i++) {
                Attribute attribute = attributes.get(i);
                out.put((byte) (attribute.binary() ? 1 : 0));
                putText(out, texts[2 * i]);
                putText(out, texts[2 * i + 1]);
                out.putInt(attribute.value().length).put(attribute.value());
            }
        }
        out.put(digest).put(rest);
        return out.array();
    }

    /**
     * Reads what {@link #toWire} wrote, or {@link #stub}: that gives a message with an empty body.
     *
     * @throws IllegalArgumentException on bytes that it cannot have written
     */
    public static Message fromWire(byte[] envelope) {
        try {
            ByteBuffer in = ByteBuffer.wrap(envelope);
            byte version = in.get();
            if (version == SEALED || version == SEALED_STUB) {
                throw new IllegalArgumentException("a sealed envelope, which has to be opened first");
            }
            if (version != VERSION && version != STUB && version != DIGESTED) {
                throw new IllegalArgumentException("envelope of unknown version " + version);
            }
            int flags = in.get();
            MessageId id = new MessageId(in.getLong(), in.getLong());
            String sender = text(in);
            String group = (flags & GROUP) != 0 ? text(in) : null;
            String deduplication = (flags & DEDUPLICATION) != 0 ? text(in) : null;
            String trace = (flags & TRACE) != 0 ? text(in) : null;
            List<Attribute> attributes = (flags & ATTRIBUTES) != 0 ? attributes(in) : List.of();
            byte[] md5 = new byte[version == DIGESTED ? MD5_BYTES : 0];
            in.get(md5);
            byte[] body = new byte[version == STUB ? 0 : in.remaining()];
            in.get(body);
            if (version == STUB && (in.remaining() != Long.BYTES || in.getLong() < 0)) {
                throw new IllegalArgumentException("a stub without the length of its body");
            }
            return new Message(id, sender, body, attributes, group, deduplication, trace, md5);
        } catch (java.nio.BufferUnderflowException cut) {
            throw new IllegalArgumentException("envelope cut short", cut);
        }
    }

    /** The identity at the front, without reading the rest. */
    public static MessageId idOf(byte[] envelope) {
        ByteBuffer in = ByteBuffer.wrap(envelope, 2, 16);
        return new MessageId(in.getLong(), in.getLong());
    }

    /** The same with another identity. */
    public static byte[] renamed(byte[] envelope, MessageId id) {
        byte[] renamed = envelope.clone();
        ByteBuffer.wrap(renamed, 2, 16).putLong(id.high()).putLong(id.low());
        return renamed;
    }

    /** The same with another deduplication id; without one it stays as it is. Not sealed. */
    public static byte[] deduplicated(byte[] envelope, String id) {
        int flags = envelope[1];
        if ((flags & DEDUPLICATION) == 0) {
            return envelope;
        }
        ByteBuffer in = ByteBuffer.wrap(envelope);
        int at = behindText(in, FIXED_BYTES);
        at = (flags & GROUP) == 0 ? at : behindText(in, at);
        byte[] own = utf8(id);
        int rest = behindText(in, at);
        ByteBuffer out = ByteBuffer.allocate(at + 2 + own.length + envelope.length - rest);
        putText(out.put(envelope, 0, at), own);
        return out.put(envelope, rest, envelope.length - rest).array();
    }

    private static int behindText(ByteBuffer in, int at) {
        return at + 2 + (in.getShort(at) & 0xffff);
    }

    private static List<Attribute> attributes(ByteBuffer in) {
        int count = in.get() & 0xff;
        List<Attribute> attributes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean binary = in.get() != 0;
            String name = text(in);
            String type = text(in);
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("attribute value of " + length + " bytes in a shorter envelope");
            }
            byte[] value = new byte[length];
            in.get(value);
            attributes.add(new Attribute(name, type, value, binary));
        }
        return attributes;
    }

    private static byte[] utf8(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static void putText(ByteBuffer out, byte[] text) {
        if (text.length > 0xffff) {
            throw new IllegalArgumentException("a text of " + text.length + " bytes does not fit an envelope");
        }
        out.putShort((short) text.length).put(text);
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        if (length > in.remaining()) {
            throw new IllegalArgumentException("text of " + length + " bytes in a shorter envelope");
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }
}
