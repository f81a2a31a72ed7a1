package io.sluice.sqs;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.sluice.model.MessageId;
import io.sluice.sqs.wire.ByteText;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.Wire;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Answers as HTTP has them. */
final class SqsResponses {
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-requestid");
    private static final AsciiString QUERY_ERROR = AsciiString.cached("x-amzn-query-error");
    private static final AsciiString EFFECT = AsciiString.cached("x-sluice-effect");
    private static final AsciiString JSON = AsciiString.cached(Wire.JSON.contentType());
    private static final AsciiString XML = AsciiString.cached(Wire.QUERY.contentType());

    /** All that goes into headers is our own, but for an error's code, which is ours too. */
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private record Date(long second, AsciiString text) {}

    private final InstantSource clock;
    private volatile Date date = new Date(-1, AsciiString.EMPTY_STRING);

    SqsResponses(InstantSource clock) {
        this.clock = clock;
    }

    static String nextRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new MessageId(random.nextLong(), random.nextLong()).toString();
    }

    FullHttpResponse ok(Wire wire, ByteText body, String requestId) {
        return response(HttpResponseStatus.OK, wire, body, requestId);
    }

    FullHttpResponse error(Wire wire, SqsError error) {
        String requestId = nextRequestId();
        FullHttpResponse response = response(
                HttpResponseStatus.valueOf(error.code().status()), wire, wire.error(error, requestId), requestId);
        HttpHeaders headers = response.headers();
        headers.set(EFFECT, error.effect().name().toLowerCase(Locale.ROOT));
        if (wire == Wire.JSON) {
            headers.set(
                    QUERY_ERROR, error.code().queryCode() + ';' + error.code().fault());
        }
        if (error.retryAfter().isPositive()) {
            // Whole seconds, rounded up: coming back early would be refused again.
            headers.set(
                    HttpHeaderNames.RETRY_AFTER,
                    Long.toString(error.retryAfter().plusNanos(999_999_999).toSeconds()));
        }
        return response;
    }

    private FullHttpResponse response(HttpResponseStatus status, Wire wire, ByteText body, String requestId) {
        ByteBuf content = Unpooled.wrappedBuffer(body.bytes(), 0, body.length());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content, HEADERS, HEADERS);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, wire == Wire.JSON ? JSON : XML);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
        headers.set(REQUEST_ID, requestId);
        headers.set(HttpHeaderNames.DATE, date());
        return response;
    }

    /** Clients with a wrong clock set it by this. */
    private AsciiString date() {
        long now = clock.millis() / 1_000;
        Date last = date;
        if (last.second() != now) {
            String text =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
            last = new Date(now, new AsciiString(text));
            date = last;
        }
        return last.text();
    }

    /** To an old client, which closes the connection itself unless it is told this. */
    static void stayingOpen(FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }

    static void closing(FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
}
