package io.sluice.sqs;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages' scripts may ask from a browser: those of the origins that the operator named, none by default. A request
 * needs its signature all the same; only the question whether it may be asked, which browsers put first, needs none.
 */
final class Cors {
    private static final String ANY = "*";

    /** What the AWS SDK for JavaScript sends. */
    private static final String REQUEST_HEADERS =
            "authorization, content-type, x-amz-date, x-amz-target, x-amz-user-agent,"
                    + " x-amz-content-sha256, x-amz-security-token, x-amzn-query-mode, amz-sdk-invocation-id, amz-sdk-request";

    private static final String RESPONSE_HEADERS =
            "x-amzn-requestid, x-amzn-query-error, x-sluice-effect, retry-after, date";

    /** Two hours: browsers keep an answer no longer. */
    private static final String MAX_AGE_SECONDS = "7200";

    private final Set<String> origins;

    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** The request's origin, if it is an allowed one. */
    @Nullable
    String allowed(HttpRequest request) {
        if (origins.isEmpty()) {
            return null;
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        return origin != null && (origins.contains(ANY) || origins.contains(origin)) ? origin : null;
    }

    /** Whether a browser asks if it may ask. Without origins nobody is answered here. */
    boolean isPreflight(HttpRequest request) {
        return !origins.isEmpty()
                && request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaderNames.ORIGIN)
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** @param origin null: not an allowed one */
    static FullHttpResponse preflight(@Nullable String origin) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                origin == null ? HttpResponseStatus.FORBIDDEN : HttpResponseStatus.NO_CONTENT,
                Unpooled.EMPTY_BUFFER);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        if (origin == null) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
            return response;
        }
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        return response;
    }

    /** Lets the page's script read the answer. */
    static void mark(FullHttpResponse response, @Nullable String origin) {
        if (origin == null) {
            return;
        }
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
    }
}
