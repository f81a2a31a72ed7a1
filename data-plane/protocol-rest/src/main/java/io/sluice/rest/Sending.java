package io.sluice.rest;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import io.sluice.api.Done;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Schedules;
import io.sluice.api.Sent;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/queues/NAME/messages?delay=S&deliverAt=TIME}: the request's body becomes a message. Up to 256 KiB are collected and go
 * into the log; a longer body is written piece by piece while it comes, and nothing more is read from a client that is
 * faster than the disk.
 */
final class Sending implements Exchange {
    /** What is read ahead of the piece that is being written. */
    private static final int MAX_AHEAD_BYTES = LargeMessages.MAX_PIECE_BYTES;

    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final Outgoing message;
    private final long bytes;
    private final Optional<Schedules.When> when;
    private final Optional<String> token;
    private final byte[] piece;
    private final BodyDigests digests = new BodyDigests();
    private final Deque<ByteBuf> ahead = new ArrayDeque<>();
    private int aheadBytes;
    private int filled;
    private long written;
    private LargeMessages.@Nullable Incoming incoming;
    /** The piece, or what becomes of it, is somebody else's. */
    private boolean busy;

    private boolean over;
    private boolean freed;
    private long progressNanos = System.nanoTime();
    private @Nullable Future<?> clock;

