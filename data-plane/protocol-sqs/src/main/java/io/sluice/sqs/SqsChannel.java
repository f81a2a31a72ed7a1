package io.sluice.sqs;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sluice.model.Effect;
import io.sluice.model.TenantId;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection, right behind the HTTP codec: takes SQS's requests for itself and leaves all others to Micronaut. One
 * request at a time has its turn; what a client sends ahead waits, and nothing more is read meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, of which we are told.
final class SqsChannel extends ChannelDuplexHandler {
    /** What a refused client is still read for, so that it sees the answer rather than a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** From here on a request shows a plausible signature before its body is taken in. */
    private static final int SCREENED_BYTES = 64 * 1024;

    private enum Turn {
        /** Nobody's: the next message begins a request. */
        FREE,
        /** A request of SQS arrives. */
        ARRIVING,
        /** A request of SQS awaits its answer. */
        ANSWERING,
        /** A request is with Micronaut. */
        OTHERS,
        /** Nothing counts any more. */
        CLOSING
    }

    private final SqsServer server;
    private @Nullable ChannelHandlerContext context;
    private Turn turn = Turn.FREE;
    private @Nullable HttpRequest request;
    private @Nullable RequestBody body;
    private @Nullable Exchange exchange;
    private @Nullable Future<?> deadline;
    private ConnectionMeter.@Nullable Link link;

    private @Nullable Deque<Object> ahead;
    private boolean taking;
    private boolean readHeld;
    private boolean reading;
    private boolean sawMessage;
    private boolean flushPending;
    private boolean othersArrived;
    private boolean othersAnswered;

    SqsChannel(SqsServer server) {
        this.server = server;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // Reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        sawMessage = true;
        if ((ahead != null && !ahead.isEmpty()) || !isTurnOf()) {
            if (ahead == null) {
                ahead = new ArrayDeque<>(4);
            }
            ahead.add(message);
        } else {
            take(ctx, message);
        }
    }

