package io.sluice.rest;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.sluice.api.LargeMessages;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/queues/NAME/messages/RECEIPT/body}: the body of a leased message, or a part of it, piece by piece as the
 * client takes it. When the lease ends meanwhile, the answer breaks off before its announced end.
 */
final class BodyReading implements Exchange {
    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final Receipt receipt;
    private final @Nullable String range;
    private final boolean headOnly;
    private final boolean buffered;
    private long at;
    private long end;
    private boolean begun;
    private boolean over;
    private @Nullable Future<?> clock;

    BodyReading(
            RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route, HttpRequest request) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.receipt = server.receipt(route, topic);
        this.headOnly = request.method().equals(HttpMethod.HEAD);
        // A part is wanted only if the body is one that our answers name, and they name none.
        this.range = request.headers().contains(HttpHeaderNames.IF_RANGE)
                ? null
                : request.headers().get(HttpHeaderNames.RANGE);
        this.buffered = server.buffers().take(topic.tenant(), LargeMessages.MAX_PIECE_BYTES);
        if (!buffered) {
            throw RestErrors.crowded().refused();
        }
    }

    @Override
    public void end() {
        server.large().length(payer, topic, receipt).whenComplete(channel.here(this::begin));
    }

    private void begin(@Nullable Result<Long> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<Long>(Long none)
            when none == 0 ->
                channel.refuse(new Problem(
                        HttpResponseStatus.CONFLICT, "the body of this message came along when it was received"));
            case Result.Ok<Long>(Long bytes) -> begin(bytes);
        }
    }

    private void begin(long bytes) {
        ByteRange wanted;
        try {
            wanted = ByteRange.of(range, bytes);
        } catch (Problem.Refused refused) {
            channel.refuse(refused.problem());
            return;
        }
        at = wanted.from();
        end = wanted.end();
        HttpResponse response = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, wanted.part() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(wanted.length()))
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (wanted.part()) {
            response.headers().set(HttpHeaderNames.CONTENT_RANGE, wanted.contentRange(bytes));
        }
        // The first piece tells whether there is an answer at all.
        read(response);
    }

    private void read(@Nullable HttpResponse first) {
        int length = (int) Math.min(LargeMessages.MAX_PIECE_BYTES, end - at);
        server.large()
                .read(payer, topic, receipt, at, length)
                .whenComplete(channel.here((result, failure) -> send(first, result, failure)));
    }

    private void send(@Nullable HttpResponse first, @Nullable Result<ByteBuffer> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (result instanceof Result.Ok<ByteBuffer>(ByteBuffer piece) && piece.hasRemaining()) {
            if (first != null) {
                begun = true;
                channel.beginAnswer(first);
            }
            at = headOnly ? end : at + piece.remaining();
            clock = channel.schedule(channel::breakOff, server.settings().pieceTime());
            channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)), this::taken);
        } else if (begun) {
            channel.breakOff();
        } else if (result instanceof Result.Refused<?>(Rejection rejection)) {
            channel.refuse(RestErrors.of(rejection));
        } else {
            channel.fail(failure == null ? new IllegalStateException("a body ended early") : failure);
        }
    }

    private void taken() {
        stopClock();
        if (over) {
            return;
        }
        if (at < end) {
            read(null);
        } else {
            gone();
            channel.endAnswer();
        }
    }

    private void stopClock() {
        if (clock != null) {
            clock.cancel(false);
            clock = null;
        }
    }

    @Override
    public void gone() {
        stopClock();
        if (!over) {
            over = true;
            server.buffers().giveBack(topic.tenant(), LargeMessages.MAX_PIECE_BYTES);
        }
    }
}
