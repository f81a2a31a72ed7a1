package io.sluice.sqs;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.sluice.model.Effect;
import io.sluice.model.TenantId;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection: takes SQS's requests for itself and leaves all others to Micronaut. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, of which we are told.
final class SqsChannel extends ChannelInboundHandlerAdapter {
    /** How long a refused client is still read, so that it sees the answer rather than a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** From here on a request shows a plausible signature before its body is taken in. */
    private static final int SCREENED_BYTES = 64 * 1024;

    /** Smaller requests share what one sender may have. */
    private static final String UNSCREENED = "";
    /** Answers from here on are counted until the client has taken them. */
    private static final int LARGE_ANSWER_BYTES = 64 * 1024;
    /** Some protocol counts this connection's time. */
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf("sluice.connection-counted");

    private final SqsServer server;
    private @Nullable ChannelHandlerContext context;

    /** The request of SQS that arrives, and what came of its body in pieces. */
    private @Nullable HttpRequest request;

    private @Nullable RequestBody body;
    /** The key that its sender claims to have. */
    private String sender = UNSCREENED;

    /** The request of SQS that awaits its answer. */
    private @Nullable Exchange exchange;

    private ConnectionMeter.@Nullable Link link;
    private volatile String tenant = UNSCREENED;
    /** The request is of HTTP/1.0, where connections stay open only by agreement. */
    private boolean oldClient;

    private boolean othersTurn;
    private boolean closing;
    private boolean reading;
    private boolean flushPending;

