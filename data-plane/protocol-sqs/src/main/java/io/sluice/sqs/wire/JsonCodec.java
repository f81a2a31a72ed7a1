package io.sluice.sqs.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** AWS JSON 1.0, both ways. What it takes is bounded in depth, in tokens and in the length of names and numbers. */
public final class JsonCodec {
    public static final String CONTENT_TYPE = "application/x-amz-json-1.0";

    /** Entries → an entry → attributes → an attribute → a list: five; the rest is for members that we do not know. */
    private static final int MAX_DEPTH = 16;

    /** Ten entries with ten attributes of three members each are below 1,500. */
    private static final int MAX_TOKENS = 20_000;

    private static final int MAX_NAME_CHARS = 1_024;
    private static final int MAX_NUMBER_CHARS = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(Integer.MAX_VALUE) // A request's size has its own limit.
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BEYOND_ASCII = 0x8080808080808080L;

    private JsonCodec() {}

    /** An empty body says nothing, like an empty object. */
    public static Param.Fields fromWire(byte[] body, int length) {
        if (length == 0) {
            return Param.Fields.NONE;
        }
        if (!isUtf8(body, length) || looksWide(body, length)) {
            throw malformed(); // the parser takes forms of characters that are too long, halves of them, and UTF-16
        }
        try (JsonParser parser = FACTORY.createParser(body, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            Param.Fields fields = object(parser);
            if (parser.nextToken() != null) {
                throw malformed();
            }
            return fields;
        } catch (IOException | IllegalStateException undecodable) {
            throw malformed();
        }
    }

    /** UTF-16 and UTF-32 are told by zeros among the first bytes, which no JSON in UTF-8 has. */
    private static boolean looksWide(byte[] body, int length) {
        for (int i = 0; i < Math.min(length, 4); i++) {
            if (body[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] body, int length) {
        int at = 0;
        while (at + Long.BYTES <= length && ((long) EIGHT.get(body, at) & BEYOND_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < length && body[at] >= 0) {
            at++;
        }
        if (at == length) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, at, length - at));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    public static ByteText error(SqsError error) {
        JsonAnswer out = new JsonAnswer();
        out.text("__type", error.code().jsonType());
        out.text("message", error.message());
        out.end();
        return out;
    }

    private static Param.Fields object(JsonParser parser) throws IOException {
        Param.Fields fields = new Param.Fields();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                fields.put(name, value(parser, token));
            }
        }
        return fields;
    }

    private static Param value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> new Param.Text(parser.getText(), false);
            case VALUE_NUMBER_INT -> whole(parser);
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE -> new Param.Unfit("TRUE_VALUE");
            case VALUE_FALSE -> new Param.Unfit("FALSE_VALUE");
            case VALUE_NUMBER_FLOAT -> new Param.Unfit("DECIMAL_VALUE");
            case VALUE_NULL -> new Param.Unfit("NULL_VALUE");
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> throw malformed();
        };
    }

    private static Param array(JsonParser parser) throws IOException {
        List<Param> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw malformed();
            }
            values.add(value(parser, token));
        }
        return new Param.Items(values);
    }

    private static Param whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> new Param.Whole(BigInteger.valueOf(parser.getLongValue()));
            case BIG_INTEGER -> new Param.Whole(parser.getBigIntegerValue());
            case FLOAT, DOUBLE, BIG_DECIMAL -> new Param.Unfit("DECIMAL_VALUE");
        };
    }

    private static SqsError.Refusal malformed() {
        return new SqsError(SqsCode.MALFORMED_INPUT, "The request is not well-formed.").refusal();
    }
}
