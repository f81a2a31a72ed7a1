package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sluice.api.Action;
import io.sluice.sqs.auth.Signer;
import io.sluice.sqs.operation.SqsAction;
import io.sluice.sqs.wire.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Every action, asked by those who may not, in both protocols: each is refused for its own reason and changes nothing. */
final class AttacksTest {
    /** Who asks, and with what proof. */
    private enum Attack {
        UNSIGNED("MissingAuthenticationToken", 403),
        MALFORMED("IncompleteSignature", 400),
        WRONG_SECRET("SignatureDoesNotMatch", 403),
        UNKNOWN_KEY("InvalidClientTokenId", 403),
        EXPIRED_LINK("RequestExpired", 400),
        TOO_OLD("RequestExpired", 400),
        TOO_EARLY("RequestExpired", 400),
        SIGNED_FOR_STS("InvalidAction", 400),
        OTHER_TENANT("AWS.SimpleQueueService.NonExistentQueue", 400),
        POLICY_SAYS_NO("AccessDenied", 403);

        final String code;
        final int status;

        Attack(String code, int status) {
            this.code = code;
            this.status = status;
        }

        /** Whether the caller is somebody, only nobody who may. */
        boolean isAuthenticated() {
            return this == OTHER_TENANT || this == POLICY_SAYS_NO;
        }
    }

