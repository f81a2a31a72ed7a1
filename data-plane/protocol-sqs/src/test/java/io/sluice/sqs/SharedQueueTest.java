package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues of one account in the hands of another, and what neither learns of the other. */
final class SharedQueueTest {
    private static final String NO_QUEUE = "AWS.SimpleQueueService.NonExistentQueue";

    private TestApp app;
    private SqsClient owner;
    private SqsClient stranger;

    @BeforeEach
    void serve() {
        app = TestApp.start();
        owner = new SqsClient(app, TestApp.KEY);
        stranger = new SqsClient(app, TestApp.OTHER_KEY);
        create(owner, "q", "");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static void create(SqsClient client, String name, String more) {
        SqsClient.Reply reply = client.json("CreateQueue", "{\"QueueName\":\"" + name + "\"" + more + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    /** Of the owner's queue, whoever asks. */
    private SqsClient.Reply op(SqsClient client, String action, String queue, String more) {
        return client.json(action, "{\"QueueUrl\":\"" + owner.url(queue) + "\"" + more + "}");
    }

    private void share(String queue, String label, String actions) {
        SqsClient.Reply reply = op(
                owner,
                "AddPermission",
                queue,
                ",\"Label\":\"" + label + "\",\"AWSAccountIds\":[\"" + TestApp.OTHER_TENANT + "\"],\"Actions\":["
                        + actions + "]");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void grantedActionsWorkByQueueUrlAndEndWithThePermission() {
        share("q", "use", "\"SendMessage\",\"ReceiveMessage\",\"DeleteMessage\",\"ChangeMessageVisibility\"");
        assertThat(op(stranger, "SendMessage", "q", ",\"MessageBody\":\"x\"").status())
                .isEqualTo(200);
        assertThat(op(stranger, "SendMessageBatch", "q", ",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"y\"}]")
                        .body())
                .contains("Successful");
        String handle = op(stranger, "ReceiveMessage", "q", "").text("ReceiptHandle");
        String receipt = ",\"ReceiptHandle\":\"" + handle + "\"";
        assertThat(op(stranger, "ChangeMessageVisibility", "q", receipt + ",\"VisibilityTimeout\":9")
                        .status())
                .isEqualTo(200);
        assertThat(op(stranger, "DeleteMessage", "q", receipt).status()).isEqualTo(200);
        assertThat(op(owner, "RemovePermission", "q", ",\"Label\":\"use\"").status())
                .isEqualTo(200);
        assertThat(op(stranger, "SendMessage", "q", ",\"MessageBody\":\"x\"").code())
                .isEqualTo(NO_QUEUE);
    }

    @Test
    void grantedQueueIsFoundByNameAndOwner() {
        String asked = "{\"QueueName\":\"q\",\"QueueOwnerAWSAccountId\":\"" + TestApp.TENANT + "\"}";
        assertThat(stranger.json("GetQueueUrl", asked).code()).isEqualTo(NO_QUEUE);
        share("q", "find", "\"GetQueueUrl\"");
        assertThat(stranger.json("GetQueueUrl", asked).text("QueueUrl")).isEqualTo(owner.url("q"));
        assertThat(stranger.json("GetQueueUrl", "{\"QueueName\":\"q\"}").code()).isEqualTo(NO_QUEUE);
    }

    @Test
    void senderIsTheCallerAndPayerTheOwner() {
        share("q", "use", "\"SendMessage\",\"ReceiveMessage\"");
        op(stranger, "SendMessage", "q", ",\"MessageBody\":\"x\"");
        String received = op(stranger, "ReceiveMessage", "q", ",\"AttributeNames\":[\"SenderId\"]")
                .body();
        assertThat(received).contains("\"SenderId\":\"you\"");
        assertThat(app.queues.payers).containsOnly(TestApp.TENANT);
    }

    @Test
    void deadLettersSourceHasItsOwnersAccountWhoeverReceives() {
        share("q", "use", "\"ReceiveMessage\"");
        op(owner, "SendMessage", "q", ",\"MessageBody\":\"x\"");
        app.queues.parkedFrom = "source";
        assertThat(op(stranger, "ReceiveMessage", "q", ",\"AttributeNames\":[\"All\"]")
                        .body())
                .contains("\"DeadLetterQueueSourceArn\":\"arn:aws:sqs:eu-north-1:" + TestApp.TENANT + ":source\"");
    }

    @Test
    void strangerWithoutAnyGrantCannotTellAQueueFromNone() {
        op(
                owner,
                "SetQueueAttributes",
                "q",
                ",\"Attributes\":{\"Policy\":\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Deny\\\","
                        + "\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"sqs:SendMessage\\\",\\\"Resource\\\":\\\"*\\\"}}\"}");
        for (String action :
                new String[] {"SendMessage", "DeleteQueue", "GetQueueAttributes", "TagQueue", "PurgeQueue"}) {
            SqsClient.Reply there = op(stranger, action, "q", "");
            SqsClient.Reply gone = op(stranger, action, "gone", "");
            assertThat(there.code()).isEqualTo(NO_QUEUE);
            assertThat(there.body()).isEqualTo(gone.body());
            assertThat(there.status()).isEqualTo(gone.status());
        }
    }

    @Test
    void strangerWithAGrantIsDeniedTheRest() {
        share("q", "send", "\"SendMessage\"");
        for (String action : new String[] {"ReceiveMessage", "DeleteQueue", "SetQueueAttributes", "ListQueueTags"}) {
            SqsClient.Reply denied = op(stranger, action, "q", "");
            assertThat(denied.code()).isEqualTo("AccessDenied");
            assertThat(denied.status()).isEqualTo(403);
            assertThat(denied.jsonType()).endsWith("#AccessDeniedException");
            assertThat(denied.header("x-sluice-effect")).isEqualTo("none");
        }
        assertThat(stranger.json("ListQueues", "{}").body()).isEqualTo("{}");
    }

    @Test
    void requestsConditionsAreOfTheRealRequest() {
        op(
                owner,
                "SetQueueAttributes",
                "q",
                ",\"Attributes\":{\"Policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\","
                        + "\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"sqs:SendMessage\\\",\\\"Resource\\\":\\\"*\\\",\\\"Condition\\\":{"
                        + "\\\"IpAddress\\\":{\\\"aws:SourceIp\\\":[\\\"127.0.0.0/8\\\",\\\"::1\\\"]},"
                        + "\\\"Bool\\\":{\\\"aws:SecureTransport\\\":\\\"false\\\"},"
                        + "\\\"StringLike\\\":{\\\"aws:UserAgent\\\":\\\"Java-http-client/*\\\"}}}]}\"}");
        assertThat(op(stranger, "SendMessage", "q", ",\"MessageBody\":\"x\"").status())
                .isEqualTo(200);
    }

    @Test
    void sourcesOfADeadLetterQueueComePageByPage() {
        create(owner, "dead", "");
        String redrive = ",\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:x:"
                + TestApp.TENANT + ":dead\\\",\\\"maxReceiveCount\\\":3}\"}";
        for (String source : new String[] {"s1", "s2", "s3"}) {
            create(owner, source, redrive);
        }
        create(stranger, "dead", "");
        create(stranger, "s9", redrive.replace(TestApp.TENANT.toString(), TestApp.OTHER_TENANT.toString()));
        assertThat(op(owner, "ListDeadLetterSourceQueues", "dead", "").body())
                .isEqualTo("{\"queueUrls\":[\"" + owner.url("s1") + "\",\"" + owner.url("s2") + "\",\""
                        + owner.url("s3") + "\"]}");
        SqsClient.Reply first = op(owner, "ListDeadLetterSourceQueues", "dead", ",\"MaxResults\":2");
        assertThat(first.body()).contains("/s2\"").doesNotContain("/s3\"");
        String next = ",\"MaxResults\":2,\"NextToken\":\"" + first.text("NextToken") + "\"";
        assertThat(op(owner, "ListDeadLetterSourceQueues", "dead", next).body())
                .isEqualTo("{\"queueUrls\":[\"" + owner.url("s3") + "\"]}");
        assertThat(op(owner, "ListDeadLetterSourceQueues", "s1", "").body()).isEqualTo("{\"queueUrls\":[]}");
        assertThat(op(owner, "ListDeadLetterSourceQueues", "dead", ",\"NextToken\":\"MWE\"")
                        .code())
                .isEqualTo("InvalidParameterValue");
        assertThat(op(owner, "ListDeadLetterSourceQueues", "dead", ",\"MaxResults\":1,\"NextToken\":\"!\"")
                        .code())
                .isEqualTo("InvalidParameterValue");
        share("dead", "see", "\"ListDeadLetterSourceQueues\"");
        assertThat(op(stranger, "ListDeadLetterSourceQueues", "dead", ",\"MaxResults\":1")
                        .body())
                .contains("[\"" + owner.url("s1") + "\"]");
        assertThat(owner.query("Action=ListDeadLetterSourceQueues&" + SqsClient.form("QueueUrl", owner.url("dead")))
                        .body())
                .contains("<ListDeadLetterSourceQueuesResult><QueueUrl>" + owner.url("s1") + "</QueueUrl><QueueUrl>");
    }

    @Test
    void deadLetterQueueThatWasMadeAnewHasNoSourcesYet() {
        create(owner, "dead", "");
        create(
                owner,
                "s1",
                ",\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:x:" + TestApp.TENANT
                        + ":dead\\\",\\\"maxReceiveCount\\\":3}\"}");
        op(owner, "DeleteQueue", "dead", "");
        create(owner, "dead", "");
        assertThat(op(owner, "ListDeadLetterSourceQueues", "dead", "").body()).isEqualTo("{\"queueUrls\":[]}");
    }
}
