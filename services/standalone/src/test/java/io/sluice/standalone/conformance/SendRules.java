package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** SendMessage, and what a message's attributes may be. */
final class SendRules {
    private static final String SEND = "SendMessage";
    private static final String BODY = "MessageBody";
    private static final String ATTRIBUTES = "MessageAttributes";
    private static final String SYSTEM = "MessageSystemAttributes";
    private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    private static final String NAME_CHARACTERS =
            "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores.";
    private static final String DIGITS = "12345678901234567890123456789012345678";
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.000",
            "+1",
            DIGITS,
            "-" + DIGITS + "000",
            "0.000" + DIGITS,
            "1e126",
            "-1E126",
            "1" + "0".repeat(126),
            "1e-128",
            "-0." + "0".repeat(127) + "1");
    private static final List<String> NO_NUMBERS = List.of(
            DIGITS + "9",
            "0." + DIGITS + "9",
            "1.1e126",
            "-1e127",
            "9e-129",
            "1e99999",
            " 1",
            "1 ",
            "1 2",
            "1,5",
            "\u0661\u0662",
            "0x10",
            "NaN",
            "1f");

    private static final String RESERVED =
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.";

    private SendRules() {}

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(
                holds(SEND, BODY, RECORDED, "Any text of XML's characters, unchanged, with its MD5.", s -> {
                    String url = s.queue();
                    String body = "{\r\n\"a\": \"<ü> & 🚰\t\ufffd\"}";
                    Reply sent = s.sendTo(url, body);
                    assertThat(sent.text("MD5OfMessageBody")).isEqualTo(Md5.of(body.getBytes(StandardCharsets.UTF_8)));
                    Map<String, Object> got = s.one(url);
                    assertThat(got).containsEntry("Body", body).containsEntry("MessageId", sent.text("MessageId"));
                    assertThat(Reply.text(got, "MD5OfBody")).isEqualTo(sent.text("MD5OfMessageBody"));
                    assertThat(sent.has("SequenceNumber")).isFalse();
                }),
                refused(
                        SEND,
                        BODY,
                        RECORDED,
                        "An empty one.",
                        "MissingParameter",
                        "The request must contain the parameter MessageBody.",
                        s -> s.call(SEND, "QueueUrl", s.queue(), BODY, "")),
                refused(
                        SEND,
                        BODY,
                        RECORDED,
                        "None.",
                        "MissingParameter",
                        "The request must contain the parameter MessageBody.",
                        s -> s.call(SEND, "QueueUrl", s.queue())),
                badCharacter("\u0001"),
                badCharacter("\u000b"),
                badCharacter("\uffff"),
                badCharacter("\u0000"),
                holds(SEND, BODY, RECORDED, "1,048,576 bytes with its attributes are taken.", s -> {
                    String url = s.queue();
                    s.sendTo(
                            url,
                            "a".repeat(1_048_576 - 8),
                            ATTRIBUTES,
                            params("k", params("DataType", "String", "StringValue", "x")));
                    assertThat(Reply.text(s.one(url), "Body")).hasSize(1_048_568);
                }),
                refused(
                        SEND,
                        BODY,
                        RECORDED,
                        "One byte more is not.",
                        "InvalidParameterValue",
                        "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
                        s -> s.call(
                                SEND,
                                "QueueUrl",
                                s.queue(),
                                BODY,
                                "a".repeat(1_048_576 - 7),
                                ATTRIBUTES,
                                params("k", params("DataType", "String", "StringValue", "x")))),
                refused(
                        SEND,
                        "MaximumMessageSize",
                        RECORDED,
                        "More than the queue takes.",
                        "InvalidParameterValue",
                        "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
                        s -> s.call(SEND, "QueueUrl", s.queue("MaximumMessageSize", "1024"), BODY, "ü".repeat(513))),
                holds(
                        SEND,
                        "DelaySeconds",
                        GUIDE,
                        "Hidden so long, 0 to 900 s; the message's own goes before the queue's.",
                        s -> {
                            String url = s.queue("DelaySeconds", "900");
                            s.sendTo(url, "late");
                            s.sendTo(url, "soon", "DelaySeconds", 1);
                            s.assertEmpty(url);
                            assertThat(Reply.text(s.one(url, "WaitTimeSeconds", 5), "Body"))
                                    .isEqualTo("soon");
                        }),
                delay(901),
                delay(-1),
                holds(
                        SEND,
                        ATTRIBUTES,
                        RECORDED,
                        "Texts, numbers, bytes and types of one's own, with their MD5.",
                        s -> {
                            String url = s.queue();
                            Map<String, Object> all = params(
                                    "Help.Me", params("DataType", "String", "StringValue", "Me"),
                                    "Hello", params("DataType", "String", "StringValue", "There"),
                                    "General", params("DataType", "String", "StringValue", "Kenobi"));
                            Reply sent = s.sendTo(url, "msg", ATTRIBUTES, all);
                            assertThat(sent.text("MD5OfMessageAttributes"))
                                    .isEqualTo("4c360f3fdafd970e05fae2f149d997f5");
                            byte[] bytes = "traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01"
                                    .getBytes(StandardCharsets.ISO_8859_1);
                            Reply binary = s.sendTo(
                                    url,
                                    "b",
                                    ATTRIBUTES,
                                    params("attr1", params("DataType", "Binary", "BinaryValue", bytes)));
                            assertThat(binary.text("MD5OfMessageAttributes"))
                                    .isEqualTo("8cbe4db156db8a94db8b801b7addb984");
                            s.sendTo(
                                    url,
                                    "n",
                                    ATTRIBUTES,
                                    params("n", params("DataType", "Number.int", "StringValue", "-12.75e3")));
                            assertThat(Reply.map(s.one(url, "MessageAttributeNames", List.of("All")), ATTRIBUTES))
                                    .isEqualTo(all);
                        }),
                holds(SEND, ATTRIBUTES, GUIDE, "Ten of them, names and types of 256 characters.", s -> {
                    Map<String, Object> ten = params();
                    for (int i = 0; i < 10; i++) {
                        ten.put(
                                i + "n".repeat(255),
                                params("DataType", "String." + "t".repeat(249), "StringValue", "v"));
                    }
                    s.sendTo(s.queue(), "x", ATTRIBUTES, ten);
                }),
                refused(
                        SEND,
                        ATTRIBUTES,
                        GUIDE,
                        "Eleven.",
                        "InvalidParameterValue",
                        "Number of message attributes [11] exceeds the allowed maximum [10].…",
                        s -> {
                            Map<String, Object> eleven = params();
                            for (int i = 0; i < 11; i++) {
                                eleven.put("n" + i, params("DataType", "String", "StringValue", "v"));
                            }
                            return s.call(SEND, "QueueUrl", s.queue(), BODY, "x", ATTRIBUTES, eleven);
                        }),
                bad(
                        "An empty text.",
                        "ErrorDetails",
                        params("DataType", "String", "StringValue", ""),
                        "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."),
                bad(
                        "No bytes.",
                        "a",
                        params("DataType", "Binary", "BinaryValue", ""),
                        "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'."),
                bad(
                        "A text for bytes.",
                        "a",
                        params("DataType", "Binary", "StringValue", "x"),
                        "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'."),
                bad(
                        "Another character.",
                        "a",
                        params("DataType", "String", "StringValue", "Invalid-\b,\u000b"),
                        "Invalid characters found. Valid unicode characters are …"),
                bad(
                        "No number.",
                        "a",
                        params("DataType", "Number", "StringValue", "many"),
                        "Can't cast the value of message (user) attribute 'a' to a number."),
                holds(
                        SEND,
                        ATTRIBUTES,
                        GUIDE,
                        "A number is 0 or, whatever its sign, from 10^-128 to 10^126, of up to 38 digits, zeros at either end not counted.",
                        s -> {
                            String url = s.queue();
                            for (String number : NUMBERS) {
                                s.sendTo(
                                        url,
                                        "x",
                                        ATTRIBUTES,
                                        params("a", params("DataType", "Number", "StringValue", number)));
                            }
                        }),
                holds(
                        SEND,
                        ATTRIBUTES,
                        GUIDE,
                        "Any other number, one with spaces, and digits that are not ASCII's: InvalidParameterValue.",
                        s -> {
                            String url = s.queue();
                            for (String number : NO_NUMBERS) {
                                s.call(
                                                SEND,
                                                "QueueUrl",
                                                url,
                                                BODY,
                                                "x",
                                                ATTRIBUTES,
                                                params("a", params("DataType", "Number", "StringValue", number)))
                                        .assertRefused(
                                                "InvalidParameterValue",
                                                "Can't cast the value of message (user) attribute 'a' to a number.");
                            }
                        }),
                bad(
                        "Another type.",
                        "a",
                        params("DataType", "Invalid", "StringValue", "v"),
                        "Type for parameter MessageAttributes.Attribute_name.DataType must be prefixed with \"String\", \"Binary\", or \"Number\", but was: Invalid"),
                bad(
                        "A type of more than 256 characters.",
                        "a",
                        params("DataType", "Number." + "L".repeat(256), "StringValue", "1"),
                        "Message (user) attribute types must be shorter than 256 Bytes"),
                bad("A list of values.", "a", params("DataType", "String", "StringListValues", List.of("v")), ""),
                holds(
                        SEND,
                        ATTRIBUTES,
                        RECORDED,
                        "Names are of `A-Z a-z 0-9 _ - .`; Latin letters with marks are taken, too, and not documented.",
                        s -> s.sendTo(
                                s.queue(),
                                "x",
                                ATTRIBUTES,
                                params("attr.1øßä", params("DataType", "String", "StringValue", "ü")))),
                badName("L".repeat(257), "Message (user) attribute names must be shorter than 256 Bytes"),
                badName("a b", NAME_CHARACTERS),
                badName("a!", NAME_CHARACTERS),
                badName("a§", NAME_CHARACTERS),
                badName("a\u540d", NAME_CHARACTERS),
                badName("a\u03b1", NAME_CHARACTERS),
                badName("aWs.x", RESERVED),
                badName("AMAZON.x", RESERVED),
                badName(".x", RESERVED),
                badName("x.", RESERVED),
                badName("x..y", ""),
                holds(
                        SEND,
                        SYSTEM,
                        RECORDED,
                        "AWSTraceHeader, shorter than 2,048 bytes, with its MD5; it counts in no size and in no other MD5.",
                        s -> {
                            String url = s.queue("MaximumMessageSize", "1024");
                            Reply sent = s.sendTo(
                                    url,
                                    "a".repeat(1_024),
                                    SYSTEM,
                                    params("AWSTraceHeader", params("DataType", "String", "StringValue", TRACE)));
                            assertThat(sent.text("MD5OfMessageSystemAttributes"))
                                    .isEqualTo("5ae4d5d7636402d80f4eb6d213245a88");
                            assertThat(sent.has("MD5OfMessageAttributes")).isFalse();
                            assertThat(Reply.map(
                                            s.one(url, "MessageSystemAttributeNames", List.of("AWSTraceHeader")),
                                            "Attributes"))
                                    .isEqualTo(Map.of("AWSTraceHeader", TRACE));
                        }),
                holds(SEND, SYSTEM, RECORDED, "The header X-Amzn-Trace-Id is one where none is given.", s -> {
                    String url = s.queue();
                    Map<String, Object> params = params("QueueUrl", url, BODY, "x");
                    Map<String, String> traced = s.isJson()
                            ? Map.of("x-amzn-trace-id", TRACE, "x-amz-target", "AmazonSQS.SendMessage")
                            : Map.of("x-amzn-trace-id", TRACE);
                    s.send("POST", "/", traced, s.isJson() ? JsonTree.write(params) : QueryTree.write(SEND, params))
                            .assertOk();
                    assertThat(Reply.map(s.one(url, "AttributeNames", List.of("AWSTraceHeader")), "Attributes"))
                            .isEqualTo(Map.of("AWSTraceHeader", TRACE));
                }),
                refused(
                        SEND,
                        SYSTEM,
                        GUIDE,
                        "Another name.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(
                                SEND,
                                "QueueUrl",
                                s.queue(),
                                BODY,
                                "x",
                                SYSTEM,
                                params("SenderId", params("DataType", "String", "StringValue", "me")))),
                refused(
                        SEND,
                        SYSTEM,
                        GUIDE,
                        "Another type.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(
                                SEND,
                                "QueueUrl",
                                s.queue(),
                                BODY,
                                "x",
                                SYSTEM,
                                params("AWSTraceHeader", params("DataType", "Number", "StringValue", "1")))),
                holds(
                        SEND,
                        "MessageGroupId",
                        RECORDED,
                        "On a standard queue: kept, told, and what fair delivery goes by.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x", "MessageGroupId", "g".repeat(128));
                            assertThat(Reply.map(s.one(url, "AttributeNames", List.of("All")), "Attributes"))
                                    .containsEntry("MessageGroupId", "g".repeat(128));
                        }),
                holds(
                        SEND,
                        "MessageGroupId",
                        GUIDE,
                        "On a standard queue: messages of groups that have little in flight, and had little of the consumers'"
                                + " time, come before those of one that has or had much; the time is forgotten with the last"
                                + " message of a group.",
                        s -> {
                            String url = s.queue();
                            for (int i = 0; i < 60; i++) {
                                s.sendTo(url, "noisy", "MessageGroupId", "noisy");
                            }
                            int held = 0;
                            while (held < 40) {
                                held += s.receive(url, "MaxNumberOfMessages", 10)
                                        .size();
                            }
                            s.sendTo(url, "quiet", "MessageGroupId", "quiet");
                            assertThat(s.one(url)).containsEntry("Body", "quiet");
                            assertThat(s.one(url)).containsEntry("Body", "noisy");
                        }),
                refused(
                        SEND,
                        "MessageDeduplicationId",
                        RECORDED,
                        "Not on a standard queue.",
                        "InvalidParameterValue",
                        "Value d for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.",
                        s -> s.call(SEND, "QueueUrl", s.queue(), BODY, "x", "MessageDeduplicationId", "d"))));
        for (String wrong : new String[] {"", "a".repeat(129), "group 123", "ü"}) {
            rules.add(refused(
                    SEND,
                    "MessageGroupId",
                    RECORDED,
                    "1 to 128 printable characters of ASCII, not `" + shown(wrong) + "`.",
                    "InvalidParameterValue",
                    "Value " + wrong
                            + " for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
                    s -> s.call(SEND, "QueueUrl", s.queue(), BODY, "x", "MessageGroupId", wrong)));
        }
        return Collections.unmodifiableList(rules);
    }

    private static String shown(String text) {
        return text.length() > 20 ? text.length() + " characters" : text;
    }

    private static Rule badCharacter(String character) {
        return refused(
                SEND,
                BODY,
                RECORDED,
                "The character U+%04X.".formatted((int) character.charAt(0)),
                "InvalidMessageContents",
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.…",
                s -> s.call(SEND, "QueueUrl", s.queue(), BODY, "a" + character));
    }

    private static Rule delay(int seconds) {
        return refused(
                SEND,
                "DelaySeconds",
                RECORDED,
                seconds + " s.",
                "InvalidParameterValue",
                "Value " + seconds
                        + " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
                s -> s.call(SEND, "QueueUrl", s.queue(), BODY, "x", "DelaySeconds", seconds));
    }

    private static Rule bad(String says, String name, Map<String, Object> value, String message) {
        String code = value.containsKey("StringListValues")
                ? Errors.PREFIX + "UnsupportedOperation"
                : "InvalidParameterValue";
        return refused(
                SEND,
                ATTRIBUTES,
                RECORDED,
                says,
                code,
                message,
                s -> value.containsKey("StringListValues") && !s.isJson()
                        ? s.send(
                                "POST",
                                "/",
                                Map.of(),
                                "Action=SendMessage&MessageBody=x&QueueUrl=" + s.queue()
                                        + "&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringListValue.1=v")
                        : s.call(SEND, "QueueUrl", s.queue(), BODY, "x", ATTRIBUTES, params(name, value)));
    }

    private static Rule badName(String name, String message) {
        return refused(
                SEND,
                ATTRIBUTES,
                RECORDED,
                "The name `" + shown(name) + "`.",
                "InvalidParameterValue",
                message,
                s -> s.call(
                        SEND,
                        "QueueUrl",
                        s.queue(),
                        BODY,
                        "x",
                        ATTRIBUTES,
                        params(name, params("DataType", "String", "StringValue", "Valid"))));
    }
}
