package io.sluice.sqs.operation;

import io.sluice.api.Delivery;
import io.sluice.model.Attribute;
import io.sluice.model.Message;
import io.sluice.model.TenantId;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.List;

/**
 * What a receive wants to see of each message beside its body. Kept while the receive waits, so it is small.
 *
 * @param system bits of {@link SystemAttribute}
 * @param attributes names, or prefixes that end in {@code .*}; {@code All} and {@code .*} are all
 */
record Wanted(int system, List<String> attributes, String region) {
    /** A filter of more names than a message can have attributes, a few times over, is an attack. */
    private static final int MAX_NAMES = 100;

    private static final int ALL = -1;

    private enum SystemAttribute {
        SenderId,
        SentTimestamp,
        ApproximateReceiveCount,
        ApproximateFirstReceiveTimestamp,
        SequenceNumber,
        MessageDeduplicationId,
        MessageGroupId,
        AWSTraceHeader,
        DeadLetterQueueSourceArn;

        boolean in(int bits) {
            return (bits & 1 << ordinal()) != 0;
        }
    }

    static Wanted read(Param.Fields params, String region) {
        int system = bits(params.texts("AttributeNames")) | bits(params.texts("MessageSystemAttributeNames"));
        List<String> attributes = params.texts("MessageAttributeNames");
        if (attributes.size() > MAX_NAMES) {
            throw SqsErrors.invalid("More than " + MAX_NAMES + " MessageAttributeNames.").refusal();
        }
        return new Wanted(system, attributes, region);
    }

    private static int bits(List<String> names) {
        int bits = 0;
        for (String name : names) {
            if (name.equals("All")) {
                return ALL;
            }
            try {
                bits |= 1 << SystemAttribute.valueOf(name).ordinal();
            } catch (IllegalArgumentException unknown) {
                throw new SqsError(
                                SqsCode.INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + SqsErrors.shortened(name) + ".")
                        .refusal();
            }
        }
        return bits;
    }

    void writeTo(Answer answer, Delivery delivery, TenantId tenant) {
        Message message = delivery.message();
        if (system != 0) {
            writeSystem(answer, delivery, tenant);
        }
        List<Attribute> shown = shown(message.attributes());
        if (!shown.isEmpty()) {
            answer.text("MD5OfMessageAttributes", Digests.md5(shown));
            MessageAttributes.writeTo(answer, shown);
        }
    }

    private void writeSystem(Answer answer, Delivery delivery, TenantId tenant) {
        Message message = delivery.message();
        answer.map("Attributes", "Attribute");
        for (SystemAttribute attribute : SystemAttribute.values()) {
            if (!attribute.in(system)) {
                continue;
            }
            String value =
                    switch (attribute) {
                        case SenderId -> message.sender();
                        case SentTimestamp -> Long.toString(delivery.sentAt().toEpochMilli());
                        case ApproximateReceiveCount -> Integer.toString(delivery.receives());
                        case ApproximateFirstReceiveTimestamp ->
                            Long.toString(delivery.firstReceivedAt().toEpochMilli());
                        case SequenceNumber -> null; // Only FIFO queues number their messages.
                        case MessageDeduplicationId -> message.deduplicationId();
                        case MessageGroupId -> message.group();
                        case AWSTraceHeader -> message.trace();
                        case DeadLetterQueueSourceArn ->
                            delivery.parkedFrom() == null
                                    ? null
                                    : new QueueArn(region, tenant, delivery.parkedFrom()).toWire();
                    };
            if (value != null) {
                answer.entry(attribute.name(), value);
            }
        }
        answer.endMap();
    }

    private List<Attribute> shown(List<Attribute> all) {
        if (attributes.isEmpty() || all.isEmpty()) {
            return List.of();
        }
        List<Attribute> shown = new ArrayList<>(all.size());
        for (Attribute attribute : all) {
            if (attributes.stream().anyMatch(wanted -> matches(wanted, attribute.name()))) {
                shown.add(attribute);
            }
        }
        return shown;
    }

    private static boolean matches(String wanted, String name) {
        if (wanted.equals("All") || wanted.equals(".*")) {
            return true;
        }
        return wanted.endsWith(".*") ? name.startsWith(wanted.substring(0, wanted.length() - 2)) : name.equals(wanted);
    }
}
