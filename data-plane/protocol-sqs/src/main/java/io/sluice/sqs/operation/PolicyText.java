package io.sluice.sqs.operation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.sqs.wire.JsonCodec;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy that is already known to be right, taken apart so far that statements can be added and removed; what is not
 * touched stays as its author wrote it, but for white space.
 *
 * @param head the document's other members, as JSON
 */
record PolicyText(Map<String, String> head, List<Statement> statements) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String STATEMENT = "Statement";

    /** @param json the whole statement */
    record Statement(@Nullable String sid, String json) {}

    static PolicyText read(String policy) {
        Map<String, String> head = new LinkedHashMap<>();
        List<Statement> statements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(policy)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (!name.equals(STATEMENT)) {
                    head.put(name, copied(parser));
                } else if (value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        statements.add(statement(copied(parser)));
                    }
                } else {
                    statements.add(statement(copied(parser)));
                }
            }
        } catch (IOException checkedBefore) {
            throw new UncheckedIOException(checkedBefore);
        }
        return new PolicyText(head, statements);
    }

    boolean has(String sid) {
        return statements.stream().anyMatch(statement -> sid.equals(statement.sid()));
    }

    String toWire() {
        StringBuilder out = new StringBuilder("{");
        head.forEach((name, json) ->
                out.append(quoted(name)).append(':').append(json).append(','));
        out.append('"').append(STATEMENT).append("\":[");
        for (int i = 0; i < statements.size(); i++) {
            out.append(i == 0 ? "" : ",").append(statements.get(i).json());
        }
        return out.append("]}").toString();
    }

    /** A text as JSON has it. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static Statement statement(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Statement(JsonCodec.fromWire(bytes, bytes.length).text("Sid"), json);
    }

    private static String copied(JsonParser parser) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator copy = JSON.createGenerator(out)) {
            copy.copyCurrentStructure(parser);
        }
        return out.toString();
    }
}
