package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.sqs.wire.SqsCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request, and what the wire says of it, in both protocols. */
final class SqsErrorsTest {
    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"q\"}").status()).isEqualTo(200);
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"other\"}").status())
                .isEqualTo(200);
        assertThat(client.json(
                                "CreateQueue",
                                "{\"QueueName\":\"small\",\"Attributes\":{\"MaximumMessageSize\":\"1024\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(client.json(
                                "CreateQueue",
                                "{\"QueueName\":\"shut\",\"Attributes\":{\"RedriveAllowPolicy\":"
                                        + "\"{\\\"redrivePermission\\\":\\\"denyAll\\\"}\"}}")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** JSON without its braces, Query without its action; {@code %s} is the address of queue q. */
    record Wrong(String action, SqsCode code, String json, String query) {}

    private static Wrong wrong(String action, SqsCode code, String json, String query) {
        return new Wrong(action, code, json, query);
    }

    private static final String Q = "\"QueueUrl\":\"%s\",";

    static Stream<Wrong> wrongRequests() {
        return Stream.of(
                wrong("CreateQueue", SqsCode.MISSING_PARAMETER, "", ""),
                wrong("CreateQueue", SqsCode.INVALID_PARAMETER_VALUE, "\"QueueName\":\"a b\"", "&QueueName=a+b"),
                wrong(
                        "CreateQueue",
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"QueueName\":\"" + "x".repeat(81) + "\"",
                        "&QueueName=" + "x".repeat(81)),
                wrong("CreateQueue", SqsCode.INVALID_PARAMETER_VALUE, "\"QueueName\":\"a.fifo\"", "&QueueName=a.fifo"),
                attribute(SqsCode.INVALID_PARAMETER_VALUE, "FifoQueue", "true"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "DeduplicationScope", "queue"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "FifoThroughputLimit", "perQueue"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "FifoQueue", "false"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "Nonsense", "1"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "ContentBasedDeduplication", "true"),
                attribute(SqsCode.INVALID_ATTRIBUTE_NAME, "QueueArn", "x"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "43201"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "-1"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "ten"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", ""),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "+30"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", " 30"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "30.0"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "VisibilityTimeout", "\u0663"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "MaximumMessageSize", "1023"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "MaximumMessageSize", "1048577"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "SluiceMaximumMessageSize", "67109889"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "MessageRetentionPeriod", "59"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "MessageRetentionPeriod", "1209601"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "DelaySeconds", "901"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "ReceiveMessageWaitTimeSeconds", "21"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "SqsManagedSseEnabled", "maybe"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "Policy", "{}"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "Policy", "x"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "Policy", "x".repeat(8_193)),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "KmsDataKeyReusePeriodSeconds", "59"),
                attribute(SqsCode.INVALID_ATTRIBUTE_VALUE, "KmsDataKeyReusePeriodSeconds", "86401"),
                redrive("not json"),
                redrive("{}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:q\"}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"maxReceiveCount\":0}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"maxReceiveCount\":1001}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"maxReceiveCount\":\"x\"}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:gone\",\"maxReceiveCount\":3}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:210987654321:q\",\"maxReceiveCount\":3}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:shut\",\"maxReceiveCount\":3}"),
                redrive("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:fresh\",\"maxReceiveCount\":3}"),
                redrive("{\"deadLetterTargetArn\":\"q\",\"maxReceiveCount\":3}"),
                wrong(
                        "CreateQueue",
                        SqsCode.QUEUE_NAME_EXISTS,
                        "\"QueueName\":\"q\",\"Attributes\":{\"DelaySeconds\":\"1\"}",
                        "&QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=1"),
                wrong("GetQueueUrl", SqsCode.QUEUE_DOES_NOT_EXIST, "\"QueueName\":\"gone\"", "&QueueName=gone"),
                wrong(
                        "GetQueueUrl",
                        SqsCode.QUEUE_DOES_NOT_EXIST,
                        "\"QueueName\":\"q\",\"QueueOwnerAWSAccountId\":\"210987654321\"",
                        "&QueueName=q&QueueOwnerAWSAccountId=210987654321"),
                wrong("ListQueues", SqsCode.INVALID_PARAMETER_VALUE, "\"MaxResults\":1001", "&MaxResults=1001"),
                wrong("ListQueues", SqsCode.INVALID_PARAMETER_VALUE, "\"MaxResults\":0", "&MaxResults=0"),
                wrong("ListQueues", SqsCode.INVALID_PARAMETER_VALUE, "\"NextToken\":\"MWE\"", "&NextToken=MWE"),
                wrong(
                        "ListQueues",
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"NextToken\":\"?\",\"MaxResults\":1",
                        "&NextToken=%3F&MaxResults=1"),
                wrong("DeleteQueue", SqsCode.MISSING_PARAMETER, "", ""),
                wrong("DeleteQueue", SqsCode.QUEUE_DOES_NOT_EXIST, "\"QueueUrl\":\"gone\"", "&QueueUrl=gone"),
                wrong("DeleteQueue", SqsCode.INVALID_ADDRESS, "\"QueueUrl\":\"a b\"", "&QueueUrl=a+b"),
                wrong("DeleteQueue", SqsCode.INVALID_ADDRESS, "\"QueueUrl\":\"x/q\"", "&QueueUrl=x/q"),
                wrong(
                        "DeleteQueue",
                        SqsCode.QUEUE_DOES_NOT_EXIST,
                        "\"QueueUrl\":\"http://h/210987654321/q\"",
                        "&QueueUrl=http://h/210987654321/q"),
                wrong(
                        "PurgeQueue",
                        SqsCode.QUEUE_DOES_NOT_EXIST,
                        "\"QueueUrl\":\"http://h/123456789012/gone\"",
                        "&QueueUrl=http://h/123456789012/gone"),
                wrong("SetQueueAttributes", SqsCode.MISSING_PARAMETER, Q + "\"Attributes\":{}", "&QueueUrl=%s"),
                wrong(
                        "GetQueueAttributes",
                        SqsCode.INVALID_ATTRIBUTE_NAME,
                        Q + "\"AttributeNames\":[\"Nonsense\"]",
                        "&QueueUrl=%s&AttributeName.1=Nonsense"),
                send(SqsCode.MISSING_PARAMETER, "\"MessageBody\":\"\"", "&MessageBody="),
                send(SqsCode.INVALID_MESSAGE_CONTENTS, "\"MessageBody\":\"\\u0001\"", "&MessageBody=%%01"),
                send(SqsCode.INVALID_MESSAGE_CONTENTS, "\"MessageBody\":\"\\uffff\"", "&MessageBody=%%EF%%BF%%BF"),
                send(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"MessageBody\":\"x\",\"DelaySeconds\":901",
                        "&MessageBody=x&DelaySeconds=901"),
                send(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"MessageBody\":\"x\",\"MessageDeduplicationId\":\"x\"",
                        "&MessageBody=x&MessageDeduplicationId=x"),
                send(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"MessageBody\":\"x\",\"MessageGroupId\":\"a b\"",
                        "&MessageBody=x&MessageGroupId=a+b"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "AWS.x", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a..b", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, ".a", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a b", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a\u540d", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a\u0661", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a\u00d7", "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "x".repeat(257), "String", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Strong", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "", "v"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "String", ""),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Number", "many"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Number", " 1"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Number", "1e999999999999"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Number", "0e99999999999"),
                messageAttribute(SqsCode.INVALID_PARAMETER_VALUE, "a", "Binary", "v"),
                receive(SqsCode.INVALID_PARAMETER_VALUE, "\"MaxNumberOfMessages\":11", "&MaxNumberOfMessages=11"),
                receive(SqsCode.INVALID_PARAMETER_VALUE, "\"MaxNumberOfMessages\":0", "&MaxNumberOfMessages=0"),
                receive(SqsCode.INVALID_PARAMETER_VALUE, "\"WaitTimeSeconds\":21", "&WaitTimeSeconds=21"),
                receive(SqsCode.INVALID_PARAMETER_VALUE, "\"VisibilityTimeout\":43201", "&VisibilityTimeout=43201"),
                receive(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "\"ReceiveRequestAttemptId\":\"x\"",
                        "&ReceiveRequestAttemptId=x"),
                receive(
                        SqsCode.INVALID_ATTRIBUTE_NAME,
                        "\"MessageSystemAttributeNames\":[\"Nonsense\"]",
                        "&MessageSystemAttributeName.1=Nonsense"),
                wrong("DeleteMessage", SqsCode.MISSING_PARAMETER, Q + "\"x\":1", "&QueueUrl=%s"),
                wrong(
                        "DeleteMessage",
                        SqsCode.RECEIPT_HANDLE_IS_INVALID,
                        Q + "\"ReceiptHandle\":\"forged\"",
                        "&QueueUrl=%s&ReceiptHandle=forged"),
                wrong(
                        "ChangeMessageVisibility",
                        SqsCode.MISSING_PARAMETER,
                        Q + "\"ReceiptHandle\":\"forged\"",
                        "&QueueUrl=%s&ReceiptHandle=forged"),
                wrong(
                        "ChangeMessageVisibility",
                        SqsCode.INVALID_PARAMETER_VALUE,
                        Q + "\"ReceiptHandle\":\"forged\",\"VisibilityTimeout\":43201",
                        "&QueueUrl=%s&ReceiptHandle=forged&VisibilityTimeout=43201"),
                wrong("SendMessageBatch", SqsCode.EMPTY_BATCH_REQUEST, Q + "\"Entries\":[]", "&QueueUrl=%s"),
                wrong(
                        "SendMessageBatch",
                        SqsCode.EMPTY_BATCH_REQUEST,
                        Q + "\"DeleteMessageBatchRequestEntry\":[{\"Id\":\"a\",\"MessageBody\":\"x\"}]",
                        "&QueueUrl=%s&DeleteMessageBatchRequestEntry.1.Id=a"
                                + "&DeleteMessageBatchRequestEntry.1.MessageBody=x"),
                batch(SqsCode.BATCH_ENTRY_IDS_NOT_DISTINCT, "a", "a"),
                batch(SqsCode.INVALID_BATCH_ENTRY_ID, "a", "b c"),
                batch(SqsCode.INVALID_BATCH_ENTRY_ID, "a", ""),
                batch(SqsCode.INVALID_BATCH_ENTRY_ID, "a", "x".repeat(81)),
                batch(SqsCode.TOO_MANY_ENTRIES, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"),
                wrong("StartMessageMoveTask", SqsCode.MISSING_PARAMETER, "", ""),
                wrong("MakeCoffee", SqsCode.INVALID_ACTION, "", ""),
                wrong("", SqsCode.MISSING_ACTION, "", ""));
    }

    private static Wrong attribute(SqsCode code, String name, String value) {
        String escaped = value.replace("\"", "\\\"");
        return wrong(
                "CreateQueue",
                code,
                "\"QueueName\":\"fresh\",\"Attributes\":{\"" + name + "\":\"" + escaped + "\"}",
                "&"
                        + SqsClient.form("QueueName", "fresh", "Attribute.1.Name", name, "Attribute.1.Value", value)
                                .replace("%", "%%"));
    }

    private static Wrong redrive(String policy) {
        return attribute(SqsCode.INVALID_PARAMETER_VALUE, "RedrivePolicy", policy);
    }

    private static Wrong send(SqsCode code, String json, String query) {
        return wrong("SendMessage", code, Q + json, "&QueueUrl=%s" + query);
    }

    private static Wrong messageAttribute(SqsCode code, String name, String type, String value) {
        return send(
                code,
                "\"MessageBody\":\"x\",\"MessageAttributes\":{\"" + name + "\":{\"DataType\":\"" + type
                        + "\",\"StringValue\":\"" + value + "\"}}",
                "&"
                        + SqsClient.form(
                                        "MessageBody", "x",
                                        "MessageAttribute.1.Name", name,
                                        "MessageAttribute.1.Value.DataType", type,
                                        "MessageAttribute.1.Value.StringValue", value)
                                .replace("%", "%%"));
    }

    private static Wrong receive(SqsCode code, String json, String query) {
        return wrong("ReceiveMessage", code, Q + json, "&QueueUrl=%s" + query);
    }

    private static Wrong batch(SqsCode code, String... ids) {
        StringBuilder json = new StringBuilder();
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            json.append(i == 0 ? "" : ",").append("{\"Id\":\"").append(ids[i]).append("\",\"MessageBody\":\"x\"}");
            query.append("&SendMessageBatchRequestEntry.")
                    .append(i + 1)
                    .append(".Id=")
                    .append(ids[i].replace(" ", "%%20"));
            query.append("&SendMessageBatchRequestEntry.").append(i + 1).append(".MessageBody=x");
        }
        return wrong("SendMessageBatch", code, Q + "\"Entries\":[" + json + "]", "&QueueUrl=%s" + query);
    }

    @ParameterizedTest
    @MethodSource("wrongRequests")
    void wrongRequestGetsItsErrorInBothProtocols(Wrong wrong) {
        String json = wrong.json().replace("%s", client.url("q"));
        SqsClient.Reply inJson = client.json(wrong.action(), "{" + json.replaceAll(",$", "") + "}");
        String query = wrong.query().replace("%s", client.url("q")).replace("%%", "%");
        SqsClient.Reply inQuery = client.query((wrong.action().isEmpty() ? "" : "Action=" + wrong.action()) + query);

        for (SqsClient.Reply reply : List.of(inJson, inQuery)) {
            assertThat(reply.code()).as(reply.body()).isEqualTo(wrong.code().queryCode());
            assertThat(reply.status()).isEqualTo(wrong.code().status());
            assertThat(reply.header("x-sluice-effect")).isEqualTo("none");
            assertThat(reply.header("x-amzn-requestid")).hasSize(36);
        }
        assertThat(inJson.jsonType()).isEqualTo(wrong.code().jsonType());
        assertThat(inJson.header("content-type")).isEqualTo("application/x-amz-json-1.0");
        assertThat(inQuery.header("content-type")).isEqualTo("text/xml");
        assertThat(inQuery.text("Type")).isEqualTo("Sender");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "-4294967297", "9223372036854775808", "-99999999999999999999"})
    void numberIsRepeatedAsItWasSentHoweverLargeItIs(String number) {
        for (String wanted : List.of(
                "ReceiveMessage VisibilityTimeout",
                "ReceiveMessage WaitTimeSeconds",
                "ReceiveMessage MaxNumberOfMessages",
                "ChangeMessageVisibility VisibilityTimeout",
                "SendMessage DelaySeconds",
                "ListQueues MaxResults")) {
            String action = wanted.substring(0, wanted.indexOf(' '));
            String name = wanted.substring(wanted.indexOf(' ') + 1);
            List<SqsClient.Reply> replies = List.of(
                    client.json(
                            action,
                            "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"x\",\"" + name + "\":" + number
                                    + "}"),
                    client.query("Action=" + action + "&MessageBody=x&" + name + "=" + number + "&QueueUrl="
                            + client.url("q")));
            for (SqsClient.Reply reply : replies) {
                assertThat(reply.code()).isEqualTo(SqsCode.INVALID_PARAMETER_VALUE.queryCode());
                assertThat(reply.body()).contains("Value " + number + " for parameter " + name + " is invalid.");
            }
        }
    }

    record Refusal(Rejection rejection, SqsCode code, String effect, String retryAfter) {}

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(new Rejection.NoSuchTopic(), SqsCode.QUEUE_DOES_NOT_EXIST, "none", ""),
                new Refusal(new Rejection.TopicExists(), SqsCode.QUEUE_NAME_EXISTS, "none", ""),
                new Refusal(
                        new Rejection.TopicRecentlyDeleted(Duration.ofSeconds(59)),
                        SqsCode.QUEUE_DELETED_RECENTLY,
                        "none",
                        "59"),
                new Refusal(new Rejection.TopicChanged(), SqsCode.REQUEST_THROTTLED, "none", "1"),
                new Refusal(
                        new Rejection.PurgedRecently(Duration.ofMillis(1500)),
                        SqsCode.PURGE_QUEUE_IN_PROGRESS,
                        "none",
                        "2"),
                new Refusal(new Rejection.ForeignReceipt(), SqsCode.RECEIPT_HANDLE_IS_INVALID, "none", ""),
                new Refusal(new Rejection.LeaseEnded(), SqsCode.INVALID_PARAMETER_VALUE, "none", ""),
                new Refusal(new Rejection.NotLeased(), SqsCode.MESSAGE_NOT_INFLIGHT, "none", ""),
                new Refusal(new Rejection.NotScheduled(), SqsCode.MESSAGE_NOT_INFLIGHT, "none", ""),
                new Refusal(
                        new Rejection.LeaseTooLong(Duration.ofHours(12)), SqsCode.INVALID_PARAMETER_VALUE, "none", ""),
                new Refusal(
                        new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING),
                        SqsCode.KMS_INVALID_STATE,
                        "none",
                        ""),
                new Refusal(new Rejection.TooManyLeased(120_000), SqsCode.OVER_LIMIT, "none", ""),
                new Refusal(new Rejection.MessageTooLarge(1024), SqsCode.INVALID_PARAMETER_VALUE, "none", ""),
                new Refusal(new Rejection.MoveUnderWay(), SqsCode.INVALID_PARAMETER_VALUE, "none", ""),
                new Refusal(new Rejection.NoSuchMove(), SqsCode.RESOURCE_NOT_FOUND, "none", ""),
                new Refusal(new Rejection.MoveNotRunning(), SqsCode.UNSUPPORTED_OPERATION, "none", ""),
                throttled(Rejection.Throttled.Cause.REQUESTS),
                throttled(Rejection.Throttled.Cause.MEMORY),
                throttled(Rejection.Throttled.Cause.DISK),
                new Refusal(new Rejection.Unavailable(Effect.NONE), SqsCode.SERVICE_UNAVAILABLE, "none", "1"),
                new Refusal(new Rejection.Unavailable(Effect.UNKNOWN), SqsCode.SERVICE_UNAVAILABLE, "unknown", "1"));
    }

    private static Refusal throttled(Rejection.Throttled.Cause cause) {
        return new Refusal(
                new Rejection.Throttled(cause, Duration.ofMillis(20)), SqsCode.REQUEST_THROTTLED, "none", "1");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalOfTheKernelReachesTheClient(Refusal refusal) {
        app.queues.refusal = refusal.rejection();
        SqsClient.Reply inJson =
                client.json("SendMessage", "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"x\"}");
        app.queues.refusal = refusal.rejection();
        SqsClient.Reply inQuery = client.query("Action=SendMessage&MessageBody=x&QueueUrl=" + client.url("q"));

        for (SqsClient.Reply reply : List.of(inJson, inQuery)) {
            assertThat(reply.code()).isEqualTo(refusal.code().queryCode());
            assertThat(reply.status()).isEqualTo(refusal.code().status());
            assertThat(reply.header("x-sluice-effect")).isEqualTo(refusal.effect());
            assertThat(reply.header("retry-after")).isEqualTo(refusal.retryAfter());
        }
        assertThat(inJson.header("x-amzn-query-error"))
                .isEqualTo(refusal.code().queryCode() + (inJson.status() < 500 ? ";Sender" : ";Receiver"));
    }

    @Test
    void everyRejectionIsTried() {
        List<String> tried = refusals().stream()
                .map(refusal -> refusal.rejection().getClass().getName())
                .toList();
        assertThat(Arrays.stream(Rejection.class.getPermittedSubclasses()).map(Class::getName))
                .allMatch(tried::contains);
    }

    @Test
    void jsonOfWrongTypesIsASerializationError() {
        String url = client.url("q");
        for (String body : List.of(
                "{\"QueueUrl\":5}",
                "{\"QueueUrl\":[]}",
                "{\"QueueUrl\":{}}",
                "{\"QueueUrl\":true}",
                "{\"QueueUrl\":\"" + url + "\",\"MaxNumberOfMessages\":\"5\"}",
                "{\"QueueUrl\":\"" + url + "\",\"MaxNumberOfMessages\":1.5}",
                "{\"QueueUrl\":\"" + url + "\",\"AttributeNames\":\"All\"}",
                "{\"QueueUrl\":\"" + url + "\",\"AttributeNames\":[null]}",
                "[]",
                "5",
                "{",
                "{}{}",
                "{\"a\":}",
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "{\"a\":[" + "1,".repeat(50_000) + "1]}",
                "{\"QueueUrl\":\"\u0000\"}")) {
            SqsClient.Reply reply = client.json("ReceiveMessage", body);
            assertThat(reply.code())
                    .as(body.substring(0, Math.min(80, body.length())))
                    .isEqualTo("MalformedInput");
            assertThat(reply.jsonType()).endsWith("#SerializationException");
            assertThat(reply.status()).isEqualTo(400);
        }
    }

    @Test
    void unknownMembersNullsAndRepeatedKeysAreNoErrors() {
        String url = client.url("q");
        SqsClient.Reply reply = client.json(
                "ReceiveMessage",
                "{\"New\":{\"a\":[1,{}]},\"QueueUrl\":\"x\",\"QueueUrl\":\"" + url + "\",\"WaitTimeSeconds\":null}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void tooLargeMessagesAndBatchesAreRefused() {
        String small = client.url("small");
        String attribute = ",\"MessageAttributes\":{\"a\":{\"DataType\":\"String\",\"StringValue\":\"v\"}}";
        String fits = "{\"QueueUrl\":\"" + small + "\",\"MessageBody\":\"" + "x".repeat(1016) + "\"" + attribute + "}";
        String exceeds = fits.replace("xxx", "xxxx");
        assertThat(client.json("SendMessage", fits).status()).isEqualTo(200);
        assertThat(client.json("SendMessage", exceeds).code()).isEqualTo("InvalidParameterValue");

        String half = "x".repeat(600_000);
        String batch = "{\"QueueUrl\":\"" + client.url("q") + "\",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"" + half
                + "\"},{\"Id\":\"b\",\"MessageBody\":\"" + half + "\"}]}";
        assertThat(client.json("SendMessageBatch", batch).code())
                .isEqualTo("AWS.SimpleQueueService.BatchRequestTooLong");
    }

    @Test
    void elevenAttributesAreTooMany() {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 11; i++) {
            attributes
                    .append(i == 0 ? "" : ",")
                    .append("\"a" + i + "\":{\"DataType\":\"String\",\"StringValue\":\"v\"}");
        }
        String body = "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"x\",\"MessageAttributes\":{";
        assertThat(client.json("SendMessage", body + attributes + "}}").code()).isEqualTo("InvalidParameterValue");
    }
}
