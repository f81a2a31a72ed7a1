package io.sluice.sqs.fuzz;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.admission.PolicyAdmission;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.sqs.MemoryMoves;
import io.sluice.sqs.MemoryQueues;
import io.sluice.sqs.operation.Outcome;
import io.sluice.sqs.operation.SqsAction;
import io.sluice.sqs.operation.SqsCall;
import io.sluice.sqs.operation.SqsErrors;
import io.sluice.sqs.operation.SqsOperations;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.JsonCodec;
import io.sluice.sqs.wire.JsonShapes;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.QueryCodec;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import io.sluice.sqs.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests of the service model, whole and broken, through decoders, operations and encoders, on queues in memory: each is
 * answered or refused, soon, and in words that its protocol can carry. As a program: {@code RequestFuzz EXECUTIONS [SEED]}.
 */
final class RequestFuzz {
    /** Then queues are forgotten, so that they do not pile up. */
    private static final int ROUND = 500;

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Caller CALLER = new Caller(new TenantId(123_456_789_012L), "me");
    private static final Pattern HEARD =
            Pattern.compile("(?:ReceiptHandle|NextToken)(?:\":\"|>)([A-Za-z0-9_-]{20,200})[\"<]");
    private static final HttpHeaders NO_HEADERS = new DefaultHttpHeaders();

    private final long seed;
    private final Random random;
    private final Texts texts;
    private final Requests requests;
    private final ReceiptSeal seal;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private MemoryQueues queues = new MemoryQueues();
    private SqsOperations operations;

    RequestFuzz(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.texts = new Texts(random);
        this.requests = new Requests(random, texts);
        this.seal = new ReceiptSeal(1, new byte[32]);
        this.operations = operations();
    }

    private SqsOperations operations() {
        return new SqsOperations(queues, queues, new MemoryMoves(), new PolicyAdmission(InstantSource.system()), seal);
    }

    public static void main(String[] arguments) {
        long executions = Long.parseLong(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        long begun = System.nanoTime();
        RequestFuzz fuzz = new RequestFuzz(seed);
        fuzz.run(executions);
        System.out.println(executions + " executions, seed " + seed + ", "
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + " s: " + fuzz.outcomes);
    }

    /** How often each thing happened: {@code answered}, and the codes of errors. */
    Map<String, Long> outcomes() {
        return outcomes;
    }

    void run(long executions) {
        SqsAction[] actions = SqsAction.values();
        for (long i = 0; i < executions; i++) {
            if (i % ROUND == 0) {
                forget();
            }
            SqsAction action = actions[random.nextInt(actions.length)];
            if (action == SqsAction.DELETE_QUEUE && random.nextInt(16) != 0) {
                action = SqsAction.SEND_MESSAGE; // Most questions need a queue that is there.
            }
            Wire wire = random.nextBoolean() ? Wire.JSON : Wire.QUERY;
            byte[] body = requests.body(action, wire);
            long begun = System.nanoTime();
            String outcome;
            try {
                outcome = ask(action, wire, body);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
                throw new AssertionError(told(action, wire, body, i), bug);
            }
            if (System.nanoTime() - begun > MAX_NANOS) {
                throw new AssertionError("too slow: " + told(action, wire, body, i));
            }
            outcomes.merge(outcome, 1L, Long::sum);
        }
    }

    private String told(SqsAction action, Wire wire, byte[] body, long execution) {
        return "seed " + seed + ", execution " + execution + ", " + action + " in " + wire + ": "
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    private void forget() {
        queues = new MemoryQueues();
        operations = operations();
        for (String name : new String[] {"q1", "q2"}) {
            ask(
                    SqsAction.CREATE_QUEUE,
                    Wire.JSON,
                    ("{\"QueueName\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        ask(
                SqsAction.CREATE_QUEUE,
                Wire.JSON,
                "{\"QueueName\":\"f.fifo\",\"Attributes\":{\"FifoQueue\":\"true\"}}".getBytes(StandardCharsets.UTF_8));
    }

    private String ask(SqsAction action, Wire wire, byte[] body) {
        try {
            Param.Fields params = switch (wire) {
                case JSON -> JsonCodec.fromWire(body, body.length);
                case QUERY -> QueryCodec.fromWire(UrlText.pairs(new String(body, StandardCharsets.ISO_8859_1)));
            };
            if (wire == Wire.JSON) {
                JsonShapes.check(params);
            }
            SqsCall call = new SqsCall(action, params, CALLER, "eu-north-1", "http://localhost", "/", NO_HEADERS, null);
            return settle(action, wire, operations.of(action).run(call));
        } catch (SqsError.Refusal refusal) {
            return refused(wire, refusal.error());
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof SqsError.Refusal refusal) {
                return refused(wire, refusal.error());
            }
            throw wrapped;
        }
    }

    private String settle(SqsAction action, Wire wire, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Now(Answer.Fields fields) -> answered(action, wire, fields);
            case Outcome.Later<?> later -> settle(action, wire, later);
            case Outcome.Waiting(var poll, var fields) -> {
                if (!poll.deliveries().toCompletableFuture().isDone()) {
                    poll.abandon();
                    yield "waiting";
                }
                yield settle(action, wire, poll.deliveries(), fields);
            }
        };
    }

    private <T> String settle(SqsAction action, Wire wire, Outcome.Later<T> later) {
        return settle(action, wire, later.stage(), later.fields());
    }

    private <T> String settle(
            SqsAction action, Wire wire, CompletionStage<Result<T>> stage, BiConsumer<Answer, T> fields) {
        return switch (stage.toCompletableFuture().join()) {
            case Result.Refused<T>(Rejection rejection) -> refused(wire, SqsErrors.of(rejection));
            case Result.Ok<T>(T value) -> answered(action, wire, answer -> fields.accept(answer, value));
        };
    }

    private String answered(SqsAction action, Wire wire, Answer.Fields fields) {
        Answer answer = wire.answer(action.wireName(), action.hasResult(), "id");
        fields.writeTo(answer);
        answer.end();
        String text = answer.toString();
        check(text);
        Matcher heard = HEARD.matcher(text);
        while (heard.find()) {
            texts.hear(heard.group(1));
        }
        return "answered";
    }

    private String refused(Wire wire, SqsError error) {
        check(wire.error(error, "id").toString());
        if (error.code().status() >= 500) {
            throw new IllegalStateException("answered with " + error);
        }
        return error.code().queryCode();
    }

    /** No word of what we are built of, and nothing that its protocol cannot carry. */
    private static void check(String text) {
        for (String inner : List.of("fasterxml", "java.", "Exception:", "JsonToken")) {
            if (text.contains(inner)) {
                throw new IllegalStateException("says " + inner + ": " + text);
            }
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw new IllegalStateException("has the character " + (int) c + ": " + text);
            }
        }
    }
}
