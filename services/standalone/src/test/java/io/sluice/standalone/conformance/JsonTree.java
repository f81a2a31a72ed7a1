package io.sluice.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON 1.0, as the newer SDKs speak it. */
final class JsonTree {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTree() {}

    static String write(Object value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName((String) entry.getKey());
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Integer number -> json.writeNumber(number);
            case byte[] bytes -> json.writeString(Base64.getEncoder().encodeToString(bytes));
            default -> json.writeString(value.toString());
        }
    }

    /** An answer; that an error is told in both of its ways is checked on the way. */
    static Reply read(int status, String body, Map<String, String> headers) throws IOException {
        assertThat(headers.get("content-type")).as(body).isEqualTo("application/x-amz-json-1.0");
        assertThat(headers.get("x-amzn-requestid")).hasSize(36);
        Map<String, Object> tree = object(body);
        if (status != 200) {
            String[] error = headers.getOrDefault("x-amzn-query-error", "").split(";", -1);
            assertThat(error).as(body).hasSize(2);
            assertThat(error[1]).isEqualTo("Sender");
            assertThat(tree.get("__type")).isEqualTo(Errors.jsonType(error[0]));
            tree.put("Code", error[0]);
            tree.put("Message", tree.getOrDefault("message", ""));
        }
        return new Reply(status, tree, body, headers);
    }

    static Map<String, Object> object(String body) throws IOException {
        try (JsonParser json = FACTORY.createParser(body)) {
            assertThat(json.nextToken()).as(body).isEqualTo(JsonToken.START_OBJECT);
            return object(json);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            map.put(name, value(json));
        }
        return map;
    }

    private static Object value(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return object(json);
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return json.getText();
        }
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(json));
        }
        return list;
    }
}
