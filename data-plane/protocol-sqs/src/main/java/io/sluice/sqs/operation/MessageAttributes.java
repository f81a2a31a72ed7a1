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

/**
 * The attributes that a sender gives a message. As the service has it: names of {@code A-Z a-z 0-9 _ - .} and, which it does
 * not document but was seen to take, of Latin letters up to U+017F; numbers of up to {@value #MAX_DIGITS} digits, zeros at
 * either end not counted, that are 0 or, their sign aside, from 10^-128 to 10^126.
 */
final class MessageAttributes {
    private static final int MAX_COUNT = 10;
    private static final int MAX_NAME_CHARS = 256;
    private static final int MAX_TYPE_CHARS = 256;
    private static final int MAX_NUMBER_CHARS = 400;
    private static final int MAX_DIGITS = 38;
    private static final BigDecimal LEAST = BigDecimal.ONE.scaleByPowerOfTen(-128);
    private static final BigDecimal MOST = BigDecimal.ONE.scaleByPowerOfTen(126);

    private MessageAttributes() {}

    static List<Attribute> read(Param.@Nullable Fields fields) {
        if (fields == null || fields.isEmpty()) {
            return List.of();
        }
        if (fields.size() > MAX_COUNT) {
            throw refused("Number of message attributes [" + fields.size() + "] exceeds the allowed maximum ["
                    + MAX_COUNT + "].");
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
            bytes += attribute.name().getBytes(StandardCharsets.UTF_8).length
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
            throw refused("Message (user) attribute types must be shorter than " + MAX_TYPE_CHARS + " Bytes");
        }
        checkText(type);
        return switch (kind) {
            case "String" -> new Attribute(name, type, text(name, type, fields), false);
            case "Number" -> new Attribute(name, type, number(name, type, fields), false);
            case "Binary" -> new Attribute(name, type, binary(name, type, fields), true);
            default ->
                throw refused("Type for parameter MessageAttributes.Attribute_name.DataType must be prefixed with"
                        + " \"String\", \"Binary\", or \"Number\", but was: " + SqsErrors.shortened(type));
        };
    }

    private static byte[] text(String name, String type, Param.Fields fields) {
        String value = fields.text("StringValue");
        if (value == null || value.isEmpty()) {
            throw empty(name, type);
        }
        if (fields.get("BinaryValue") != null) {
            throw invalid(name, "has both a string and a binary value.");
        }
        return checkText(value);
    }

    /** The same characters as in bodies, and another error. */
    private static byte[] checkText(String value) {
        try {
            return MessageText.utf8(value);
        } catch (SqsError.Refusal refusal) {
            throw refused(refusal.error().message());
        }
    }

    private static byte[] number(String name, String type, Param.Fields fields) {
        byte[] text = text(name, type, fields);
        if (!isNumber(text)) {
            throw refused("Can't cast the value of message (user) attribute '" + name + "' to a number.");
        }
        return text;
    }

    private static boolean isNumber(byte[] text) {
        if (text.length > MAX_NUMBER_CHARS) {
            return false;
        }
        for (byte b : text) {
            if (b < 0) {
                return false; // Digits that are not ASCII's would be taken, too.
            }
        }
        try {
            BigDecimal number = new BigDecimal(new String(text, StandardCharsets.US_ASCII))
                    .abs()
                    .stripTrailingZeros();
            return number.signum() == 0
                    || (number.precision() <= MAX_DIGITS
                            && number.compareTo(LEAST) >= 0
                            && number.compareTo(MOST) <= 0);
        } catch (ArithmeticException | NumberFormatException notANumber) {
            return false;
        }
    }

    private static byte[] binary(String name, String type, Param.Fields fields) {
        byte[] value = fields.bytes("BinaryValue");
        if (value == null || value.length == 0) {
            throw empty(name, type);
        }
        if (fields.get("StringValue") != null) {
            throw invalid(name, "has both a string and a binary value.");
        }
        return value;
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            throw refused("Message (user) attribute names must be shorter than " + MAX_NAME_CHARS + " Bytes");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && !QueueName.isWord(c) && !isLatinLetter(c)) {
                throw refused(
                        "Message (user) attributes name can only contain upper and lower score characters, digits,"
                                + " periods, hyphens and underscores.");
            }
        }
        if (name.contains("..")) {
            throw invalid(name, "must not have two periods in a row.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || name.endsWith(".") || lower.startsWith("aws.") || lower.startsWith("amazon.")) {
            throw refused("You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are"
                    + " reserved for internal use. Additionally, they cannot start or end with '.'.");
        }
    }

    /** Beyond ASCII. */
    private static boolean isLatinLetter(char c) {
        return c >= '\u00c0' && c <= '\u017f' && Character.isLetter(c);
    }

    private static SqsError.Refusal empty(String name, String type) {
        return refused("Message (user) attribute '" + name + "' must contain a non-empty value of type '"
                + SqsErrors.shortened(type) + "'.");
    }

    private static SqsError.Refusal refused(String message) {
        return new SqsError(SqsCode.INVALID_PARAMETER_VALUE, message).refusal();
    }

    private static SqsError.Refusal invalid(String name, String why) {
        return SqsErrors.invalid("The message attribute '" + SqsErrors.shortened(name) + "' " + why)
                .refusal();
    }
}
