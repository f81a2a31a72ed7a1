package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SqsServerTest {
    private TestApp app;
    private SqsClient client;
    private SqsClient stranger;

    @BeforeEach
    void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
        stranger = new SqsClient(app, TestApp.OTHER_KEY);
        create("q");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void create(String queue) {
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"" + queue + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private SqsClient.Reply op(String action, String queue, String more) {
        SqsClient.Reply reply = client.json(
                action, "{\"QueueUrl\":\"" + client.url(queue) + "\"" + (more.isEmpty() ? "" : ",") + more + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    @Test
    void messageGoesRoundInBothProtocols() {
        String body = "<h\u00e9llo> & \"\\ \r\n\t \ud83d\ude00";
        client.query("Action=SendMessage&" + SqsClient.form("QueueUrl", client.url("q"), "MessageBody", body));
        SqsClient.Reply inJson = op("ReceiveMessage", "q", "\"VisibilityTimeout\":0");
        SqsClient.Reply inQuery = client.query("Action=ReceiveMessage&QueueUrl=" + client.url("q"));
        assertThat(inJson.body()).contains("\"Body\":\"<h\u00e9llo> & \\\"\\\\ \\r\\n\\t \ud83d\ude00\"");
        assertThat(inQuery.body()).contains("<Body>&lt;h\u00e9llo&gt; &amp; &quot;\\ &#xD;\n\t \ud83d\ude00</Body>");
        assertThat(inJson.text("MD5OfBody")).isEqualTo(inQuery.text("MD5OfBody"));
    }

    @Test
    void queueIsNamedByParameterOrByAnyFormOfItsPath() {
        for (String path : List.of("/123456789012/q", "/queue/eu-north-1/123456789012/q")) {
            assertThat(client.query(path, "Action=SendMessage&MessageBody=x").status())
                    .isEqualTo(200);
        }
        assertThat(client.get("/123456789012/q?Action=SendMessage&MessageBody=x")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/?Action=SendMessage&MessageBody=x&QueueUrl=http%3A%2F%2Felsewhere%2F123456789012%2Fq")
                        .status())
                .isEqualTo(200);
        assertThat(op("GetQueueAttributes", "q", "\"AttributeNames\":[\"ApproximateNumberOfMessages\"]")
                        .text("ApproximateNumberOfMessages"))
                .isEqualTo("4");
    }

    @Test
    void slashBehindTheQueuesNameCountsForNothing() {
        String sending = "Action=SendMessage&MessageBody=x";
        for (String path : List.of("/123456789012/q/", "/queue/eu-north-1/123456789012/q/")) {
            assertThat(client.query(path, sending).status()).isEqualTo(200);
            assertThat(client.get(path + '?' + sending).status()).isEqualTo(200);
            assertThat(client.presigned(path + '?' + sending).status()).isEqualTo(200);
            assertThat(client.json("SendMessage", "{\"MessageBody\":\"x\",\"QueueUrl\":\"http://any" + path + "\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(client.query(sending + "&QueueUrl=http://any" + path).status())
                    .isEqualTo(200);
        }
        assertThat(op("GetQueueAttributes", "q/", "\"AttributeNames\":[\"ApproximateNumberOfMessages\"]")
                        .text("ApproximateNumberOfMessages"))
                .isEqualTo("10");
        for (String wrong : List.of("/123456789012/q//", "/123456789012//", "/123456789012/", "q/", "/", "//")) {
            assertThat(client.query("Action=PurgeQueue&QueueUrl=" + wrong).code())
                    .isEqualTo("InvalidAddress");
        }
    }

    @Test
    void serversNameBeforeThePathCountsForNothing() throws IOException {
        String list = new String(client.jsonBytes("ListQueues", "{}"), StandardCharsets.UTF_8);
        try (RawConnection connection = new RawConnection(app)) {
            for (String target : List.of("http://a.b:80/", "HTTP://a.b", "https://a.b/", "//a.b/", "ftp://a.b/")) {
                connection.write(list.replaceFirst("POST / ", "POST " + target + " "));
                assertThat(connection.answer())
                        .as(target)
                        .startsWith(
                                target.toLowerCase(Locale.ROOT).startsWith("http") ? "HTTP/1.1 200 " : "HTTP/1.1 404 ");
            }
        }
        assertThat(SqsRoute.withoutServer("http://a.b?Action=ListQueues")).isEqualTo("/?Action=ListQueues");
        assertThat(SqsRoute.withoutServer("/queue?u=http://a/b")).isEqualTo("/queue?u=http://a/b");
        assertThat(SqsRoute.withoutServer("*")).isEqualTo("*");
    }

    @Test
    void unknownAttributeIsRefusedWhereverItStands() {
        for (String names : List.of("\"All\",\"Foo\"", "\"Foo\",\"All\"")) {
            assertThat(client.json(
                                    "GetQueueAttributes",
                                    "{\"QueueUrl\":\"" + client.url("q") + "\",\"AttributeNames\":[" + names + "]}")
                            .code())
                    .isEqualTo("InvalidAttributeName");
        }
    }

    @Test
    void queueAddressHasTheHostThatTheClientUsed() {
        assertThat(client.json("GetQueueUrl", "{\"QueueName\":\"q\"}").text("QueueUrl"))
                .isEqualTo("http://localhost:" + app.port + "/123456789012/q");
    }

    @Test
    void othersQueuesDoNotExist() {
        String body = "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"x\"}";
        assertThat(stranger.json("SendMessage", body).code()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(stranger.json("SendMessage", body).body())
                .isEqualTo(stranger.json("SendMessage", body.replace("/q", "/gone"))
                        .body());
        assertThat(stranger.json("ListQueues", "{}").body()).isEqualTo("{}");
    }

    @Test
    void receiptOfAnotherOrAnEarlierQueueIsInvalid() {
        create("other");
        op("SendMessage", "q", "\"MessageBody\":\"x\"");
        String handle = op("ReceiveMessage", "q", "").text("ReceiptHandle");
        for (String forged : List.of(handle.substring(1) + "A", handle + "A", flipped(handle), "")) {
            SqsClient.Reply reply = client.json(
                    "DeleteMessage", "{\"QueueUrl\":\"" + client.url("q") + "\",\"ReceiptHandle\":\"" + forged + "\"}");
            assertThat(reply.code()).isIn("ReceiptHandleIsInvalid", "MissingParameter");
        }
        SqsClient.Reply elsewhere = client.json(
                "DeleteMessage", "{\"QueueUrl\":\"" + client.url("other") + "\",\"ReceiptHandle\":\"" + handle + "\"}");
        assertThat(elsewhere.code()).isEqualTo("ReceiptHandleIsInvalid");
        op("DeleteQueue", "q", "");
        create("q");
        SqsClient.Reply later = client.json(
                "DeleteMessage", "{\"QueueUrl\":\"" + client.url("q") + "\",\"ReceiptHandle\":\"" + handle + "\"}");
        assertThat(later.code()).isEqualTo("ReceiptHandleIsInvalid");
    }

    private static String flipped(String handle) {
        char middle = handle.charAt(20);
        return handle.substring(0, 20) + (middle == 'A' ? 'B' : 'A') + handle.substring(21);
    }

    @Test
    void onlyAskedAttributesAreShown() {
        op(
                "SendMessage",
                "q",
                "\"MessageBody\":\"x\",\"MessageGroupId\":\"g\",\"MessageAttributes\":{"
                        + "\"a\":{\"DataType\":\"String\",\"StringValue\":\"1\"},"
                        + "\"b.c\":{\"DataType\":\"Number\",\"StringValue\":\"2\"},"
                        + "\"bd\":{\"DataType\":\"Binary\",\"BinaryValue\":\"AAEC\"}}");
        String none = op("ReceiveMessage", "q", "\"VisibilityTimeout\":0").body();
        String prefix = op("ReceiveMessage", "q", "\"VisibilityTimeout\":0,\"MessageAttributeNames\":[\"b.*\"]")
                .body();
        String exact = op("ReceiveMessage", "q", "\"VisibilityTimeout\":0,\"MessageAttributeNames\":[\"a\",\"zz\"]")
                .body();
        String all = op(
                        "ReceiveMessage",
                        "q",
                        "\"VisibilityTimeout\":0,\"MessageAttributeNames\":[\"All\"],"
                                + "\"MessageSystemAttributeNames\":[\"MessageGroupId\"],\"AttributeNames\":[\"ApproximateReceiveCount\"]")
                .body();
        assertThat(none).doesNotContain("Attributes");
        assertThat(prefix).contains("\"b.c\"", "\"bd\"").doesNotContain("\"a\"");
        assertThat(exact).contains("\"a\"").doesNotContain("\"b.c\"", "\"bd\"");
        assertThat(all)
                .contains("\"a\"", "\"b.c\"", "\"BinaryValue\":\"AAEC\"")
                .contains("\"Attributes\":{\"ApproximateReceiveCount\":\"4\",\"MessageGroupId\":\"g\"}");
    }

    @Test
    void batchEntriesFailAlone() {
        String body = op(
                        "SendMessageBatch",
                        "q",
                        "\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"1\"},{\"Id\":\"b\",\"MessageBody\":\"\\u0000\"},"
                                + "{\"Id\":\"c\"}]")
                .body();
        assertThat(body)
                .contains("\"Successful\":[{\"Id\":\"a\",\"MessageId\":")
                .contains("{\"Id\":\"b\",\"Code\":\"InvalidMessageContents\"")
                .contains("{\"Id\":\"c\",\"Code\":\"MissingParameter\"")
                .contains("\"SenderFault\":true");
        String allBad = op("DeleteMessageBatch", "q", "\"Entries\":[{\"Id\":\"a\",\"ReceiptHandle\":\"x\"}]")
                .body();
        assertThat(allBad)
                .startsWith("{\"Failed\":[{\"Id\":\"a\",\"Code\":\"ReceiptHandleIsInvalid\"")
                .doesNotContain("Successful");
    }

    @Test
    void deadLetterTargetIsKeptAndTakenAway() {
        create("dead");
        String policy = "\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":"
                + "\\\"arn:aws:sqs:eu-north-1:123456789012:dead\\\",\\\"maxReceiveCount\\\":\\\"3\\\"}\"}";
        op("SetQueueAttributes", "q", policy);
        String asked = "\"AttributeNames\":[\"RedrivePolicy\"]";
        assertThat(op("GetQueueAttributes", "q", asked).body())
                .isEqualTo("{\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":"
                        + "\\\"arn:aws:sqs:eu-north-1:123456789012:dead\\\",\\\"maxReceiveCount\\\":3}\"}}");
        op("SetQueueAttributes", "q", "\"Attributes\":{\"RedrivePolicy\":\"\"}");
        assertThat(op("GetQueueAttributes", "q", asked).body()).isEqualTo("{}");
    }

    @Test
    void sourceThatTheTargetNamesMayPark() {
        create("dead");
        op(
                "SetQueueAttributes",
                "dead",
                "\"Attributes\":{\"RedriveAllowPolicy\":\"{\\\"redrivePermission\\\":\\\"byQueue\\\",\\\"sourceQueueArns\\\":"
                        + "[\\\"arn:aws:sqs:eu-north-1:123456789012:q\\\"]}\"}");
        String policy = "\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":"
                + "\\\"arn:aws:sqs:eu-north-1:123456789012:dead\\\",\\\"maxReceiveCount\\\":3}\"}";
        op("SetQueueAttributes", "q", policy);
        create("other");
        assertThat(client.json("SetQueueAttributes", "{\"QueueUrl\":\"" + client.url("other") + "\"," + policy + "}")
                        .code())
                .isEqualTo("InvalidParameterValue");
    }

    @Test
    void listGoesPageByPageOnlyWhenAsked() {
        List.of("a1", "a2", "a3").forEach(this::create);
        assertThat(client.json("ListQueues", "{\"QueueNamePrefix\":\"a\"}").body())
                .contains("/a1\"", "/a2\"", "/a3\"")
                .doesNotContain("NextToken", "/q\"");
        SqsClient.Reply first = client.json("ListQueues", "{\"QueueNamePrefix\":\"a\",\"MaxResults\":2}");
        assertThat(first.body()).contains("/a2\"").doesNotContain("/a3\"");
        String next = "{\"QueueNamePrefix\":\"a\",\"MaxResults\":2,\"NextToken\":\"" + first.text("NextToken") + "\"}";
        assertThat(client.json("ListQueues", next).body()).contains("/a3\"").doesNotContain("/a2\"", "NextToken");
    }

    @Test
    void longPollAnswersWhenAMessageComes() throws Exception {
        CompletableFuture<SqsClient.Reply> waiting =
                CompletableFuture.supplyAsync(() -> op("ReceiveMessage", "q", "\"WaitTimeSeconds\":20"));
        Thread.sleep(100);
        assertThat(waiting).isNotDone();
        op("SendMessage", "q", "\"MessageBody\":\"x\"");
        assertThat(waiting.get().body()).contains("\"Body\":\"x\"");
    }

    @Test
    void otherPathsAreMicronauts() {
        assertThat(client.call("POST", "/echo", Map.of("Content-Type", List.of("text/plain")), new byte[] {'h', 'i'})
                        .body())
                .isEqualTo("hi");
        assertThat(client.get("/nothing").status()).isEqualTo(404);
        assertThat(client.call("DELETE", "/", Map.of(), new byte[0]).status()).isEqualTo(404);
    }

    @Test
    void connectionCountsFromItsFirstAuthenticatedRequest() throws Exception {
        try (java.net.Socket socket = new java.net.Socket("localhost", app.port)) {
            Thread.sleep(50);
            app.meter.tick();
            assertThat(app.connectedMs).doesNotContainKey(TestApp.OTHER_TENANT);
            socket.getOutputStream().write(stranger.jsonBytes("ListQueues", "{}"));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            Thread.sleep(50);
        }
        app.close();
        app.meter.tick();
        assertThat(app.connectedMs.get(TestApp.OTHER_TENANT)).isBetween(40L, 30_000L);
    }
}