    private Sending(RestChannel channel, RestServer server, Caller payer, Topic topic, SendHead head) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.message = head.message();
        this.bytes = head.bytes();
        this.when = head.when();
        this.token = head.token();
        this.piece = new byte[pieceBytes(bytes)];
    }

    private static int pieceBytes(long bytes) {
        return (int) Math.min(bytes, LargeMessages.MAX_PIECE_BYTES);
    }

    /** @throws Problem.Refused before anything of the body was read */
    static Sending begin(
            RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route, HttpRequest request) {
        SendHead head = SendHead.read(route, request, topic);
        if (!server.buffers().take(topic.tenant(), pieceBytes(head.bytes()))) {
            throw RestErrors.crowded().refused();
        }
        Sending sending = new Sending(channel, server, payer, topic, head);
        sending.open(HttpUtil.is100ContinueExpected(request));
        return sending;
    }

    private void open(boolean goOn) {
        clock = channel.schedule(this::look, server.settings().pieceTime());
        if (isSmall()) {
            if (goOn) {
                channel.goOn();
            }
            return;
        }
        busy = true;
        server.large().begin(payer, topic, hidden(), bytes).whenComplete(channel.here((result, failure) -> {
            busy = false;
            if (result instanceof Result.Ok<LargeMessages.Incoming>(LargeMessages.Incoming begun)) {
                incoming = begun;
                if (goOn && !over) {
                    channel.goOn();
                }
            }
            went(result, failure);
        }));
    }

    /** A large body is sent first, and then gets its time: until then nobody may see it. */
    private Outgoing hidden() {
        return when.isEmpty()
                ? message
                : new Outgoing(
                        message.body(),
                        message.attributes(),
                        Optional.of(Schedules.MAX_AHEAD),
                        message.group(),
                        null,
                        null);
    }

    private boolean isSmall() {
        return bytes <= LargeMessages.MAX_PIECE_BYTES;
    }

    @Override
    public void body(ByteBuf content) {
        if (over || !content.isReadable()) {
            return;
        }
        ahead.add(content.retain());
        aheadBytes += content.readableBytes();
        pump();
    }

    @Override
    public boolean wantsMore() {
        return !busy || aheadBytes < MAX_AHEAD_BYTES;
    }

    private void pump() {
        while (!busy && !over && !ahead.isEmpty()) {
            ByteBuf next = ahead.getFirst();
            int count = Math.min(next.readableBytes(), piece.length - filled);
            next.readBytes(piece, filled, count);
            filled += count;
            aheadBytes -= count;
            if (!next.isReadable()) {
                ahead.removeFirst().release();
            }
            if (filled == piece.length || written + filled == bytes) {
                progressNanos = System.nanoTime();
                busy = true;
                digestAndPut();
            }
        }
        channel.more();
    }

    private void digestAndPut() {
        ByteBuffer full = ByteBuffer.wrap(piece, 0, filled);
        try {
            server.background().execute(() -> {
                try {
                    digests.add(full.duplicate());
                    put(full);
                } catch (RuntimeException bug) {
                    channel.<Result<Done>>here(this::added).accept(null, bug);
                }
            });
        } catch (RejectedExecutionException stopping) {
            added(null, stopping);
        }
    }

    private void put(ByteBuffer full) {
        LargeMessages.Incoming to = incoming;
        if (to != null) {
            to.add(full).whenComplete(channel.here(this::added));
            return;
        }
        Outgoing whole = new Outgoing(
                piece, message.attributes(), message.delay(), message.group(), message.deduplicationId(), null);
        if (when.isPresent() || token.isPresent()) {
            server.ports().schedules().send(payer, topic, whole, when, token).whenComplete(channel.here(this::sent));
            return;
        }
        server.messaging().send(payer, topic, List.of(whole)).whenComplete(channel.here((result, failure) -> {
            if (result instanceof Result.Ok<List<Sent>>(List<Sent> sent)) {
                sent(Result.ok(sent.getFirst()), failure);
            } else {
                busy = false;
                went(result, failure);
            }
        }));
    }

    private void sent(@Nullable Result<Sent> result, @Nullable Throwable failure) {
        busy = false;
        if (result instanceof Result.Ok<Sent>(Sent sent)) {
            answer(sent);
        } else {
            went(result, failure);
        }
    }

    private void schedule(@Nullable Result<Sent> result, @Nullable Throwable failure) {
        if (when.isEmpty() || !(result instanceof Result.Ok<Sent>(Sent sent))) {
            sent(result, failure);
            return;
        }
        server.ports()
                .schedules()
                .move(payer, topic, sent.offset(), when.get())
                .whenComplete(channel.here((moved, failed) -> {
                    if (moved instanceof Result.Ok<Done>) {
                        sent(result, failed);
                    } else {
                        busy = false;
                        went(moved, failed);
                    }
                }));
    }

    private void added(@Nullable Result<Done> result, @Nullable Throwable failure) {
        busy = false;
        progressNanos = System.nanoTime();
        written += filled;
        filled = 0;
        LargeMessages.Incoming to = incoming;
        if (over || !(result instanceof Result.Ok<Done>) || written < bytes || to == null) {
            went(result, failure);
            return;
        }
        busy = true;
        incoming = null; // Its end cannot be taken back.
        to.end().whenComplete(channel.here(this::schedule));
    }

    /** Goes on after a step, or not. */
    private void went(@Nullable Result<?> result, @Nullable Throwable failure) {
        if (over) {
            free();
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> {
                incoming = null; // Nothing of it is left.
                channel.refuse(RestErrors.of(rejection));
            }
            case Result.Ok<?> ok -> pump();
        }
    }

    private void answer(Sent sent) {
        boolean wanted = !over;
        over = true;
        free();
        if (wanted) {
            FullHttpResponse created = RestResponses.json(HttpResponseStatus.CREATED, 256, json -> {
                json.writeStringField("messageId", sent.id().toString());
                json.writeNumberField("position", sent.offset());
                json.writeNumberField("bytes", bytes);
                json.writeStringField("md5", digests.md5());
                json.writeStringField("sha256", digests.sha256());
            });
            channel.answer(created, () -> {});
        }
    }

    /** Gives up a client of which too little comes. */
    private void look() {
        if (over) {
            return;
        }
        Duration limit = server.settings().pieceTime();
        Duration since = busy ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progressNanos);
        if (since.compareTo(limit) < 0) {
            clock = channel.schedule(this::look, limit.minus(since).plusMillis(1));
            return;
        }
        channel.refuse(new Problem(
                HttpResponseStatus.REQUEST_TIMEOUT,
                "within " + limit.toSeconds() + " seconds neither " + LargeMessages.MAX_PIECE_BYTES
                        + " bytes of the body came nor its end: nothing was sent"));
    }

    @Override
    public void end() {
        if (!over && written + filled + aheadBytes < bytes && !busy) {
            throw RestErrors.invalid("the body is shorter than " + HttpHeaderNames.CONTENT_LENGTH + " says")
                    .refused();
        }
    }

    @Override
    public void gone() {
        over = true;
        if (!busy) {
            free();
        }
    }

    /** Nobody else uses anything of it any more. */
    private void free() {
        if (freed) {
            return;
        }
        freed = true;
        if (clock != null) {
            clock.cancel(false);
        }
        ahead.forEach(ByteBuf::release);
        ahead.clear();
        if (incoming != null) {
            incoming.abandon();
            incoming = null;
        }
        server.buffers().giveBack(topic.tenant(), piece.length);
    }
}
