package io.sluice.rest;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sluice.api.Leases;
import io.sluice.api.RecordUnreadable;
import io.sluice.api.Schedules;
import io.sluice.model.Caller;
import io.sluice.model.Effect;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection: takes the requests below {@code /v1/queues/} for itself and leaves all others to those behind it. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, of which we are told.
final class RestChannel extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestChannel.class);

    /** How long a refused client is still read, so that it sees the answer rather than a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Some protocol counts this connection's time. */
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf("sluice.connection-counted");

    private final RestServer server;
    private @Nullable ChannelHandlerContext context;
    /** A request without a body, of which the end has not come. */
    private @Nullable HttpRequest head;

    private @Nullable Exchange exchange;
    private @Nullable Runnable link;
    private boolean keepAlive;
    private boolean arrived;
    private boolean othersTurn = true;
    private boolean closing;
    private boolean readHeld;

    RestChannel(RestServer server) {
        this.server = server;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
            if (message instanceof LastHttpContent) {
                ctx.close();
            }
            return;
        }
        if (message instanceof HttpRequest request) {
            othersTurn = request.decoderResult().isFailure() || !RestRoute.isOurs(request.uri());
            if (!othersTurn) {
                begin(request);
                return;
            }
        }
        if (othersTurn) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            arrive((HttpContent) message);
        } catch (RuntimeException refused) {
            fail(refused);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        keepAlive = HttpUtil.isKeepAlive(request);
        arrived = false;
        if (HttpUtil.getContentLength(request, 0L) == 0 && !HttpUtil.isTransferEncodingChunked(request)) {
            head = request; // Its end comes with it: an answer then leaves the connection open.
        } else {
            start(request);
        }
    }

    private void arrive(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            throw RestErrors.invalid("the request's body is broken").refused();
        }
        arrived = content instanceof LastHttpContent;
        HttpRequest waiting = head;
        if (arrived && waiting != null) {
            head = null;
            start(waiting);
        }
        if (exchange != null) {
            exchange.body(content.content());
        }
        if (arrived && exchange != null) {
            exchange.end();
        }
    }

    private void start(HttpRequest request) {
        try {
            Caller caller = server.caller(request.headers().get(HttpHeaderNames.AUTHORIZATION));
            authenticated(caller);
            RestRoute route = RestRoute.of(request.method(), request.uri());
            ChannelHandlerContext ctx = context();
            boolean secure = ctx.pipeline().get(SslHandler.class) != null;
            Topic topic = server.topic(
                    caller, route, new RestOrigin(ctx.channel().remoteAddress(), secure, request.headers()));
            Caller payer = RestServer.payer(caller, topic.tenant());
            exchange = switch (route.verb()) {
                case SEND -> Sending.begin(this, server, payer, topic, route, request);
                case RECEIVE -> new Receiving(this, server, payer, topic, route);
                case READ_BODY -> new BodyReading(this, server, payer, topic, route, request);
                case DELETE -> new Deleting(this, server, payer, topic, route);
                case INSPECT -> new Inspecting(this, server, payer, topic);
                case PEEK -> Looking.list(this, server, payer, topic, route);
                case PEEK_ONE -> Looking.one(this, server, payer, topic, route);
                case REDRIVE -> Redriving.begin(this, server, payer, topic, route);
                case NACK -> new Nacking(this, server, payer, topic, route);
                case EXTEND -> extending(payer, topic, route);
                case MOVE -> moving(payer, topic, route);
                case CANCEL -> {
                    long position = route.scheduled();
                    yield new Settling(this, () -> server.ports().schedules().cancel(payer, topic, position));
                }
            };
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    private Settling extending(Caller payer, Topic topic, RestRoute route) {
        Receipt receipt = server.receipt(route, topic);
        Duration lease = route.seconds("visibility", Math.toIntExact(Leases.MAX_LEASE.toSeconds()))
                .orElse(topic.config().lease());
        return new Settling(this, () -> server.ports().leases().hold(payer, topic, receipt, lease));
    }

    private Settling moving(Caller payer, Topic topic, RestRoute route) {
        long position = route.scheduled();
        Schedules.When when = route.when()
                .orElseThrow(() ->
                        RestErrors.invalid("'deliverAt' or 'delay' says when").refused());
        return new Settling(this, () -> server.ports().schedules().move(payer, topic, position, when));
    }

    private void authenticated(Caller caller) {
        if (link == null && context().channel().attr(COUNTED).setIfAbsent(Boolean.TRUE) == null) {
            link = server.connections().open(caller.tenant());
        }
    }

    /** Tells a client that waits for it to go on. */
    void goOn() {
        context().writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }

    /** Answers the request; hears whether that left. */
    void answer(FullHttpResponse response, Runnable notWritten) {
        exchange = null;
        ChannelHandlerContext ctx = context();
        finish(response);
        ChannelPromise written = ctx.newPromise();
        written.addListener(done -> {
            if (!done.isSuccess()) {
                notWritten.run();
            }
        });
        if (closing) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        ctx.writeAndFlush(response, written);
        more();
    }

    private void finish(HttpResponse response) {
        if (!keepAlive) {
            closing = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Begins an answer whose body follows in pieces. */
    void beginAnswer(HttpResponse response) {
        finish(response);
        context().write(response);
    }

    /** Writes a piece of an answer; on the event loop, hears when the client has taken it. */
    void write(HttpObject piece, Runnable taken) {
        context().writeAndFlush(piece).addListener(done -> {
            if (done.isSuccess()) {
                taken.run();
            }
        });
    }

    void endAnswer() {
        exchange = null;
        boolean last = closing;
        context().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> {
            if (last) {
                context().close();
            }
        });
        more();
    }

    /** An answer that was begun cannot be completed: the client must see that it is not whole. */
    void breakOff() {
        context().close();
    }

    /** A refusal that was thrown, or our own bug. */
    void fail(Throwable failure) {
        switch (failure) {
            case Problem.Refused refused -> refuse(refused.problem());
            case RecordUnreadable damaged -> {
                LOG.error("request needs a damaged record channel={}: {}", this, damaged.getMessage());
                refuse(
                        new Problem(
                                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                                "the server's record of this queue or key is damaged: its operator finds in the log what to do"));
            }
            default -> {
                LOG.error("request failed channel={}", this, failure);
                refuse(new Problem(
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        "the server could not do this: its log tells why",
                        Effect.UNKNOWN,
                        Duration.ZERO));
            }
        }
    }

    /** What has not arrived of a refused request is not waited for. */
    void refuse(Problem problem) {
        Exchange refused = exchange;
        exchange = null;
        if (refused != null) {
            refused.gone();
        }
        ChannelHandlerContext ctx = context();
        FullHttpResponse response = RestResponses.problem(problem);
        if (arrived) {
            answer(response, () -> {});
            return;
        }
        closing = true;
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response);
        ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
        more();
    }

    /** Continues on the event loop when a stage has completed. */
    <T> BiConsumer<T, @Nullable Throwable> here(BiConsumer<@Nullable T, @Nullable Throwable> next) {
        return (value, failure) -> {
            try {
                context().executor().execute(() -> next.accept(value, failure));
            } catch (RejectedExecutionException stopping) {
                next.accept(null, stopping);
            }
        };
    }

    Future<?> schedule(Runnable task, Duration after) {
        return context().executor().schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (exchange != null || closing) {
            read(ctx); // Those behind us do not know that there is more to come.
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (exchange != null && !exchange.wantsMore()) {
            readHeld = true;
        } else {
            ctx.read();
        }
    }

    /** Reads on, where that was held. */
    void more() {
        if (readHeld && (exchange == null || exchange.wantsMore())) {
            readHeld = false;
            context().read();
        }
    }

    /** Large bodies take longer than other requests may, and have their own clock. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || arrived || !(exchange instanceof Sending)) {
            ctx.fireUserEventTriggered(event);
        }
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
        Exchange last = exchange;
        exchange = null;
        if (last != null) {
            last.gone();
        }
        if (link != null) {
            link.run();
            link = null;
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected yet");
        }
        return context;
    }

    @Override
    public String toString() {
        return context == null ? "unconnected" : context.channel().toString();
    }
}