    private boolean isTurnOf() {
        return switch (turn) {
            case FREE, ARRIVING, CLOSING -> true;
            case ANSWERING -> false;
            case OTHERS -> !othersArrived;
        };
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        switch (turn) {
            case FREE -> {
                if (message instanceof HttpRequest head) {
                    begin(ctx, head);
                } else {
                    ReferenceCountUtil.release(message);
                }
            }
            case ARRIVING -> {
                try {
                    arrive(ctx, (HttpContent) message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
            case OTHERS -> toOthers(ctx, message);
            case CLOSING -> {
                boolean last = message instanceof LastHttpContent;
                ReferenceCountUtil.release(message);
                if (last) {
                    ctx.close();
                }
            }
            case ANSWERING -> throw new IllegalStateException("a request out of turn");
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (flushPending) {
            flushPending = false;
            ctx.flush();
        }
        // Bytes that made no message are a slow head.
        if (deadline == null && (turn == Turn.ARRIVING || (turn == Turn.FREE && !sawMessage))) {
            deadline = ctx.executor()
                    .schedule(() -> late(ctx), server.settings().requestTime().toMillis(), TimeUnit.MILLISECONDS);
        }
        sawMessage = false;
        ctx.fireChannelReadComplete();
    }

    /** Micronaut asks for more whenever it can take more; while requests wait here, it does not get it. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (ahead != null && !ahead.isEmpty()) {
            readHeld = true;
        } else {
            ctx.read();
        }
    }

    private void next(ChannelHandlerContext ctx) {
        if (taking || ahead == null) {
            return;
        }
        taking = true;
        try {
            while (!ahead.isEmpty() && isTurnOf()) {
                take(ctx, ahead.remove());
            }
        } finally {
            taking = false;
        }
        if (ahead.isEmpty() && readHeld) {
            readHeld = false;
            ctx.read();
        }
    }

    // SQS's requests

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        cancelDeadline();
        if (head.decoderResult().isFailure() || !SqsRoute.isSqs(head)) {
            turn = Turn.OTHERS;
            othersArrived = false;
            othersAnswered = false;
            toOthers(ctx, head);
            return;
        }
        turn = Turn.ARRIVING;
        request = head;
        boolean chunked = HttpUtil.isTransferEncodingChunked(head);
        long length = HttpUtil.getContentLength(head, 0L);
        try {
            if (length > server.settings().maxRequestBytes()) {
                throw tooLarge().refusal();
            }
            if (length >= SCREENED_BYTES || chunked) {
                server.screen(head);
            }
        } catch (SqsError.Refusal refusal) {
            refuse(ctx, refusal.error());
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void arrive(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(ctx, new SqsError(SqsCode.MALFORMED_INPUT, "The request's chunks are broken."));
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (last && body == null && content.content().readableBytes() <= server.settings().maxRequestBytes()) {
            byte[] whole = new byte[content.content().readableBytes()];
            content.content().readBytes(whole);
            arrived(whole, whole.length);
            return;
        }
        if (body == null) {
            body = server.newBody();
        }
        switch (body.add(content.content())) {
            case DONE -> {
                if (last) {
                    RequestBody whole = body;
                    body = null;
                    byte[] bytes = whole.bytes();
                    int length = whole.length();
                    whole.release();
                    arrived(bytes, length);
                }
            }
            case TOO_LARGE -> refuse(ctx, tooLarge());
            case OUT_OF_BUDGET ->
                refuse(
                        ctx,
                        new SqsError(
                                SqsCode.REQUEST_THROTTLED,
                                "Too many large requests are arriving at once. Slow down and try again.",
                                Effect.NONE,
                                Duration.ofSeconds(1)));
        }
    }

    private void arrived(byte[] bytes, int length) {
        cancelDeadline();
        HttpRequest whole = requireTurn(request);
        request = null;
        turn = Turn.ANSWERING;
        Exchange begun = new Exchange(this, SqsServer.wireOf(whole), HttpUtil.isKeepAlive(whole));
        exchange = begun;
        try {
            server.handle(this, begun, whole, bytes, length);
        } catch (RuntimeException refused) {
            begun.fail(refused);
        }
    }

    /** The connection shows whose it is. */
    void authenticated(TenantId tenant) {
        if (link == null) {
            link = server.meter().open(tenant);
        }
    }

    /** Writes the answer of the exchange whose turn it is. */
    void answer(Exchange from, FullHttpResponse response) {
        ChannelHandlerContext ctx = requireTurn(context);
        exchange = null;
        if (!ctx.channel().isActive()) {
            response.release();
            from.gone();
            return;
        }
        boolean close = !from.keepAlive();
        if (close) {
            SqsResponses.closing(response);
        }
        ChannelPromise written = from.isReceive() || close ? ctx.newPromise() : ctx.voidPromise();
        if (from.isReceive()) {
            written.addListener(done -> {
                if (!done.isSuccess()) {
                    from.gone();
                }
            });
        }
        if (close) {
            written.addListener(ChannelFutureListener.CLOSE);
            turn = Turn.CLOSING;
        } else {
            turn = Turn.FREE;
        }
        ctx.write(response, written);
        if (reading && !close) {
            flushPending = true; // Answers to one read leave in one write.
        } else {
            ctx.flush();
        }
        next(ctx);
    }

    /** Refuses a request that has not arrived whole: the rest of it is not waited for. */
    private void refuse(ChannelHandlerContext ctx, SqsError error) {
        cancelDeadline();
        Wire wire = SqsServer.wireOf(requireTurn(request));
        request = null;
        releaseBody();
        turn = Turn.CLOSING;
        FullHttpResponse response = server.responses().error(wire, error);
        SqsResponses.closing(response);
        ctx.writeAndFlush(response);
        deadline = ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void late(ChannelHandlerContext ctx) {
        deadline = null;
        if (turn == Turn.ARRIVING) {
            refuse(
                    ctx,
                    new SqsError(
                            SqsCode.REQUEST_TIMEOUT,
                            "The request did not arrive within "
                                    + server.settings().requestTime().toSeconds() + " seconds."));
        } else if (turn == Turn.FREE) {
            ctx.close();
        }
    }

    private SqsError tooLarge() {
        return new SqsError(
                SqsCode.REQUEST_TOO_LARGE,
                "A request must not be larger than " + server.settings().maxRequestBytes() + " bytes.");
    }

    // Micronaut's requests

    private void toOthers(ChannelHandlerContext ctx, Object message) {
        othersArrived = message instanceof LastHttpContent;
        ctx.fireChannelRead(message);
        othersDone(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        boolean last = message instanceof LastHttpContent && !interim;
        ctx.write(message, promise);
        if (last && turn == Turn.OTHERS) {
            othersAnswered = true;
            othersDone(ctx);
        }
    }

    private void othersDone(ChannelHandlerContext ctx) {
        if (turn == Turn.OTHERS && othersArrived && othersAnswered) {
            turn = Turn.FREE;
            if (ahead != null && !ahead.isEmpty()) {
                ctx.executor().execute(() -> next(ctx)); // Not within Micronaut's write.
            }
        }
    }

    // The end

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        turn = Turn.CLOSING;
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException && turn != Turn.OTHERS) {
            ctx.close(); // The client broke the connection.
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void end() {
        cancelDeadline();
        request = null;
        releaseBody();
        if (ahead != null) {
            ahead.forEach(ReferenceCountUtil::release);
            ahead.clear();
        }
        if (exchange != null) {
            exchange.gone();
            exchange = null;
        }
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private void releaseBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static <T> T requireTurn(@Nullable T it) {
        if (it == null) {
            throw new IllegalStateException("out of turn");
        }
        return it;
    }

    SqsResponses responses() {
        return server.responses();
    }

    boolean isSecure() {
        return requireTurn(context).pipeline().get(SslHandler.class) != null;
    }

    boolean inEventLoop() {
        return requireTurn(context).executor().inEventLoop();
    }

    void execute(Runnable task) {
        requireTurn(context).executor().execute(task);
    }

    @Override
    public String toString() {
        return context == null ? "unconnected" : context.channel().toString();
    }
}