    private static TestApp app;
    private static SqsClient owner;
    private static SqsClient stranger;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        owner = new SqsClient(app, TestApp.KEY);
        stranger = new SqsClient(app, TestApp.OTHER_KEY);
        assertThat(owner.json("CreateQueue", "{\"QueueName\":\"q\",\"tags\":{\"a\":\"b\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(owner.json("SendMessage", "{\"QueueUrl\":\"" + owner.url("q") + "\",\"MessageBody\":\"x\"}")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** What each action needs so that nothing but the caller is wrong with it. A new action is listed here, too. */
    private static Map<SqsAction, Map<String, String>> requests() {
        Map<SqsAction, Map<String, String>> requests = new EnumMap<>(SqsAction.class);
        Map<String, String> queue = Map.of("QueueUrl", owner.url("q"));
        Map<String, String> task = Map.of("SourceArn", "arn:aws:sqs:x:" + TestApp.TENANT + ":q");
        requests.put(SqsAction.CREATE_QUEUE, Map.of("QueueName", "new"));
        requests.put(SqsAction.DELETE_QUEUE, queue);
        requests.put(SqsAction.LIST_QUEUES, Map.of());
        requests.put(
                SqsAction.GET_QUEUE_URL, Map.of("QueueName", "q", "QueueOwnerAWSAccountId", TestApp.TENANT.toString()));
        requests.put(SqsAction.GET_QUEUE_ATTRIBUTES, queue);
        requests.put(SqsAction.SET_QUEUE_ATTRIBUTES, queue);
        requests.put(SqsAction.PURGE_QUEUE, queue);
        requests.put(SqsAction.LIST_DEAD_LETTER_SOURCE_QUEUES, queue);
        requests.put(SqsAction.SEND_MESSAGE, with(queue, "MessageBody", "y"));
        requests.put(SqsAction.SEND_MESSAGE_BATCH, queue);
        requests.put(SqsAction.RECEIVE_MESSAGE, queue);
        requests.put(SqsAction.DELETE_MESSAGE, with(queue, "ReceiptHandle", "z"));
        requests.put(SqsAction.DELETE_MESSAGE_BATCH, queue);
        requests.put(SqsAction.CHANGE_MESSAGE_VISIBILITY, with(queue, "ReceiptHandle", "z"));
        requests.put(SqsAction.CHANGE_MESSAGE_VISIBILITY_BATCH, queue);
        requests.put(SqsAction.ADD_PERMISSION, with(queue, "Label", "l"));
        requests.put(SqsAction.REMOVE_PERMISSION, with(queue, "Label", "l"));
        requests.put(SqsAction.TAG_QUEUE, queue);
        requests.put(SqsAction.UNTAG_QUEUE, queue);
        requests.put(SqsAction.LIST_QUEUE_TAGS, queue);
        requests.put(SqsAction.START_MESSAGE_MOVE_TASK, task);
        requests.put(SqsAction.CANCEL_MESSAGE_MOVE_TASK, Map.of("TaskHandle", "t"));
        requests.put(SqsAction.LIST_MESSAGE_MOVE_TASKS, task);
        return requests;
    }

    private static Map<String, String> with(Map<String, String> base, String name, String value) {
        Map<String, String> more = new HashMap<>(base);
        more.put(name, value);
        return more;
    }

    @Test
    void everyActionIsAttacked() {
        assertThat(requests().keySet()).isEqualTo(EnumSet.allOf(SqsAction.class));
    }

    @TestFactory
    Stream<DynamicTest> attackedActionsDoNothing() {
        Map<SqsAction, Map<String, String>> requests = requests();
        return requests.entrySet().stream()
                .flatMap(request -> Stream.of(Attack.values())
                        .flatMap(attack -> Stream.of(Wire.values())
                                .map(wire -> dynamicTest(
                                        request.getKey() + " " + attack + " " + wire,
                                        () -> refused(request.getKey(), request.getValue(), attack, wire)))));
    }

    private static void refused(SqsAction action, Map<String, String> params, Attack attack, Wire wire) {
        policy(attack == Attack.POLICY_SAYS_NO ? action.onQueue() : null);
        String before = state();
        SqsClient.Reply reply = send(attack, wire, action, params);
        assertThat(state()).isEqualTo(before);
        if (!attack.isAuthenticated() || isServedOnQueues(action)) {
            boolean byArn = attack == Attack.OTHER_TENANT && isByArn(action);
            assertThat(reply.code()).as(reply.body()).isEqualTo(byArn ? "ResourceNotFoundException" : attack.code);
            assertThat(reply.status()).isEqualTo(byArn ? 404 : attack.status);
        }
        // Whoever asks with a key of their own may do it with what is theirs, and sees nothing else.
        assertThat(reply.body().replaceAll("resource /[0-9]+/q", "")).doesNotContain(TestApp.TENANT + "/");
    }

    /** Queues that are named by ARN have another error where there is none. */
    private static boolean isByArn(SqsAction action) {
        return action == SqsAction.START_MESSAGE_MOVE_TASK || action == SqsAction.LIST_MESSAGE_MOVE_TASKS;
    }

    /** Two actions are about an account's own queues; one names its queue in a handle that nobody else is given. */
    private static boolean isServedOnQueues(SqsAction action) {
        return switch (action) {
            case CREATE_QUEUE, LIST_QUEUES, CANCEL_MESSAGE_MOVE_TASK -> false;
            default -> true;
        };
    }

    /** @param denied null: the queue has no policy; else the stranger may do anything but this */
    private static void policy(@Nullable Action denied) {
        String who = "\"Principal\":{\"AWS\":\"" + TestApp.OTHER_TENANT + "\"},\"Resource\":\"*\"";
        String policy = denied == null
                ? ""
                : "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:*\"," + who
                        + "},{\"Effect\":\"Deny\",\"Action\":\"sqs:" + denied.policyName() + "\"," + who + "}]}";
        SqsClient.Reply set = owner.json(
                "SetQueueAttributes",
                "{\"QueueUrl\":\"" + owner.url("q") + "\",\"Attributes\":{\"Policy\":\"" + policy.replace("\"", "\\\"")
                        + "\"}}");
        assertThat(set.status()).as(set.body()).isEqualTo(200);
    }

    /** All that an attack could have changed, seen by the owner. */
    private static String state() {
        String queue = "{\"QueueUrl\":\"" + owner.url("q") + "\"";
        return owner.json("ListQueues", "{}").body()
                + owner.json("GetQueueAttributes", queue + ",\"AttributeNames\":[\"All\"]}")
                        .body()
                + owner.json("ListQueueTags", queue + "}").body();
    }

    private static SqsClient.Reply send(Attack attack, Wire wire, SqsAction action, Map<String, String> params) {
        byte[] body = body(wire, action, params).getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(
                "Content-Type",
                List.of(wire == Wire.JSON ? "application/x-amz-json-1.0" : "application/x-www-form-urlencoded"));
        if (wire == Wire.JSON) {
            headers.put("X-Amz-Target", List.of("AmazonSQS." + action.wireName()));
        }
        URI root = URI.create("http://localhost:" + app.port + "/");
        Instant now = Instant.now();
        Duration quarter = Duration.ofMinutes(15).plusSeconds(30);
        SdkHttpRequest request = switch (attack) {
            case UNSIGNED -> unsigned(root, headers);
            case MALFORMED -> {
                headers.put("Authorization", List.of("AWS4-HMAC-SHA256 Credential=AKIATEST"));
                headers.put("X-Amz-Date", List.of("20260101T000000Z"));
                yield unsigned(root, headers);
            }
            case WRONG_SECRET -> Signer.sign("POST", root, headers, body, TestApp.KEY, "guess", now, null);
            case UNKNOWN_KEY -> Signer.sign("POST", root, headers, body, "AKIANOBODY", TestApp.SECRET, now, null);
            case EXPIRED_LINK ->
                Signer.sign(
                        "POST",
                        root,
                        headers,
                        body,
                        TestApp.KEY,
                        TestApp.SECRET,
                        now.minusSeconds(120),
                        Duration.ofMinutes(1));
            case TOO_OLD ->
                Signer.sign("POST", root, headers, body, TestApp.KEY, TestApp.SECRET, now.minus(quarter), null);
            case TOO_EARLY ->
                Signer.sign("POST", root, headers, body, TestApp.KEY, TestApp.SECRET, now.plus(quarter), null);
            case SIGNED_FOR_STS ->
                Signer.sign("sts", "POST", root, headers, body, TestApp.KEY, TestApp.SECRET, now, null);
            case OTHER_TENANT, POLICY_SAYS_NO ->
                Signer.sign("POST", root, headers, body, TestApp.OTHER_KEY, TestApp.SECRET, now, null);
        };
        return stranger.send(request, body);
    }

    private static SdkHttpRequest unsigned(URI root, Map<String, List<String>> headers) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(root);
        headers.forEach(request::putHeader);
        return request.build();
    }

    private static String body(Wire wire, SqsAction action, Map<String, String> params) {
        return switch (wire) {
            case JSON ->
                params.entrySet().stream()
                        .map(param -> '"' + param.getKey() + "\":\"" + param.getValue() + '"')
                        .collect(Collectors.joining(",", "{", "}"));
            case QUERY ->
                params.entrySet().stream()
                        .map(param -> '&' + SqsClient.form(param.getKey(), param.getValue()))
                        .collect(Collectors.joining("", "Action=" + action.wireName(), ""));
        };
    }
}
