package io.sluice.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Answers as HTTP has them. */
final class RestResponses {
    private static final String EFFECT = "x-sluice-effect";
    private static final JsonFactory JSON = new JsonFactory();

    private RestResponses() {}

    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** A JSON object with these fields. */
    static FullHttpResponse json(HttpResponseStatus status, int expectedBytes, Fields fields) {
        return response(status, "application/json", object(expectedBytes, fields));
    }

    static FullHttpResponse nothing() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    }

    static FullHttpResponse problem(Problem problem) {
        HttpResponseStatus status = problem.status();
        ByteBuf body = object(256, json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", status.reasonPhrase());
            json.writeNumberField("status", status.code());
            json.writeStringField("detail", problem.detail());
        });
        FullHttpResponse response = response(status, "application/problem+json", body);
        response.headers().set(EFFECT, problem.effect().name().toLowerCase(Locale.ROOT));
        if (problem.retryAfter().isPositive()) {
            // Whole seconds, rounded up: coming back early would be refused again.
            response.headers()
                    .set(
                            HttpHeaderNames.RETRY_AFTER,
                            Long.toString(
                                    problem.retryAfter().plusNanos(999_999_999).toSeconds()));
        }
        if (!problem.methods().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", problem.methods()));
        }
        if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"sluice\", charset=\"UTF-8\"");
        }
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()))
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }

    private static ByteBuf object(int expectedBytes, Fields fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expectedBytes);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return Unpooled.wrappedBuffer(out.toByteArray());
    }
}
