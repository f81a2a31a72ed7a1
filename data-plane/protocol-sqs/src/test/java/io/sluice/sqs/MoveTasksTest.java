package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks in both protocols. Codes and words are those that the
 * service was recorded with in LocalStack's public snapshots, where they are recorded there.
 */
final class MoveTasksTest {
    private static TestApp app;
    private static SqsClient client;
    private int queues;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** A queue that parks in a queue called as it and "-dlq"; gives that one's name. */
    private String letters(String test) {
        String name = test + ++queues;
        create(name + "-dlq", "");
        create(
                name,
                ",\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"" + arn(name + "-dlq")
                        + "\\\",\\\"maxReceiveCount\\\":1}\"}");
        return name + "-dlq";
    }

    private static void create(String queue, String more) {
        SqsClient.Reply reply = client.json("CreateQueue", "{\"QueueName\":\"" + queue + "\"" + more + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static String arn(String queue) {
        return "arn:aws:sqs:eu-central-1:" + TestApp.TENANT + ":" + queue;
    }

    private static SqsClient.Reply start(String source, @Nullable String destination, String more) {
        return client.json(
                "StartMessageMoveTask",
                "{\"SourceArn\":\"" + source + "\""
                        + (destination == null ? "" : ",\"DestinationArn\":\"" + destination + "\"") + more + "}");
    }

    private static SqsClient.Reply list(String queue, String more) {
        return client.json("ListMessageMoveTasks", "{\"SourceArn\":\"" + arn(queue) + "\"" + more + "}");
    }

    private static SqsClient.Reply cancel(String handle) {
        return client.json("CancelMessageMoveTask", "{\"TaskHandle\":\"" + handle + "\"}");
    }

    private static Topic topic(String queue) {
        return app.queues.find(new Caller(TestApp.TENANT, "me"), queue).orElseThrow();
    }

    private static void refused(SqsClient.Reply reply, String code, int status, String message) {
        assertThat(reply.code()).as(reply.body()).isEqualTo(code);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).contains(message);
    }

    @Test
    void runningTaskIsListedWithItsHandleAndAFinishedOneWithout() {
        String letters = letters("listed");
        create("target", "");
        String handle = start(arn(letters), arn("target"), ",\"MaxNumberOfMessagesPerSecond\":7")
                .text("TaskHandle");
        assertThat(list(letters, "").body())
                .isEqualTo("{\"Results\":[{\"TaskHandle\":\"" + handle + "\",\"Status\":\"RUNNING\",\"SourceArn\":\""
                        + arn(letters) + "\",\"DestinationArn\":\"" + arn("target")
                        + "\",\"MaxNumberOfMessagesPerSecond\":7,\"ApproximateNumberOfMessagesMoved\":3,"
                        + "\"ApproximateNumberOfMessagesToMove\":10,\"StartedTimestamp\":" + MemoryMoves.STARTED_MS
                        + "}]}");
        app.moves.become(topic(letters), MoveTask.State.FAILED, MoveTask.Failure.TARGET_GONE);
        start(arn(letters), null, "");
        app.moves.become(topic(letters), MoveTask.State.FAILED, MoveTask.Failure.NO_ORIGIN);
        String both = list(letters, ",\"MaxResults\":10").body();
        assertThat(both).doesNotContain("TaskHandle").containsOnlyOnce("DestinationArn");
        assertThat(both.indexOf("CouldNotDetermineMessageSource"))
                .isLessThan(both.indexOf("AWS.SimpleQueueService.NonExistentQueue"))
                .isPositive();
        start(arn(letters), null, "");
        app.moves.become(topic(letters), MoveTask.State.FAILED, MoveTask.Failure.KEY_DISABLED);
        assertThat(list(letters, "").body()).contains("\"FailureReason\":\"KMS.DisabledException\"");
        start(arn(letters), null, "");
        app.moves.become(topic(letters), MoveTask.State.FAILED, MoveTask.Failure.NO_SUCH_KEY);
        assertThat(list(letters, "").body()).contains("\"FailureReason\":\"KMS.NotFoundException\"");
    }

    @Test
    void queryGivesTheSame() {
        String letters = letters("query");
        String source = SqsClient.form("SourceArn", arn(letters));
        SqsClient.Reply started = client.query("Action=StartMessageMoveTask&" + source);
        assertThat(started.body()).contains("<StartMessageMoveTaskResult><TaskHandle>");
        assertThat(client.query("Action=ListMessageMoveTasks&MaxResults=2&" + source)
                        .body())
                .contains("<ListMessageMoveTasksResult><ListMessageMoveTasksResultEntry><TaskHandle>")
                .contains("<Status>RUNNING</Status>")
                .contains("<ApproximateNumberOfMessagesMoved>3</ApproximateNumberOfMessagesMoved>");
        String handle = SqsClient.form("TaskHandle", started.text("TaskHandle"));
        assertThat(client.query("Action=CancelMessageMoveTask&" + handle).body())
                .contains("<CancelMessageMoveTaskResult><ApproximateNumberOfMessagesMoved>3<");
    }

    @Test
    void cancelledTaskCannotBeCancelledAgain() {
        String letters = letters("cancel");
        String handle = start(arn(letters), null, "").text("TaskHandle");
        assertThat(cancel(handle).body()).isEqualTo("{\"ApproximateNumberOfMessagesMoved\":3}");
        refused(cancel(handle), "AWS.SimpleQueueService.UnsupportedOperation", 400, "RUNNING");
    }

    @Test
    void nobodyMakesAHandle() {
        String letters = letters("forged");
        String handle = start(arn(letters), null, "").text("TaskHandle");
        refused(cancel("foobared"), "InvalidParameterValue", 400, "Value for parameter TaskHandle is invalid.");
        refused(cancel("x".repeat(2_000)), "InvalidParameterValue", 400, "TaskHandle is invalid");
        String inside = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
        refused(
                cancel(encoded(inside.replace(letters, "no-such-queue"))),
                "ResourceNotFoundException",
                404,
                "The resource that you specified for the SourceArn parameter doesn't exist.");
        char digit = inside.charAt(12);
        String changed = inside.substring(0, 12) + (digit == '0' ? '1' : '0') + inside.substring(13);
        refused(cancel(encoded(changed)), "ResourceNotFoundException", 404, "Task does not exist.");
        String others = letters("others");
        refused(
                cancel(encoded(inside.replace(letters, others))),
                "ResourceNotFoundException",
                404,
                "Task does not exist.");
        assertThat(cancel(handle).status()).isEqualTo(200);
    }

    private static String encoded(String handle) {
        return Base64.getEncoder().encodeToString(handle.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wrongQueuesAreRefusedInTheServicesWords() {
        String letters = letters("wrong");
        create("plain", "");
        String format = "arn:<partition>:<service>:<region>:<account-id>:<resource-id>";
        refused(start("foo", null, ""), "InvalidParameterValue", 400, "to specify the SourceArn: " + format);
        refused(start(arn("none"), null, ""), "ResourceNotFoundException", 404, "for the SourceArn parameter");
        refused(
                start(arn("plain"), arn(letters), ""),
                "InvalidParameterValue",
                400,
                "Source queue must be configured as a Dead Letter Queue.");
        refused(
                start(arn(letters), arn("none"), ""),
                "ResourceNotFoundException",
                404,
                "The resource that you specified for the DestinationArn parameter doesn't exist.");
        refused(start(arn(letters), "", ""), "InvalidParameterValue", 400, "to specify the DestinationArn: " + format);
        refused(start(arn(letters), arn(letters), ""), "InvalidParameterValue", 400, "cannot be the same");
        String theirs = arn("plain").replace(TestApp.TENANT.toString(), TestApp.OTHER_TENANT.toString());
        refused(start(arn(letters), theirs, ""), "ResourceNotFoundException", 404, "DestinationArn");
        refused(start(theirs, null, ""), "ResourceNotFoundException", 404, "SourceArn");
        for (int rate : new int[] {-1, 0, 501}) {
            refused(
                    start(arn(letters), null, ",\"MaxNumberOfMessagesPerSecond\":" + rate),
                    "InvalidParameterValue",
                    400,
                    "between 1 and 500");
        }
        for (int max : new int[] {0, 11}) {
            refused(list(letters, ",\"MaxResults\":" + max), "InvalidParameterValue", 400, "MaxResults");
        }
    }

    @Test
    void secondTaskAtATimeIsRefused() {
        String letters = letters("second");
        start(arn(letters), null, "");
        refused(
                start(arn(letters), null, ""),
                "InvalidParameterValue",
                400,
                "There is already a task running. Only one active task is allowed for a source queue arn at a given"
                        + " time.");
    }

    @Test
    void strangersSeeNothing() {
        String letters = letters("strange");
        String handle = start(arn(letters), null, "").text("TaskHandle");
        SqsClient stranger = new SqsClient(app, TestApp.OTHER_KEY);
        String source = "{\"SourceArn\":\"" + arn(letters) + "\"}";
        refused(stranger.json("StartMessageMoveTask", source), "ResourceNotFoundException", 404, "SourceArn");
        refused(stranger.json("ListMessageMoveTasks", source), "ResourceNotFoundException", 404, "SourceArn");
        refused(
                stranger.json("CancelMessageMoveTask", "{\"TaskHandle\":\"" + handle + "\"}"),
                "ResourceNotFoundException",
                404,
                "SourceArn");
    }
}
