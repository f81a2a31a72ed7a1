package io.sluice.sqs.operation;

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
            @Nullable String systemAttributesDigest) {
        void writeTo(Answer answer, Sent sent) {
            answer.text("MessageId", sent.id().toString());
            answer.text("MD5OfMessageBody", bodyDigest);
            if (attributesDigest != null) {
                answer.text("MD5OfMessageAttributes", attributesDigest);
            }
            if (systemAttributesDigest != null) {
                answer.text("MD5OfMessageSystemAttributes", systemAttributesDigest);
            }
        }
    }

    /** Larger messages come in by other ways, where the queue takes them. */
    private static final int MAX_BYTES = 1_048_576;

    private static final int MAX_DELAY_SECONDS = 900;
    private static final int MAX_ID_CHARS = 128;
    /** It is free of charge, so it must be small; real ones have about 100 bytes. */
    private static final int MAX_TRACE_BYTES = 2_048;

    private static final String TRACE = "AWSTraceHeader";

    static Draft read(Param.Fields params, Topic topic) {
        byte[] body = MessageText.utf8(params.required("MessageBody"));
        List<Attribute> attributes = MessageAttributes.read(params.fields("MessageAttributes"));
        int bytes = body.length + MessageAttributes.bytes(attributes);
        int limit = Math.min(topic.config().maxMessageBytes(), MAX_BYTES);
        if (bytes > limit) {
            throw SqsErrors.tooLarge(limit).refusal();
        }
        Integer delay = params.whole("DelaySeconds");
        if (delay != null) {
            SqsErrors.checkRange("DelaySeconds", delay, 0, MAX_DELAY_SECONDS);
        }
        if (params.text("MessageDeduplicationId") != null) {
            throw SqsErrors.invalid(
                            "MessageDeduplicationId",
                            "given",
                            "The request includes a parameter that is not valid for this queue type.")
                    .refusal();
        }
        List<Attribute> system = systemAttributes(params.fields("MessageSystemAttributes"));
        Outgoing message = new Outgoing(
                body,
                attributes,
                delay == null ? Optional.empty() : Optional.of(Duration.ofSeconds(delay)),
                group(params.text("MessageGroupId")),
                null,
                system.isEmpty() ? null : new String(system.getFirst().value(), StandardCharsets.UTF_8));
        Echo echo = new Echo(
                Digests.md5(body),
                attributes.isEmpty() ? null : Digests.md5(attributes),
                system.isEmpty() ? null : Digests.md5(system));
        return new Draft(message, bytes, echo);
    }

    /** On a standard queue a group asks for fairness among groups. */
    private static @Nullable String group(@Nullable String group) {
        if (group == null) {
            return null;
        }
        boolean printable = group.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (group.isEmpty() || group.length() > MAX_ID_CHARS || !printable) {
            throw SqsErrors.invalid(
                            "MessageGroupId",
                            group,
                            "MessageGroupId can only include alphanumeric and punctuation characters. 1 to "
                                    + MAX_ID_CHARS + " in length.")
                    .refusal();
        }
        return group;
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
