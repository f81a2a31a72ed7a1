package io.sluice.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A policy's text as a tree in which each part knows where it stands, such as {@code Statement[0].Effect}. */
sealed interface Json {
    /** Document → statements → a statement → conditions → an operator → values: six. */
    int MAX_DEPTH = 8;

    /** Of what the parser says, which quotes the text. */
    int MAX_MESSAGE_CHARS = 200;

    String where();

    /** A text; numbers and truth values are theirs, as they were written. */
    record Text(String where, String value) implements Json {}

    record Items(String where, List<Json> values) implements Json {}

    record Fields(String where, Map<String, Json> values) implements Json {}

    /** Refuses broken JSON, repeated names, and depth beyond any policy's. */
    static Fields read(String text) {
        try (JsonParser parser = Reading.FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new PolicyFault("", "a policy is a JSON object.");
            }
            Fields document = Reading.object(parser, "");
            if (parser.nextToken() != null) {
                throw new PolicyFault(Reading.place(parser.currentTokenLocation()), "there is text behind the policy.");
            }
            return document;
        } catch (JsonProcessingException broken) {
            throw new PolicyFault(
                    Reading.place(broken.getLocation()),
                    PolicyFault.shortened(broken.getOriginalMessage(), MAX_MESSAGE_CHARS) + ".");
        } catch (IOException unreadable) {
            throw new PolicyFault("", "it is not JSON.");
        }
    }

    /** How the tree comes about. */
    final class Reading {
        private static final JsonFactory FACTORY = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();

        private Reading() {}

        /** Limits are told without a place. */
        private static String place(@Nullable JsonLocation location) {
            return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
        }

        private static Fields object(JsonParser parser, String where) throws IOException {
            Map<String, Json> values = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                values.put(name, value(parser, where.isEmpty() ? name : where + '.' + name));
            }
            return new Fields(where, values);
        }

        private static Json value(JsonParser parser, String where) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.START_OBJECT) {
                return object(parser, where);
            }
            if (token == JsonToken.START_ARRAY) {
                List<Json> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser, where + '[' + values.size() + ']'));
                }
                return new Items(where, values);
            }
            if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                throw new PolicyFault(where, "null is no value.");
            }
            return new Text(where, parser.getText());
        }
    }
}
