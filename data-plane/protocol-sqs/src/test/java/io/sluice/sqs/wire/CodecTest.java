package io.sluice.sqs.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class CodecTest {
    private static final String TEXTS = "ab <>&\"'\\/\r\n\t\u00e9\u1234\ud83d\ude00%+=.?";

    /** What our own writer says, our own parser understands, whatever the text. */
    @Property
    void jsonGoesRound(@ForAll("texts") Map<String, String> texts) {
        JsonAnswer out = new JsonAnswer();
        out.map("Attributes", "Attribute");
        texts.forEach(out::entry);
        out.endMap();
        out.list("Names", "Name");
        texts.values().forEach(out::textItem);
        out.endList();
        out.end();

        Param.Fields read = JsonCodec.fromWire(out.bytes(), out.length());

        Param.Fields attributes = read.fields("Attributes");
        assertThat(attributes).isNotNull();
        Map<String, String> back = new LinkedHashMap<>();
        attributes.each((name, value) -> back.put(name, Param.asText(name, value)));
        assertThat(back).isEqualTo(texts);
        assertThat(read.texts("Names")).containsExactlyElementsOf(texts.values());
    }

    @Test
    void jsonGoesRoundWithEachCharacterAtEachPlaceOfAWord() {
        for (char c = 0; c < 0x180; c++) {
            for (int at = 0; at < 2 * Long.BYTES; at++) {
                String text = "x".repeat(at) + c + "\u00e9~".repeat(2 * Long.BYTES - at);
                JsonAnswer out = new JsonAnswer();
                out.utf8("Body", text.getBytes(StandardCharsets.UTF_8));
                out.end();

                assertThat(JsonCodec.fromWire(out.bytes(), out.length()).text("Body"))
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void xmlTellsWhatItCannotCarry() {
        XmlAnswer xml = new XmlAnswer("X", true, "1");
        byte[] text = "a\u0000b\u000c\uffff\n\r\t<\u00e9\ufffd\u001f".getBytes(StandardCharsets.UTF_8);
        byte[] plain = "a\n<\u00e9\ufffd".getBytes(StandardCharsets.UTF_8);

        assertThat(new String(xml.carried(text), StandardCharsets.UTF_8)).isEqualTo("a?b??\n\r\t<\u00e9\ufffd?");
        assertThat(xml.carried(plain)).isSameAs(plain);
        assertThat(new JsonAnswer().carried(text)).isSameAs(text);
    }

    @Property
    void queryGoesRound(@ForAll("texts") Map<String, String> texts) {
        StringBuilder form = new StringBuilder("Action=X");
        int number = texts.size(); // Clients number from one, in any order on the wire.
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            form.append("&Attribute." + number + ".Name=").append(encode(entry.getKey()));
            form.append("&Attribute." + number + ".Value=").append(encode(entry.getValue()));
            form.append("&AttributeName." + number + "=").append(encode(entry.getValue()));
            number--;
        }

        Param.Fields read = QueryCodec.fromWire(UrlText.pairs(form.toString()));

        Map<String, String> back = new LinkedHashMap<>();
        Param.Fields attributes = read.fields("Attributes");
        if (attributes != null) {
            attributes.each((name, value) -> back.put(name, Param.asText(name, value)));
        }
        assertThat(back).isEqualTo(texts);
        assertThat(read.texts("AttributeNames"))
                .containsExactlyElementsOf(List.copyOf(texts.values()).reversed());
    }

    @Provide
    Arbitrary<Map<String, String>> texts() {
        Arbitrary<String> text = Arbitraries.of(TEXTS.codePoints().boxed().toList())
                .list()
                .ofMaxSize(12)
                .map(points -> {
                    StringBuilder built = new StringBuilder();
                    points.forEach(built::appendCodePoint);
                    return built.toString();
                });
        return Arbitraries.maps(text, text).ofMaxSize(12);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void writeAll(Answer out) {
        out.text("MessageId", "1");
        out.flag("SenderFault", true);
        out.list("Messages", "Message");
        out.item();
        out.text("Body", "a\"<&>\\\n\r\t\u0001\u00e9");
        out.map("Attributes", "Attribute");
        out.entry("SenderId", "me");
        out.entry("MessageGroupId", "g");
        out.endMap();
        out.map("MessageAttributes", "MessageAttribute");
        out.entry("n");
        out.text("DataType", "String");
        out.endEntry();
        out.endMap();
        out.endItem();
        out.item();
        out.endItem();
        out.endList();
        out.list("QueueUrls", "QueueUrl");
        out.textItem("u1");
        out.textItem("u2");
        out.endList();
        out.end();
    }

    @Test
    void jsonAnswerHasTheseBytes() {
        Answer out = Wire.JSON.answer("Op", true, "id");
        writeAll(out);
        assertThat(out.toString())
                .isEqualTo(
                        "{\"MessageId\":\"1\",\"SenderFault\":true,\"Messages\":[{\"Body\":"
                                + "\"a\\\"<&>\\\\\\n\\r\\t\\u0001\u00e9\",\"Attributes\":{\"SenderId\":\"me\",\"MessageGroupId\":\"g\"},"
                                + "\"MessageAttributes\":{\"n\":{\"DataType\":\"String\"}}},{}],\"QueueUrls\":[\"u1\",\"u2\"]}");
    }

    @Test
    void xmlAnswerHasTheseBytes() {
        Answer out = Wire.QUERY.answer("Op", true, "id");
        writeAll(out);
        assertThat(out.toString())
                .isEqualTo("<?xml version=\"1.0\"?><OpResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                        + "<OpResult><MessageId>1</MessageId><SenderFault>true</SenderFault><Message><Body>"
                        + "a&quot;&lt;&amp;&gt;\\\n&#xD;\t?\u00e9</Body><Attribute><Name>SenderId</Name><Value>me</Value>"
                        + "</Attribute><Attribute><Name>MessageGroupId</Name><Value>g</Value></Attribute>"
                        + "<MessageAttribute><Name>n</Name><Value><DataType>String</DataType></Value></MessageAttribute>"
                        + "</Message><Message></Message><QueueUrl>u1</QueueUrl><QueueUrl>u2</QueueUrl></OpResult>"
                        + "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></OpResponse>");
    }

    @Test
    void emptyAnswersHaveTheseBytes() {
        Answer json = Wire.JSON.answer("Op", false, "id");
        json.end();
        Answer xml = Wire.QUERY.answer("Op", false, "id");
        xml.end();
        assertThat(json.toString()).isEqualTo("{}");
        assertThat(xml.toString())
                .isEqualTo("<?xml version=\"1.0\"?><OpResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                        + "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></OpResponse>");
    }

    @Test
    void errorsHaveTheseBytes() {
        SqsError error = new SqsError(SqsCode.QUEUE_DOES_NOT_EXIST, "No \"<q>\"\u0001.");
        assertThat(Wire.JSON.error(error, "id").toString())
                .isEqualTo(
                        "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"No \\\"<q>\\\"\\u0001.\"}");
        assertThat(Wire.QUERY.error(error, "id").toString())
                .isEqualTo("<?xml version=\"1.0\"?><ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                        + "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                        + "<Message>No &quot;&lt;q&gt;&quot;?.</Message><Detail/></Error>"
                        + "<RequestId>id</RequestId></ErrorResponse>");
    }

    @Test
    void queryNamesBecomeJsonNames() {
        Param.Fields read =
                QueryCodec.fromWire(UrlText.pairs("Action=SendMessageBatch&SendMessageBatchRequestEntry.2.Id=b"
                        + "&SendMessageBatchRequestEntry.10.Id=j&SendMessageBatchRequestEntry.1.Id=a"
                        + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n"
                        + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v%20+w"
                        + "&AttributeName=All&MaxNumberOfMessages=7"));
        List<Param> entries = read.items("Entries");
        assertThat(entries.stream().map(entry -> Param.asFields("e", entry).text("Id")))
                .containsExactly("a", "b", "j");
        Param.Fields attributes = Param.asFields("e", entries.getFirst()).fields("MessageAttributes");
        assertThat(attributes).isNotNull();
        Param.Fields value = attributes.fields("n");
        assertThat(value).isNotNull();
        assertThat(value.text("StringValue")).isEqualTo("v  w");
        assertThat(read.texts("AttributeNames")).containsExactly("All");
        assertThat(read.whole("MaxNumberOfMessages")).isEqualTo(7);
    }

    @Test
    void onePairNeedsNoNumber() {
        Param.Fields read = QueryCodec.fromWire(UrlText.pairs("Attribute.Name=DelaySeconds&Attribute.Value=7"
                + "&Tag.Value=v&Tag.Key=k&Action=SendMessageBatch&SendMessageBatchRequestEntry.1.MessageAttribute.Name=n"
                + "&SendMessageBatchRequestEntry.1.MessageAttribute.Value.DataType=String"
                + "&MessageSystemAttribute.Name=AWSTraceHeader"));
        assertThat(texts(read, "Attributes")).isEqualTo(Map.of("DelaySeconds", "7"));
        assertThat(texts(read, "tags")).isEqualTo(Map.of("k", "v"));
        assertThat(texts(read, "MessageSystemAttributes")).isEqualTo(Map.of("AWSTraceHeader", ""));
        Param.Fields attributes =
                Param.asFields("e", read.items("Entries").getFirst()).fields("MessageAttributes");
        assertThat(attributes).isNotNull();
        Param.Fields value = attributes.fields("n");
        assertThat(value).isNotNull();
        assertThat(value.text("DataType")).isEqualTo("String");
    }

    private static Map<String, String> texts(Param.Fields read, String map) {
        Map<String, String> texts = new LinkedHashMap<>();
        Param.Fields fields = read.fields(map);
        if (fields != null) {
            fields.each((name, value) -> texts.put(name, Param.asText(name, value)));
        }
        return texts;
    }

    @Test
    void pairWithoutNumberStandsAlone() {
        String numbered = "Attribute.1.Name=a&Attribute.1.Value=b";
        for (String pair : List.of("Attribute.Name=c&Attribute.Value=d", "Attribute.Name=c", "Attribute.Value=d")) {
            for (String mixed : List.of(numbered + '&' + pair, pair + '&' + numbered)) {
                assertThatThrownBy(() -> QueryCodec.fromWire(UrlText.pairs(mixed)))
                        .hasMessageContaining("The request has Attribute.1 beside Attribute without a number.");
            }
        }
        assertThatThrownBy(() -> QueryCodec.fromWire(UrlText.pairs("Tag.Key=a&Tag.Value=b&Tag.Key=c&Tag.Value=d")))
                .hasMessageContaining("The request has more than one Tag.Key without a number.");
        assertThatThrownBy(() -> QueryCodec.fromWire(UrlText.pairs("Tag.Value=b")))
                .hasMessageContaining("Tag.Key");
        assertThatThrownBy(() -> QueryCodec.fromWire(UrlText.pairs("Tag.Name=b")))
                .hasMessageContaining("Tag.Name");
    }

    @Test
    void neighboursWhoseNamesAreOfOneLengthAreToldApart() {
        Param.Fields read = QueryCodec.fromWire(
                UrlText.pairs(
                        "SendMessageBatchRequestEntry.1.Id=a"
                                + "&SendMessageBatchRequestEntry.2.Id=b&Action=SendMessageBatch&SendMessageBatchRequestEntry.1.MessageBody=m"));
        assertThat(read.items("Entries").stream()
                        .map(entry -> Param.asFields("e", entry).text("Id")))
                .containsExactly("a", "b");
        assertThat(Param.asFields("e", read.items("Entries").getFirst()).text("MessageBody"))
                .isEqualTo("m");
        assertThat(read.text("Action")).isEqualTo("SendMessageBatch");
    }

    @Test
    void entriesOfAnotherActionAreNone() {
        String entry = "DeleteMessageBatchRequestEntry.1.Id=a&DeleteMessageBatchRequestEntry.1.ReceiptHandle=r";
        for (String action : List.of("SendMessageBatch", "ChangeMessageVisibilityBatch", "SendMessage")) {
            Param.Fields read = QueryCodec.fromWire(UrlText.pairs("Action=" + action + '&' + entry));
            assertThat(read.items("Entries")).as(action).isEmpty();
        }
        Param.Fields both = QueryCodec.fromWire(
                UrlText.pairs("SendMessageBatchRequestEntry.1.Id=b&" + entry + "&Action=SendMessageBatch"));
        assertThat(both.items("Entries").stream()
                        .map(one -> Param.asFields("e", one).text("Id")))
                .containsExactly("b");
        assertThat(QueryCodec.fromWire(UrlText.pairs(entry + "&Action=DeleteMessageBatch"))
                        .items("Entries"))
                .hasSize(1);
    }

    @Test
    void namesOfMoreThanEightPartsAreRefused() {
        assertThat(QueryCodec.fromWire(UrlText.pairs("a" + ".b".repeat(7) + "=c"))
                        .get("a"))
                .isNotNull();
        assertThatThrownBy(() -> QueryCodec.fromWire(UrlText.pairs("a" + ".b".repeat(8) + "=c")))
                .isInstanceOf(SqsError.Refusal.class);
    }

    @Test
    void brokenEscapesAreRefusedAndWholeOnesRead() {
        assertThat(UrlText.pairs("a=%41%c3%a9+%2b%2F")).containsExactly(new UrlText.Pair("a", "A\u00e9 +/"));
        for (String broken : List.of("%", "%4", "%4g", "%g4", "%/1", "%:1", "%@1", "%`1", "%c3")) {
            assertThatThrownBy(() -> UrlText.pairs("a=" + broken)).isInstanceOf(SqsError.Refusal.class);
        }
    }

    @Test
    void whatIsNotUtf8IsRefusedWhereverItStands() {
        for (String octets :
                List.of("c080", "c1bf", "e09fbf", "eda080", "edbfbf", "f08fbfbf", "f4908080", "80", "c3", "ff")) {
            byte[] wrong = HexFormat.of().parseHex(octets);
            for (int before = 0; before < 20; before++) {
                byte[] json = json("x".repeat(before).getBytes(StandardCharsets.US_ASCII), wrong);
                assertThatThrownBy(() -> JsonCodec.fromWire(json, json.length))
                        .as("%s after %d letters", octets, before)
                        .isInstanceOf(SqsError.Refusal.class);
            }
        }
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            byte[] wide = "{\"a\":\"hi\"}".getBytes(Charset.forName(charset));
            assertThatThrownBy(() -> JsonCodec.fromWire(wide, wide.length))
                    .as(charset)
                    .isInstanceOf(SqsError.Refusal.class);
        }
        for (String right : List.of("\u00e9", "\u1234", "\ud83d\ude00", "\u0080", "\u0800", "\uffff")) {
            byte[] json = json(right.getBytes(StandardCharsets.UTF_8), new byte[0]);
            assertThat(JsonCodec.fromWire(json, json.length).text("a")).isEqualTo(right);
        }
    }

    private static byte[] json(byte[] text, byte[] more) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes("{\"a\":\"".getBytes(StandardCharsets.US_ASCII));
        json.writeBytes(text);
        json.writeBytes(more);
        json.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        return json.toByteArray();
    }
}
