package io.sluice.sqs.operation;

import io.netty.util.AsciiString;
import io.sluice.api.Outgoing;
import io.sluice.api.Sent;
import io.sluice.model.Attribute;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as SendMessage and each entry of SendMessageBatch describe it, checked.
 *
 * @param bytes what counts against the size limits: body and attributes
 */
record Draft(Outgoing message, int bytes, Echo echo) {
    /** What the answer says of the message: the digests that the client compares with its own. */
    record Echo(
            String bodyDigest,
            @Nullable String attributesDigest,
            @Nullable String systemAttributesDigest,
            boolean numbered) {
        void writeTo(Answer answer, Sent sent) {
            answer.text("MessageId", sent.id().toString());
            answer.text("MD5OfMessageBody", bodyDigest);
            if (attributesDigest != null) {
                answer.text("MD5OfMessageAttributes", attributesDigest);
            }
            if (systemAttributesDigest != null) {
                answer.text("MD5OfMessageSystemAttributes", systemAttributesDigest);
            }
            if (numbered) {
                answer.text("SequenceNumber", Wanted.sequenceNumber(sent.sequence()));
            }
        }
    }

    /** Larger messages come in by other ways, where the queue takes them. */
    private static final int MAX_BYTES = 1_048_576;

    private static final int MAX_DELAY_SECONDS = 900;
    /** It is free of charge, so it must be small; real ones have about 100 bytes. */
    private static final int MAX_TRACE_BYTES = 2_048;

    private static final String TRACE = "AWSTraceHeader";
    private static final AsciiString TRACE_HEADER = AsciiString.cached("x-amzn-trace-id");
    private static final String WRONG_QUEUE_TYPE =
            "The request include parameter that is not valid for this queue type.";

    /** The message of SendMessage. */
    static Draft read(SqsCall call, Topic topic) {
        return read(call, call.params(), topic, "are invalid");
    }

    /** One of SendMessageBatch, of whose size the service speaks in other words. */
    static Draft ofEntry(SqsCall call, Param.Fields entry, Topic topic) {
        return read(call, entry, topic, "cannot be validated");
    }

    private static Draft read(SqsCall call, Param.Fields params, Topic topic, String doubt) {
        boolean fifo = topic.config().fifo().isPresent();
        byte[] body = MessageText.utf8(params.required("MessageBody"));
        List<Attribute> attributes = MessageAttributes.read(params.fields("MessageAttributes"));
        int bytes = body.length + MessageAttributes.bytes(attributes);
        int limit = Math.min(topic.config().maxMessageBytes(), MAX_BYTES);
        if (bytes > limit) {
            throw SqsErrors.tooLarge(limit, doubt).refusal();
        }
        Optional<Duration> delay = delay(params, fifo);
        String group = SqsErrors.checkedId("MessageGroupId", params.text("MessageGroupId"));
        String deduplication = SqsErrors.checkedId("MessageDeduplicationId", params.text("MessageDeduplicationId"));
        if (!fifo && deduplication != null) {
            throw SqsErrors.invalid(
                            "MessageDeduplicationId",
                            deduplication,
                            "The request includes a parameter that is not valid for this queue type.")
                    .refusal();
        }
        if (fifo) {
            checkFifo(group != null, deduplication != null, topic, SqsCode.MISSING_PARAMETER);
        }
        List<Attribute> system = systemAttributes(params.fields("MessageSystemAttributes"));
        byte[] bodyMd5 = Digests.md5(body);
        Outgoing message = new Outgoing(
                body,
                attributes,
                delay,
                group,
                fifo && deduplication == null ? Digests.sha256(body) : deduplication,
                system.isEmpty() ? trace(call) : new String(system.getFirst().value(), StandardCharsets.UTF_8),
                bodyMd5);
        Echo echo = new Echo(
                Digests.hex(bodyMd5),
                attributes.isEmpty() ? null : Digests.md5(attributes),
                system.isEmpty() ? null : Digests.md5(system),
                fifo);
        return new Draft(message, bytes, echo);
    }

    /**
     * What a message of a FIFO queue needs besides its body.
     *
     * @param missing which code an absent group has: the service has one for SendMessage and another for batches
     */
    static void checkFifo(boolean group, boolean deduplication, Topic topic, SqsCode missing) {
        if (!deduplication && !FifoAttributes.deduplicateByContent(topic.config())) {
            throw new SqsError(
                            SqsCode.INVALID_PARAMETER_VALUE,
                            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId"
                                    + " provided explicitly")
                    .refusal();
        }
        if (!group) {
            throw new SqsError(missing, "The request must contain the parameter MessageGroupId.").refusal();
        }
    }

    /** A FIFO queue has one delay for all of its messages; that a message asks for none changes nothing. */
    private static Optional<Duration> delay(Param.Fields params, boolean fifo) {
        Integer seconds = params.whole("DelaySeconds");
        if (seconds == null) {
            return Optional.empty();
        }
        if (fifo && seconds != 0) {
            throw SqsErrors.invalid("DelaySeconds", params.sent("DelaySeconds"), WRONG_QUEUE_TYPE)
                    .refusal();
        }
        if (seconds < 0 || seconds > MAX_DELAY_SECONDS) {
            throw SqsErrors.invalid(
                            "DelaySeconds",
                            params.sent("DelaySeconds"),
                            "DelaySeconds must be >= 0 and <= " + MAX_DELAY_SECONDS + ".")
                    .refusal();
        }
        return fifo ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /** Of the request, where the message has none of its own. What cannot be one is nobody's mistake here. */
    private static @Nullable String trace(SqsCall call) {
        String header = call.headers().get(TRACE_HEADER);
        boolean fits = header != null
                && !header.isEmpty()
                && header.length() <= MAX_TRACE_BYTES
                && header.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return fits ? header : null;
    }

    /** There is only one that a sender may set. */
    private static List<Attribute> systemAttributes(Param.@Nullable Fields fields) {
        if (fields == null || fields.isEmpty()) {
            return List.of();
        }
        fields.each((name, value) -> {
            if (!name.equals(TRACE)) {
                throw SqsErrors.invalid("Message system attribute name '" + SqsErrors.shortened(name) + "' is invalid.")
                        .refusal();
            }
        });
        Param.Fields value = fields.fields(TRACE);
        if (value == null || !"String".equals(value.text("DataType"))) {
            throw SqsErrors.invalid("The message system attribute '" + TRACE + "' must have the type 'String'.")
                    .refusal();
        }
        byte[] trace = MessageText.utf8(value.required("StringValue"));
        if (trace.length > MAX_TRACE_BYTES) {
            throw new SqsError(
                            SqsCode.INVALID_PARAMETER_VALUE,
                            "The message system attribute '" + TRACE + "' must be shorter than " + MAX_TRACE_BYTES
                                    + " bytes.")
                    .refusal();
        }
        return List.of(new Attribute(TRACE, "String", trace, false));
    }
}
