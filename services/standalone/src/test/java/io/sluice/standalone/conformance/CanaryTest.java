package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sluice.sqs.operation.SqsAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * An account that has written one word wherever it could, and somebody else who knows its queue's address and a receipt,
 * and asks for everything in every way: no answer has the word, and nothing of the account is changed.
 */
final class CanaryTest {
    private static final String WORD = "c4n4ry";

    @TempDir
    static Path home;

    private static Whole whole;
    private static Sqs canary;
    private static String url;
    private static String handle;
    private static String token;

    @BeforeAll
    static void serve() throws IOException, InterruptedException {
        whole = new Whole(home);
        canary = whole.client(true);
        canary.queueOf(WORD + "-1");
        canary.queueOf(WORD + "-2");
        String dead = canary.queueOf(WORD + "-dead");
        url = canary.ok(
                        "CreateQueue",
                        "QueueName",
                        "known",
                        "Attributes",
                        params("RedrivePolicy", RedriveRules.policy(canary.arn(dead), 5)),
                        "tags",
                        params(WORD, WORD))
                .text("QueueUrl");
        canary.ok(
                "AddPermission",
                "QueueUrl",
                url,
                "Label",
                WORD,
                "AWSAccountIds",
                List.of(canary.tenant()),
                "Actions",
                List.of("SendMessage"));
        Map<String, Object> attribute = params(WORD, params("DataType", "String", "StringValue", WORD));
        canary.sendTo(url, WORD, "MessageGroupId", WORD, "MessageAttributes", attribute);
        canary.sendTo(url, WORD, "MessageGroupId", WORD, "MessageAttributes", attribute);
        handle = canary.handle(url, "VisibilityTimeout", 3_600);
        token = canary.ok("ListQueues", "MaxResults", 1).text("NextToken");
    }

    @AfterAll
    static void stop() {
        whole.close();
    }

    /** What a stranger may ask of each action. A new action is listed here, too. */
    private static Map<SqsAction, List<Question>> questions() {
        String arn = canary.arn(url);
        Question queue = more("QueueUrl", url);
        Map<SqsAction, List<Question>> questions = new EnumMap<>(SqsAction.class);
        for (SqsAction action : SqsAction.values()) {
            questions.put(
                    action,
                    switch (action) {
                        case CREATE_QUEUE ->
                            List.of(
                                    more(
                                            "QueueName",
                                            "thief",
                                            "Attributes",
                                            params("RedrivePolicy", RedriveRules.policy(arn, 1))),
                                    more("QueueName", "known"));
                        case LIST_QUEUES ->
                            List.of(
                                    more(),
                                    more("QueueNamePrefix", WORD.substring(0, 2)),
                                    more("MaxResults", 1, "NextToken", token));
                        case GET_QUEUE_URL ->
                            List.of(more("QueueName", "known", "QueueOwnerAWSAccountId", canary.tenant()));
                        case GET_QUEUE_ATTRIBUTES -> List.of(more(queue, "AttributeNames", List.of("All")));
                        case SET_QUEUE_ATTRIBUTES ->
                            List.of(
                                    more(queue, "Attributes", params("VisibilityTimeout", "1")),
                                    more(queue, "Attributes", params("Policy", "")));
                        case SEND_MESSAGE -> List.of(more(queue, "MessageBody", "x"));
                        case SEND_MESSAGE_BATCH ->
                            List.of(more(queue, "Entries", List.of(params("Id", "a", "MessageBody", "x"))));
                        case RECEIVE_MESSAGE ->
                            List.of(more(
                                    queue, "AttributeNames", List.of("All"), "MessageAttributeNames", List.of("All")));
                        case DELETE_MESSAGE -> List.of(more(queue, "ReceiptHandle", handle));
                        case DELETE_MESSAGE_BATCH ->
                            List.of(more(queue, "Entries", List.of(params("Id", "a", "ReceiptHandle", handle))));
                        case CHANGE_MESSAGE_VISIBILITY ->
                            List.of(more(queue, "ReceiptHandle", handle, "VisibilityTimeout", 0));
                        case CHANGE_MESSAGE_VISIBILITY_BATCH ->
                            List.of(more(
                                    queue,
                                    "Entries",
                                    List.of(params("Id", "a", "ReceiptHandle", handle, "VisibilityTimeout", 0))));
                        case ADD_PERMISSION ->
                            List.of(more(
                                    queue,
                                    "Label",
                                    "l",
                                    "AWSAccountIds",
                                    List.of(canary.stranger().tenant()),
                                    "Actions",
                                    List.of("*")));
                        case REMOVE_PERMISSION -> List.of(more(queue, "Label", "l"));
                        case TAG_QUEUE -> List.of(more(queue, "Tags", params("k", "v")));
                        case UNTAG_QUEUE -> List.of(more(queue, "TagKeys", List.of("k")));
                        case START_MESSAGE_MOVE_TASK ->
                            List.of(more("SourceArn", arn), more("SourceArn", arn, "DestinationArn", arn));
                        case CANCEL_MESSAGE_MOVE_TASK -> List.of(more("TaskHandle", "t"));
                        case LIST_MESSAGE_MOVE_TASKS -> List.of(more("SourceArn", arn));
                        case DELETE_QUEUE, PURGE_QUEUE, LIST_DEAD_LETTER_SOURCE_QUEUES, LIST_QUEUE_TAGS ->
                            List.of(queue);
                    });
        }
        return questions;
    }

