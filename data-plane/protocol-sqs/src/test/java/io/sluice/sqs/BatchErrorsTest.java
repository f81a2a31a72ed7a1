package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mistakes in one entry of a batch are that entry's, and which are the whole request's. */
final class BatchErrorsTest {
    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"q\"}").status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Id\":\"b\",\"MessageBody\":1}",
                "{\"Id\":\"b\",\"MessageBody\":[\"x\"]}",
                "{\"Id\":\"b\",\"MessageBody\":\"x\",\"DelaySeconds\":\"1\"}",
                "{\"Id\":\"b\",\"MessageBody\":\"x\",\"DelaySeconds\":true}",
                "{\"Id\":\"b\",\"MessageBody\":\"x\",\"MessageAttributes\":[]}",
                "{\"Id\":\"b\",\"MessageBody\":\"x\",\"MessageAttributes\":{\"a\":\"b\"}}",
                "{\"Id\":\"b\",\"MessageBody\":\"x\",\"MessageAttributes\":{\"a\":{\"DataType\":1}}}",
                "{\"Id\":2,\"MessageBody\":\"x\"}",
                "\"b\""
            })
    void valueOfTheWrongTypeInOneEntryRefusesTheWholeBatch(String entry) {
        SqsClient.Reply reply = send("{\"Id\":\"a\",\"MessageBody\":\"x\"}," + entry);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.jsonType()).isEqualTo("com.amazon.coral.service#SerializationException");
        assertThat(received()).as("nothing was sent").doesNotContain("\"Messages\"");
    }

    @Test
    void wrongTypeInABatchIsAnsweredAsInASingleRequest() {
        String url = "{\"QueueUrl\":\"" + client.url("q") + "\",";
        SqsClient.Reply single = client.json("SendMessage", url + "\"MessageBody\":\"x\",\"DelaySeconds\":\"1\"}");
        SqsClient.Reply batch = send("{\"Id\":\"a\",\"MessageBody\":\"x\",\"DelaySeconds\":\"1\"}");
        assertThat(batch.status()).isEqualTo(single.status());
        assertThat(batch.body()).isEqualTo(single.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeleteMessageBatch", "ChangeMessageVisibilityBatch"})
    void theOtherBatchesDoTheSame(String action) {
        SqsClient.Reply reply = client.json(
                action,
                "{\"QueueUrl\":\"" + client.url("q")
                        + "\",\"Entries\":[{\"Id\":\"a\",\"ReceiptHandle\":7,\"VisibilityTimeout\":1}]}");
        assertThat(reply.jsonType()).isEqualTo("com.amazon.coral.service#SerializationException");
    }

    @Test
    void valueOutOfRangeIsItsEntrysFailureAlone() {
        SqsClient.Reply reply = send(
                "{\"Id\":\"a\",\"MessageBody\":\"kept\"},{\"Id\":\"b\",\"MessageBody\":\"x\",\"DelaySeconds\":901}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"Failed\":[{\"Id\":\"b\",\"Code\":\"InvalidParameterValue\"");
        assertThat(received()).contains("\"Body\":\"kept\"");
    }

    @Test
    void entryWithoutAnIdMissesAParameterAndAnEmptyIdIsNone() {
        assertThat(send("{\"MessageBody\":\"x\"}").code()).isEqualTo("MissingParameter");
        assertThat(send("{\"Id\":\"\",\"MessageBody\":\"x\"}").code())
                .isEqualTo("AWS.SimpleQueueService.InvalidBatchEntryId");
    }

    private static SqsClient.Reply send(String entries) {
        return client.json(
                "SendMessageBatch", "{\"QueueUrl\":\"" + client.url("q") + "\",\"Entries\":[" + entries + "]}");
    }

    private static String received() {
        return client.json("ReceiveMessage", "{\"QueueUrl\":\"" + client.url("q") + "\"}")
                .body();
    }
}
