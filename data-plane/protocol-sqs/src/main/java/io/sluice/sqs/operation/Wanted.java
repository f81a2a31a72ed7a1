package io.sluice.sqs.operation;

import io.sluice.api.Delivery;
import io.sluice.model.Attribute;
import io.sluice.model.Message;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a receive wants to see of each message beside its body. Kept while the receive waits, so it is small.
 *
 * @param system the system attributes
 * @param attributes names, or prefixes that end in {@code .*}; {@code All}, {@code *} and {@code .*} are all
 */
record Wanted(Set<SystemAttribute> system, List<String> attributes, String region) {
    /** A filter of more names than a message can have attributes, a few times over, is an attack. */
    private static final int MAX_NAMES = 100;

    /** The least number of 20 digits, which an unsigned long holds. */
    private static final long FIRST_SEQUENCE = Long.parseUnsignedLong("10000000000000000000");

    /** Named as on the wire. */
    enum SystemAttribute {
        SenderId,
        SentTimestamp,
        ApproximateReceiveCount,
        ApproximateFirstReceiveTimestamp,
        SequenceNumber,
        MessageDeduplicationId,
        MessageGroupId,
        AWSTraceHeader,
        DeadLetterQueueSourceArn
    }

    static Wanted read(Param.Fields params, String region) {
        Set<SystemAttribute> system = EnumSet.noneOf(SystemAttribute.class);
        add(system, params.texts("AttributeNames"));
        add(system, params.texts("MessageSystemAttributeNames"));
        List<String> attributes = params.texts("MessageAttributeNames");
        if (attributes.size() > MAX_NAMES) {
            throw SqsErrors.invalid("More than " + MAX_NAMES + " MessageAttributeNames.")
                    .refusal();
        }
        return new Wanted(system, attributes, region);
    }

    private static void add(Set<SystemAttribute> system, List<String> names) {
        for (String name : names) {
            if (name.equals("All")) {
                system.addAll(EnumSet.allOf(SystemAttribute.class));
                continue;
            }
            try {
                system.add(SystemAttribute.valueOf(name));
            } catch (IllegalArgumentException unknown) {
                throw new SqsError(
                                SqsCode.INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + SqsErrors.shortened(name) + ".")
                        .refusal();
            }
        }
    }

    void writeTo(Answer answer, Delivery delivery, Topic topic) {
        Message message = delivery.message();
        if (!system.isEmpty()) {
            writeSystem(answer, delivery, topic);
        }
        List<Attribute> shown = shown(message.attributes());
        if (!shown.isEmpty()) {
            answer.text("MD5OfMessageAttributes", Digests.md5(shown));
            MessageAttributes.writeTo(answer, shown);
        }
    }

    private void writeSystem(Answer answer, Delivery delivery, Topic topic) {
        Message message = delivery.message();
        boolean open = false;
        for (SystemAttribute attribute : system) {
            String value = switch (attribute) {
                case SenderId -> message.sender();
                case SentTimestamp -> Long.toString(delivery.sentAt().toEpochMilli());
                case ApproximateReceiveCount -> Integer.toString(delivery.receives() + delivery.receivesElsewhere());
                case ApproximateFirstReceiveTimestamp ->
                    Long.toString(delivery.firstReceivedAt().toEpochMilli());
                case SequenceNumber -> topic.config().fifo().isPresent() ? sequenceNumber(delivery.sequence()) : null;
                case MessageDeduplicationId -> message.deduplicationId();
                case MessageGroupId -> message.group();
                case AWSTraceHeader -> message.trace();
                case DeadLetterQueueSourceArn ->
                    delivery.parkedFrom() == null
                            ? null
                            : new QueueArn(region, topic.tenant(), delivery.parkedFrom()).toWire();
            };
            if (value != null) {
                if (!open) {
                    answer.map("Attributes", "Attribute");
                    open = true;
                }
                answer.entry(attribute.name(), value);
            }
        }
        if (open) {
            answer.endMap();
        }
    }

    /** Of 20 digits, as the service's are; they grow with each message of a queue. */
    static String sequenceNumber(long sequence) {
        return Long.toUnsignedString(FIRST_SEQUENCE + sequence);
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
        if (wanted.equals("All") || wanted.equals("*") || wanted.equals(".*")) {
            return true;
        }
        return wanted.endsWith(".*") ? name.startsWith(wanted.substring(0, wanted.length() - 2)) : name.equals(wanted);
    }
}