    SqsChannel(SqsServer server) {
        this.server = server;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (closing) {
            ReferenceCountUtil.release(message);
            if (message instanceof LastHttpContent) {
                ctx.close();
            }
            return;
        }
        if (message instanceof HttpRequest head) {
            othersTurn = head.decoderResult().isFailure() || !isOurs(head);
            if (!othersTurn) {
                begin(ctx, head);
                return;
            }
        }
        if (othersTurn) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            arrive(ctx, (HttpContent) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (flushPending) {
            flushPending = false;
            ctx.flush();
        }
        ctx.fireChannelReadComplete();
    }

    private boolean isOurs(HttpRequest head) {
        return SqsRoute.isSqs(head) || (server.cors().isPreflight(head) && SqsRoute.isSqs(head.uri()));
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        request = head;
        sender = UNSCREENED;
        oldClient = !head.protocolVersion().isKeepAliveDefault();
        long length = HttpUtil.getContentLength(head, 0L);
        try {
            if (length > server.settings().maxRequestBytes()) {
                throw tooLarge().refusal();
            }
            if (length >= SCREENED_BYTES || HttpUtil.isTransferEncodingChunked(head)) {
                sender = server.screen(head);
            }
        } catch (SqsError.Refusal refusal) {
            refuse(ctx, refusal.error());
            return;
        } catch (RuntimeException mistake) {
            refuse(ctx, Exchange.mistake(this, mistake));
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void arrive(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(ctx, new SqsError(SqsCode.MALFORMED_INPUT, "The request's body is broken."));
            return;
        }
        boolean last = content instanceof LastHttpContent;
        int count = content.content().readableBytes();
        if (last && body == null && count <= server.settings().maxRequestBytes()) {
            byte[] whole = new byte[count];
            content.content().readBytes(whole);
            arrived(whole, count);
            return;
        }
        if (body == null) {
            body = server.newBody(sender, HttpUtil.getContentLength(present(request), 0L));
        }
        switch (body.add(content.content())) {
            case DONE -> {
                if (last) {
                    byte[] bytes = body.bytes();
                    int length = body.length();
                    releaseBody();
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
        HttpRequest whole = present(request);
        request = null;
        String origin = server.cors().allowed(whole);
        Exchange begun = new Exchange(this, SqsServer.wireOf(whole), HttpUtil.isKeepAlive(whole), origin);
        exchange = begun;
        if (whole.method().equals(HttpMethod.OPTIONS)) {
            answer(begun, Cors.preflight(origin));
            return;
        }
        try {
            server.handle(this, begun, whole, bytes, length);
        } catch (RuntimeException refused) {
            begun.fail(refused);
        }
    }

    /** The connection shows whose it is. */
    void authenticated(TenantId tenant) {
        this.tenant = tenant.toString();
        if (link == null && present(context).channel().attr(COUNTED).setIfAbsent(Boolean.TRUE) == null) {
            link = server.meter().open(tenant);
        }
    }

    /** Whether there is room for deliveries of that size on their way to this client; from any thread. */
    boolean hold(long bytes) {
        return bytes < LARGE_ANSWER_BYTES || server.leaving().take(tenant, Math.toIntExact(bytes));
    }

    void letGo(long bytes) {
        if (bytes >= LARGE_ANSWER_BYTES) {
            server.leaving().giveBack(tenant, Math.toIntExact(bytes));
        }
    }

    /** Writes the answer to the exchange. */
    void answer(Exchange from, FullHttpResponse response) {
        ChannelHandlerContext ctx = present(context);
        exchange = null;
        if (!ctx.channel().isActive()) {
            response.release();
            from.gone();
            return;
        }
        int large = response.content().readableBytes();
        if (large >= LARGE_ANSWER_BYTES && !server.leaving().take(tenant, large)) {
            response.release();
            from.gone();
            answer(from, server.responses().error(from.wire(), untaken()));
            return;
        }
        Cors.mark(response, from.origin());
        closing = !from.keepAlive();
        boolean counted = large >= LARGE_ANSWER_BYTES;
        ChannelPromise written = from.isReceive() || closing || counted ? ctx.newPromise() : ctx.voidPromise();
        if (counted) {
            written.addListener(done -> server.leaving().giveBack(tenant, large));
        }
        if (from.isReceive()) {
            written.addListener(done -> {
                if (!done.isSuccess()) {
                    from.gone();
                }
            });
        }
        if (closing) {
            SqsResponses.closing(response);
            written.addListener(ChannelFutureListener.CLOSE);
        } else if (oldClient) {
            SqsResponses.stayingOpen(response);
        }
        ctx.write(response, written);
        if (reading) {
            flushPending = true; // Answers to what was read together leave together.
        } else {
            ctx.flush();
        }
    }

    static SqsError untaken() {
        return new SqsError(
                SqsCode.REQUEST_THROTTLED,
                "Too many large answers wait for clients to take them. Read the answers, ask for fewer messages at once,"
                        + " and try again.",
                Effect.UNKNOWN,
                Duration.ofSeconds(1));
    }

    /** Refuses a request that has not arrived whole: the rest of it is not waited for. */
    private void refuse(ChannelHandlerContext ctx, SqsError error) {
        HttpRequest head = present(request);
        FullHttpResponse response = server.responses().error(SqsServer.wireOf(head), error);
        Cors.mark(response, server.cors().allowed(head));
        request = null;
        releaseBody();
        closing = true;
        SqsResponses.closing(response);
        ctx.writeAndFlush(response);
        ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            saidAll(ctx);
        } else if (event != OneAtATime.Event.LATE) {
            ctx.fireUserEventTriggered(event);
        } else if (request == null) {
            ctx.close();
        } else {
            long seconds = server.settings().requestTime().toSeconds();
            refuse(
                    ctx,
                    new SqsError(
                            SqsCode.REQUEST_TIMEOUT, "The request did not arrive within " + seconds + " seconds."));
        }
    }

    /**
     * The client sends nothing more. It may have gone, or it may still read: what it has asked for is answered, but for
     * messages, which nobody may be there to take.
     */
    private void saidAll(ChannelHandlerContext ctx) {
        if (exchange == null || exchange.isReceive()) {
            ctx.close();
        } else {
            exchange.isLast();
        }
    }

    private SqsError tooLarge() {
        return new SqsError(
                SqsCode.REQUEST_TOO_LARGE,
                "A request must not be larger than " + server.settings().maxRequestBytes() + " bytes.");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException && !othersTurn) {
            ctx.close(); // The client broke the connection.
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        closing = true;
        request = null;
        releaseBody();
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

    private static <T> T present(@Nullable T it) {
        if (it == null) {
            throw new IllegalStateException("out of turn");
        }
        return it;
    }

    SqsResponses responses() {
        return server.responses();
    }

    @Nullable
    SocketAddress remote() {
        return present(context).channel().remoteAddress();
    }

    boolean isSecure() {
        return present(context).pipeline().get(SslHandler.class) != null;
    }

    boolean inEventLoop() {
        return present(context).executor().inEventLoop();
    }

    void execute(Runnable task) {
        present(context).executor().execute(task);
    }

    @Override
    public String toString() {
        return context == null ? "unconnected" : context.channel().toString();
    }
}
