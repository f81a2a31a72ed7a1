package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.Account;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The AWS command line, as it comes. */
class AwsCliTest {
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

    private static Account account;
    private static AwsCli aws;

    @BeforeAll
    @Timeout(600)
    static void install() throws Exception {
        account = TestServer.signUp("cli");
        aws = new AwsCli(new PythonInstaller().install(Toolset.AWSCLI), account);
    }

    @Test
    void aMessageGoesThrough() throws Exception {
        String url = create("through");
        JsonNode sent = aws.sqs(
                "send-message",
                "--queue-url",
                url,
                "--message-body",
                "hello",
                "--message-attributes",
                "{\"n\":{\"DataType\":\"Number\",\"StringValue\":\"7\"}}");
        assertThat(sent.path("MD5OfMessageBody").asText()).isEqualTo(MD5_OF_HELLO);

        JsonNode received = aws.sqs(
                "receive-message",
                "--queue-url",
                url,
                "--wait-time-seconds",
                "2",
                "--attribute-names",
                "All",
                "--message-attribute-names",
                "All");
        assertThat(received.path("Messages")).hasSize(1);
        JsonNode message = received.path("Messages").path(0);
        assertThat(message.path("Body").asText()).isEqualTo("hello");
        assertThat(message.path("MessageId")).isEqualTo(sent.path("MessageId"));
        assertThat(message.at("/MessageAttributes/n/StringValue").asText()).isEqualTo("7");
        assertThat(message.at("/Attributes/ApproximateReceiveCount").asText()).isEqualTo("1");

        String receipt = message.path("ReceiptHandle").asText();
        aws.sqs(
                "change-message-visibility",
                "--queue-url",
                url,
                "--receipt-handle",
                receipt,
                "--visibility-timeout",
                "0");
        JsonNode again = aws.sqs("receive-message", "--queue-url", url, "--wait-time-seconds", "2");
        String newReceipt = again.at("/Messages/0/ReceiptHandle").asText();
        aws.sqs("delete-message", "--queue-url", url, "--receipt-handle", newReceipt);
        assertThat(aws.sqs("receive-message", "--queue-url", url).path("Messages"))
                .isEmpty();
    }

    @Test
    void batchesGoThroughAndFailInPart() throws Exception {
        String url = create("batches");
        JsonNode sent = aws.sqs(
                "send-message-batch",
                "--queue-url",
                url,
                "--entries",
                "[{\"Id\":\"a\",\"MessageBody\":\"one\"},{\"Id\":\"b\",\"MessageBody\":\"two\"},"
                        + "{\"Id\":\"c\",\"MessageBody\":\"late\",\"DelaySeconds\":901}]");
        assertThat(texts(sent.path("Successful"), "Id")).containsExactlyInAnyOrder("a", "b");
        assertThat(texts(sent.path("Failed"), "Id")).containsExactly("c");
        assertThat(sent.at("/Failed/0/Code").asText()).isEqualTo("InvalidParameterValue");

        JsonNode received = aws.sqs(
                "receive-message", "--queue-url", url, "--max-number-of-messages", "10", "--wait-time-seconds", "2");
        assertThat(texts(received.path("Messages"), "Body")).containsExactlyInAnyOrder("one", "two");
        JsonNode deleted = aws.sqs(
                "delete-message-batch",
                "--queue-url",
                url,
                "--entries",
                "[{\"Id\":\"real\",\"ReceiptHandle\":\""
                        + received.at("/Messages/0/ReceiptHandle").asText()
                        + "\"},{\"Id\":\"forged\",\"ReceiptHandle\":\"forged\"}]");
        assertThat(texts(deleted.path("Successful"), "Id")).containsExactly("real");
        assertThat(deleted.at("/Failed/0/Code").asText()).isEqualTo("ReceiptHandleIsInvalid");
    }

    @Test
    void queuesAreListedConfiguredAndPurged() throws Exception {
        String url = create("kept");
        assertThat(texts(aws.sqs("list-queues", "--queue-name-prefix", "kept").path("QueueUrls")))
                .containsExactly(url);
        assertThat(aws.sqs("get-queue-url", "--queue-name", "kept")
                        .path("QueueUrl")
                        .asText())
                .isEqualTo(url);
        aws.sqs("set-queue-attributes", "--queue-url", url, "--attributes", "VisibilityTimeout=77");
        aws.sqs("send-message", "--queue-url", url, "--message-body", "gone soon");
        JsonNode read = aws.sqs("get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        assertThat(read.at("/Attributes/VisibilityTimeout").asText()).isEqualTo("77");
        assertThat(read.at("/Attributes/ApproximateNumberOfMessages").asText()).isEqualTo("1");
        assertThat(read.at("/Attributes/QueueArn").asText())
                .isEqualTo("arn:aws:sqs:" + account.region() + ":" + account.tenant() + ":kept");

        aws.sqs("purge-queue", "--queue-url", url);
        assertThat(aws.sqs("receive-message", "--queue-url", url).path("Messages"))
                .isEmpty();
        aws.sqs("delete-queue", "--queue-url", url);
        assertThat(aws.refusal("get-queue-url", "--queue-name", "kept"))
                .contains("AWS.SimpleQueueService.NonExistentQueue");
    }

    @Test
    void refusalsHaveTheServicesOwnCodes() throws Exception {
        String url = create("refusals");
        assertThat(aws.refusal("send-message", "--queue-url", url + "-no-such", "--message-body", "x"))
                .contains("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(aws.refusal("send-message", "--queue-url", url, "--message-body", "x", "--delay-seconds", "901"))
                .contains("InvalidParameterValue");
        assertThat(aws.refusal("delete-message", "--queue-url", url, "--receipt-handle", "forged"))
                .contains("ReceiptHandleIsInvalid");
        AwsCli stranger = new AwsCli(new PythonInstaller().install(Toolset.AWSCLI), account.withSecret("guessed"));
        assertThat(stranger.refusal("list-queues")).contains("SignatureDoesNotMatch");
    }

    @Test
    void stsTellsTheAccount() throws Exception {
        JsonNode identity = aws.identity();
        assertThat(identity.path("Account").asText()).isEqualTo(account.tenant());
        assertThat(identity.path("UserId").asText()).isEqualTo(account.tenant());
        assertThat(identity.path("Arn").asText()).isEqualTo("arn:aws:iam::" + account.tenant() + ":root");
    }

    private static String create(String name) throws Exception {
        return aws.sqs("create-queue", "--queue-name", name).path("QueueUrl").asText();
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
