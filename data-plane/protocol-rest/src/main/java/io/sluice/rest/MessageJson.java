package io.sluice.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.model.Attribute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The parts of a message that every answer writes the same way. */
final class MessageJson {
    /** A character of UTF-8 that was cut has fewer bytes left than that. */
    private static final int CHARACTER_BYTES = 4;

    private MessageJson() {}

    static void attributes(JsonGenerator json, List<Attribute> attributes) throws IOException {
        json.writeObjectFieldStart("attributes");
        for (Attribute attribute : attributes) {
            json.writeObjectFieldStart(attribute.name());
            json.writeStringField("type", attribute.type());
            if (attribute.binary()) {
                json.writeBinaryField("base64", attribute.value());
            } else {
                json.writeStringField("value", new String(attribute.value(), StandardCharsets.UTF_8));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Text where it is UTF-8. */
    static void body(JsonGenerator json, byte[] body) throws IOException {
        body(json, body, body.length);
    }

    /** The beginning of a body that goes on: the last character may be cut. */
    static void beginning(JsonGenerator json, byte[] body) throws IOException {
        body(json, body, Math.max(0, body.length - CHARACTER_BYTES + 1));
    }

    private static void body(JsonGenerator json, byte[] body, int least) throws IOException {
        for (int length = body.length; length >= least; length--) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body, 0, length))
                        .toString();
                json.writeStringField("body", text);
                return;
            } catch (CharacterCodingException notTextUpToHere) {
                // Maybe the last character is the one that was cut.
            }
        }
        json.writeBinaryField("bodyBase64", body);
    }
}
