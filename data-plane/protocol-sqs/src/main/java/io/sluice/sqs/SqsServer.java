package io.sluice.sqs;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import io.sluice.api.Admission;
import io.sluice.api.Credentials;
import io.sluice.api.MessageMoves;
import io.sluice.api.Messaging;
import io.sluice.api.Queues;
import io.sluice.model.ReceiptSeal;
import io.sluice.sqs.auth.SigV4;
import io.sluice.sqs.operation.SqsAction;
import io.sluice.sqs.operation.SqsCall;
import io.sluice.sqs.operation.SqsOperations;
import io.sluice.sqs.wire.JsonCodec;
import io.sluice.sqs.wire.JsonShapes;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.QueryCodec;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import io.sluice.sqs.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * SQS over HTTP: who asks, for what, and what comes of it. Whoever wires the services makes one; {@link SqsPipeline} puts
 * it behind Micronaut's HTTP codec.
 */
public final class SqsServer {
    private static final AsciiString TARGET = AsciiString.cached("x-amz-target");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final String TARGET_PREFIX = "AmazonSQS.";
    private static final String JSON_TYPES = "application/x-amz-json";

    /** Of what the client wrote, in an answer. */
    private static final int MAX_SHOWN = 200;

    /** Answers may take so often what requests that arrive may: a message is in it as it was read and as it is written. */
    private static final long LEAVING = 2;

    private final SqsOperations operations;
    private final SigV4 signatures;
    private final SqsResponses responses;
    private final ConnectionMeter meter;
    private final SqsSettings settings;
    private final ByteBudget arriving;
    private final ByteBudget leaving;
    private final Cors cors;
    private final List<Supplier<ChannelHandler>> neighbours = new CopyOnWriteArrayList<>();

    /**
     * Everything that SQS needs.
     *
     * @param clock wall time, for signatures
     */
    public SqsServer(
            Messaging messaging,
            Queues queues,
            MessageMoves moves,
            Admission admission,
            Credentials credentials,
            ReceiptSeal seal,
            InstantSource clock,
            ConnectionMeter meter,
            SqsSettings settings) {
        this.operations = new SqsOperations(messaging, queues, moves, admission, seal);
        this.signatures = new SigV4(credentials, clock);
        this.responses = new SqsResponses(clock);
        this.meter = meter;
        this.settings = settings;
        this.arriving = new ByteBudget(settings.maxBufferedBytes());
        this.leaving = new ByteBudget(LEAVING * settings.maxBufferedBytes());
        this.cors = new Cors(settings.corsOrigins());
    }

    /** Another protocol on the same connections; before the first one: its handler looks at each request before ours. */
    public void addNeighbour(Supplier<ChannelHandler> handler) {
        neighbours.add(handler);
    }

    List<Supplier<ChannelHandler>> neighbours() {
        return neighbours;
    }

    SqsSettings settings() {
        return settings;
    }

    SqsResponses responses() {
        return responses;
    }

    Cors cors() {
        return cors;
    }

    ConnectionMeter meter() {
        return meter;
    }

    RequestBody newBody(String owner, long announced) {
        return new RequestBody(arriving, owner, settings.maxRequestBytes(), announced);
    }

    /** Bytes of requests that are arriving in pieces. */
    long bufferedBytes() {
        return arriving.used();
    }

    /** Of large answers that their clients have not taken yet. */
    ByteBudget leaving() {
        return leaving;
    }

    static Wire wireOf(HttpRequest request) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        boolean json = request.headers().contains(TARGET) || (type != null && type.startsWith(JSON_TYPES));
        return json ? Wire.JSON : Wire.QUERY;
    }

    /** The key that it claims to be signed with. */
    String screen(HttpRequest head) {
        return signatures.screen(SqsRoute.query(head.uri()), head.headers());
    }

    /**
     * Takes a request that has arrived whole.
     *
     * @throws SqsError.Refusal when it goes no further
     */
    void handle(SqsChannel channel, Exchange exchange, HttpRequest request, byte[] body, int length) {
        String path = SqsRoute.path(request.uri());
        String query = SqsRoute.query(request.uri());
        HttpHeaders headers = request.headers();
        SigV4.Grant grant = signatures.verify(request.method().name(), path, query, headers, body, length);
        channel.authenticated(grant.caller().tenant());
        Param.Fields params = switch (exchange.wire()) {
            case JSON -> JsonCodec.fromWire(body, length);
            case QUERY -> QueryCodec.fromWire(pairs(request, query, body, length));
        };
        if (exchange.wire() == Wire.JSON) {
            JsonShapes.check(params);
        }
        if (grant.sts()) {
            StsIdentity.check(exchange.wire(), params);
            exchange.identify(grant.caller());
            return;
        }
        SqsAction action = switch (exchange.wire()) {
            case JSON -> action(target(headers));
            case QUERY -> action(request.method(), path, Objects.requireNonNullElse(params.text("Action"), ""));
        };
        SqsCall call = new SqsCall(
                action,
                params,
                grant.caller(),
                grant.region(),
                endpoint(channel, headers),
                path,
                headers,
                channel.remote());
        exchange.follow(action, operations.of(action).run(call));
    }

    private static String target(HttpHeaders headers) {
        String target = headers.get(TARGET);
        if (target == null) {
            return "";
        }
        return target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : target;
    }

    private static SqsAction action(String name) {
        if (name.isEmpty()) {
            throw new SqsError(SqsCode.MISSING_ACTION, "The request must contain the parameter Action.").refusal();
        }
        return SqsAction.fromWire(name).orElseThrow(() -> invalidAction(name));
    }

    /** As Query names it. At a queue's address there is no action that is about no queue. */
    private static SqsAction action(HttpMethod method, String path, String name) {
        if (name.isEmpty() && method.equals(HttpMethod.GET)) {
            throw new SqsError(SqsCode.UNKNOWN_OPERATION, "The request names no action.").refusal();
        }
        SqsAction action = action(name);
        if (path.length() > 1 && (action == SqsAction.CREATE_QUEUE || action == SqsAction.LIST_QUEUES)) {
            throw invalidAction(name);
        }
        return action;
    }

    private static SqsError.Refusal invalidAction(String name) {
        String shown = name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…";
        return new SqsError(SqsCode.INVALID_ACTION, "The action " + shown + " is not valid for this endpoint.")
                .refusal();
    }

    private static List<UrlText.Pair> pairs(HttpRequest request, String query, byte[] body, int length) {
        List<UrlText.Pair> pairs = UrlText.pairs(query);
        if (length == 0 || !request.method().equals(HttpMethod.POST)) {
            return pairs;
        }
        List<UrlText.Pair> form = UrlText.pairs(new String(body, 0, length, StandardCharsets.ISO_8859_1));
        if (pairs.isEmpty()) {
            return form;
        }
        List<UrlText.Pair> all = new ArrayList<>(pairs);
        all.addAll(form);
        return all;
    }

    /** As the client used it: some clients send to a queue's address whatever endpoint they were given. */
    private String endpoint(SqsChannel channel, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST, "localhost");
        String forwarded = settings.trustForwardedProto() ? headers.get(FORWARDED_PROTO) : null;
        boolean secure = forwarded == null ? channel.isSecure() : forwarded.equals("https");
        return (secure ? "https://" : "http://") + host;
    }
}