    /** Names and values of a request. */
    private record Question(List<Object> params) {}

    private static Question more(Object... params) {
        return new Question(List.of(params));
    }

    private static Question more(Question queue, Object... params) {
        return new Question(
                Stream.concat(queue.params().stream(), Stream.of(params)).toList());
    }

    @TestFactory
    List<DynamicTest> strangerLearnsAndChangesNothing() {
        List<DynamicTest> tests = new ArrayList<>();
        questions().forEach((action, asked) -> {
            for (int i = 0; i < asked.size(); i++) {
                Object[] params = asked.get(i).params().toArray();
                for (Sqs client : whole.clients()) {
                    String name = action + " " + i + (client.isJson() ? " in JSON" : " in Query");
                    tests.add(dynamicTest(name, () -> ask(client.stranger(), action, params)));
                }
            }
        });
        return tests;
    }

    private static void ask(Sqs stranger, SqsAction action, Object[] params) throws IOException, InterruptedException {
        String before = state();
        Reply reply = stranger.call(action.wireName(), params);
        assertThat(reply.body()).doesNotContain(WORD);
        reply.headers().forEach((name, value) -> assertThat(value).doesNotContain(WORD));
        boolean ofOnesOwn = action == SqsAction.CREATE_QUEUE || action == SqsAction.LIST_QUEUES;
        if (!ofOnesOwn) {
            assertThat(reply.status()).as(reply.body()).isNotEqualTo(200);
        }
        assertThat(state()).isEqualTo(before);
    }

    /** All of the account that anybody could have changed. */
    private static String state() throws IOException, InterruptedException {
        return canary.ok("ListQueues").body()
                + canary.attributes(url, "All")
                + canary.ok("ListQueueTags", "QueueUrl", url).body();
    }

    @Test
    void everyActionIsAsked() {
        assertThat(questions().keySet()).isEqualTo(EnumSet.allOf(SqsAction.class));
        assertThat(questions().values()).noneMatch(List::isEmpty);
    }

    /** The check can fail: the account itself sees the word in every place where it wrote it. */
    @Test
    void accountItselfSeesItsWord() throws IOException, InterruptedException {
        assertThat(canary.ok("ListQueues").body()).contains(WORD);
        assertThat(canary.attributes(url, "Policy", "RedrivePolicy").toString()).contains(WORD);
        assertThat(canary.ok("ListQueueTags", "QueueUrl", url).body()).contains(WORD);
        assertThat(canary.receive(url, "VisibilityTimeout", 0).toString()).contains(WORD);
    }
}
