package io.sluice.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a producer sent, as every protocol sees it.
 *
 * @param id chosen before the message is proposed
 * @param sender the principal that sent it, as shown to consumers
 * @param body raw bytes; never changed by anybody after construction
 * @param attributes at most as many as the protocol allows, in the sender's order
 * @param group the message group, or null
 * @param deduplicationId null where the sender gave none
 * @param trace the sender's trace header, or null; does not count in the size
 * @param bodyMd5 of a body that is well-formed UTF-8, 16 bytes; empty where no sender's protocol asks for it, or it was not
 *     worth keeping
 */
public record Message(
        MessageId id,
        String sender,
        byte[] body,
        List<Attribute> attributes,
        @Nullable String group,
        @Nullable String deduplicationId,
        @Nullable String trace,
        byte[] bodyMd5) {
    private static final byte[] NO_MD5 = new byte[0];

    public Message {
        attributes = List.copyOf(attributes);
    }

    /** Of whose body nobody has computed the MD5. */
    public Message(
            MessageId id,
            String sender,
            byte[] body,
            List<Attribute> attributes,
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable String trace) {
        this(id, sender, body, attributes, group, deduplicationId, trace, NO_MD5);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message that
                && id.equals(that.id)
                && sender.equals(that.sender)
                && Arrays.equals(body, that.body)
                && attributes.equals(that.attributes)
                && Objects.equals(group, that.group)
                && Objects.equals(deduplicationId, that.deduplicationId)
                && Objects.equals(trace, that.trace)
                && Arrays.equals(bodyMd5, that.bodyMd5);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
