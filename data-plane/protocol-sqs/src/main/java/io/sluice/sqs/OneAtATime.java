package io.sluice.sqs;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one request of a connection through at a time, whoever answers it: what a client sends ahead waits here, and
 * nothing more is read meanwhile; nor is the next one looked at while the client does not take its answers. Tells when a
 * request takes too long to arrive, and closes when answers are not taken at all.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, of which everybody is told.
final class OneAtATime extends ChannelDuplexHandler {
    /** What it tells the handlers behind it. */
    enum Event {
        /** A request did not arrive in time. */
        LATE
    }

    /** Messages of HTTP that wait here before nothing more is read: until then the end of a connection is seen at once. */
    private static final int MAX_AHEAD = 16;

    private final Duration requestTime;
    private @Nullable Deque<Object> ahead;
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> untaken;
    private boolean busy;
    private boolean arrived;
    private boolean answered;
    private boolean passing;
    private boolean sawMessage;
    private boolean readHeld;

    OneAtATime(Duration requestTime) {
        this.requestTime = requestTime;
    }

    /** A connection that says nothing at all is late, too. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> late(ctx), requestTime.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        sawMessage = true;
        if (passing || isWaiting() || !isTurnOfNext(ctx)) {
            if (ahead == null) {
                ahead = new ArrayDeque<>(4);
            }
            ahead.add(message);
            return;
        }
        passing = true;
        try {
            pass(ctx, message);
        } finally {
            passing = false;
        }
    }

    private boolean isWaiting() {
        return ahead != null && !ahead.isEmpty();
    }

    private boolean isFull() {
        return ahead != null && ahead.size() >= MAX_AHEAD;
    }

    /** Whether the next message belongs to the request whose turn it is, or may begin one. */
    private boolean isTurnOfNext(ChannelHandlerContext ctx) {
        return busy ? !arrived : ctx.channel().isWritable();
    }

    private void pass(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest head) {
            head.setUri(SqsRoute.withoutServer(head.uri()));
            busy = true;
            arrived = false;
            answered = false;
            cancelDeadline();
        }
        if (message instanceof LastHttpContent) {
            arrived = true;
            cancelDeadline();
        }
        ctx.fireChannelRead(message);
        if (arrived && answered) {
            busy = false;
        }
    }

    private void next(ChannelHandlerContext ctx) {
        if (passing || ahead == null) {
            return;
        }
        passing = true;
        try {
            while (!ahead.isEmpty() && isTurnOfNext(ctx)) {
                pass(ctx, ahead.remove());
            }
        } finally {
            passing = false;
        }
        if (!isFull() && readHeld) {
            readHeld = false;
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Bytes that made no message are a slow head.
        boolean slow = busy ? !arrived : !sawMessage;
        if (deadline == null && slow && ctx.channel().isActive()) {
            deadline = ctx.executor().schedule(() -> late(ctx), requestTime.toMillis(), TimeUnit.MILLISECONDS);
        }
        sawMessage = false;
        ctx.fireChannelReadComplete();
    }

    private void late(ChannelHandlerContext ctx) {
        deadline = null;
        if (busy ? !arrived : !isWaiting()) {
            ctx.fireUserEventTriggered(Event.LATE);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            if (untaken != null) {
                untaken.cancel(false);
                untaken = null;
            }
            if (isWaiting() && !passing) {
                ctx.executor().execute(() -> next(ctx));
            }
        } else if (untaken == null) {
            look(ctx, ctx.channel().bytesBeforeWritable());
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Whoever takes nothing of an answer for as long as a request may take to arrive is not waited for. */
    private void look(ChannelHandlerContext ctx, long bytesLeft) {
        untaken = ctx.executor()
                .schedule(
                        () -> {
                            untaken = null;
                            long left = ctx.channel().bytesBeforeWritable();
                            if (left >= bytesLeft) {
                                ctx.close();
                            } else if (!ctx.channel().isWritable()) {
                                look(ctx, left);
                            }
                        },
                        requestTime.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Micronaut asks for more whenever it can take more; while many wait here, it does not get it. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (isFull()) {
            readHeld = true;
        } else {
            ctx.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            answered = true;
            if (arrived) {
                busy = false;
                if (isWaiting() && !passing) {
                    ctx.executor().execute(() -> next(ctx)); // Not within somebody's write.
                }
            }
        }
        ctx.write(message, promise);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
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
        cancelDeadline();
        if (untaken != null) {
            untaken.cancel(false);
            untaken = null;
        }
        if (ahead != null) {
            ahead.forEach(ReferenceCountUtil::release);
            ahead.clear();
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
