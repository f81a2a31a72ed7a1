package io.sluice.sqs.operation;

import io.sluice.model.Attribute;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The attributes that a sender gives a message. */
final class MessageAttributes {
    private static final int MAX_COUNT = 10;
    private static final int MAX_NAME_CHARS = 256;
    private static final int MAX_TYPE_CHARS = 256;
    private static final int MAX_NUMBER_CHARS = 400;

    private MessageAttributes() {}

    static List<Attribute> read(Param.@Nullable Fields fields) {
        if (fields == null || fields.isEmpty()) {
            return List.of();
        }
        if (fields.size() > MAX_COUNT) {
            throw SqsErrors.invalid("Number of message attributes [" + fields.size() + "] exceeds the allowed maximum ["
                            + MAX_COUNT + "].")
                    .refusal();
        }
        List<Attribute> attributes = new ArrayList<>(fields.size());
        fields.each((name, value) -> {
            checkName(name);
            if (attributes.stream().anyMatch(earlier -> earlier.name().equals(name))) {
                throw invalid(name, "already exists.");
            }
            attributes.add(attribute(name, Param.asFields(name, value)));
        });
        return attributes;
    }

    /** What counts in a message's size: names, types and values. */
    static int bytes(List<Attribute> attributes) {
        int bytes = 0;
        for (Attribute attribute : attributes) {
            bytes += attribute.name().length() // ASCII, as checked
                    + attribute.type().getBytes(StandardCharsets.UTF_8).length
                    + attribute.value().length;
        }
        return bytes;
    }

    static void writeTo(Answer answer, List<Attribute> attributes) {
        answer.map("MessageAttributes", "MessageAttribute");
        for (Attribute attribute : attributes) {
            answer.entry(attribute.name());
            if (attribute.binary()) {
                answer.utf8("BinaryValue", Base64.getEncoder().encode(attribute.value()));
            } else {
                answer.utf8("StringValue", attribute.value());
            }
            answer.text("DataType", attribute.type());
            answer.endEntry();
        }
        answer.endMap();
    }

    private static Attribute attribute(String name, Param.Fields fields) {
        if (!fields.items("StringListValues").isEmpty()
                || !fields.items("BinaryListValues").isEmpty()) {
            throw new SqsError(
                            SqsCode.UNSUPPORTED_OPERATION,
                            "Message attribute list values in SendMessage operation are not supported.")
                    .refusal();
        }
        String type = fields.text("DataType");
        if (type == null || type.isEmpty()) {
            throw invalid(name, "must contain a non-empty message attribute type.");
        }
        int dot = type.indexOf('.');
        String kind = dot < 0 ? type : type.substring(0, dot);
        if (type.length() > MAX_TYPE_CHARS) {
            throw invalid(name, "has a type of more than " + MAX_TYPE_CHARS + " characters.");
        }
        MessageText.utf8(type);
        return switch (kind) {
            case "String" -> new Attribute(name, type, text(name, fields), false);
            case "Number" -> new Attribute(name, type, number(name, fields), false);
            case "Binary" -> new Attribute(name, type, binary(name, fields), true);
            default ->
                throw invalid(
                        name,
                        "has an invalid message attribute type, the set of supported type prefixes is Binary, Number,"
                                + " and String.");
        };
    }

    private static byte[] text(String name, Param.Fields fields) {
        String value = fields.text("StringValue");
        if (value == null || value.isEmpty()) {
            throw invalid(name, "must contain a non-empty message attribute value for its type.");
        }
        if (fields.get("BinaryValue") != null) {
            throw invalid(name, "has both a string and a binary value.");
        }
        return MessageText.utf8(value);
    }

    private static byte[] number(String name, Param.Fields fields) {
        byte[] text = text(name, fields);
        try {
            if (text.length > MAX_NUMBER_CHARS) {
                throw new NumberFormatException("too long");
            }
            new BigDecimal(new String(text, StandardCharsets.UTF_8).strip());
        } catch (NumberFormatException notANumber) {
            throw SqsErrors.invalid("Can't cast the value of message (user) attribute '" + name + "' to a number.")
                    .refusal();
        }
        return text;
    }

    private static byte[] binary(String name, Param.Fields fields) {
        byte[] value = fields.bytes("BinaryValue");
        if (value == null || value.length == 0) {
            throw invalid(name, "must contain a non-empty message attribute value for its type.");
        }
        if (fields.get("StringValue") != null) {
            throw invalid(name, "has both a string and a binary value.");
        }
        return value;
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            throw invalid(name, "must have a name of 1 to " + MAX_NAME_CHARS + " characters.");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && !QueueName.isWord(c)) {
                throw invalid(name, "has a name with other characters than letters, digits, '_', '-' and '.'.");
            }
        }
        if (name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw invalid(name, "must not start or end with a '.', nor have two in a row.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("aws.") || lower.startsWith("amazon.")) {
            throw invalid(name, "has a name with a reserved prefix.");
        }
    }

    private static SqsError.Refusal invalid(String name, String why) {
        return SqsErrors.invalid("The message attribute '" + SqsErrors.shortened(name) + "' " + why)
                .refusal();
    }
}
