package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.harness.server.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The Java SDK's blocking client, which checks the MD5 of each answer by itself. */
class JavaSdkSyncTest {
    private static Account account;
    private static SqsClient sqs;

    @BeforeAll
    static void connect() {
        account = TestServer.signUp("sync");
        sqs = JavaSdk.sync(account);
    }

    @AfterAll
    static void disconnect() {
        sqs.close();
    }

    @Test
    void bodyAndAttributesComeUnchanged() {
        String url = create("unchanged", Map.of());
        Map<String, MessageAttributeValue> attributes = Map.of(
                "text", text("String", "grüße & <tags>"),
                "number", text("Number", "-12.75"),
                "typed", text("Number.int", "7"),
                "bytes",
                        MessageAttributeValue.builder()
                                .dataType("Binary.png")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, 127, 10}))
                                .build());
        String body = "ünï 🚰 \"quoted\" <xml/>\n\ttab";
        String id = sqs.sendMessage(send -> send.queueUrl(url).messageBody(body).messageAttributes(attributes))
                .messageId();

        Message message = receiveOne(url);

        assertThat(message.body()).isEqualTo(body);
        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.messageAttributes()).isEqualTo(attributes);
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .containsKeys(MessageSystemAttributeName.SENT_TIMESTAMP, MessageSystemAttributeName.SENDER_ID);
        sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url)).messages())
                .isEmpty();
    }

    @Test
    void aHundredMessagesOfAThousandBytesGoThrough() {
        String url = create("hundred", Map.of());
        List<String> sent = new ArrayList<>();
        for (int batch = 0; batch < 10; batch++) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(0, 10)
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id("e" + i)
                            .messageBody("%04d".formatted(sent.size() + i) + "x".repeat(1_000))
                            .build())
                    .toList();
            assertThat(sqs.sendMessageBatch(send -> send.queueUrl(url).entries(entries))
                            .successful())
                    .hasSize(10);
            entries.forEach(entry -> sent.add(entry.messageBody()));
        }

        List<String> received = new ArrayList<>();
        while (received.size() < sent.size()) {
            List<Message> messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(5))
                    .messages();
            assertThat(messages).as("after " + received.size()).isNotEmpty();
            messages.forEach(message -> {
                received.add(message.body());
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            });
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aMessageReceivedTooOftenIsParkedWithItsAttributes() {
        String dead = create("parking-dead", Map.of());
        String arn = arn(dead);
        String url = create(
                "parking",
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":1}"));
        sqs.sendMessage(send ->
                send.queueUrl(url).messageBody("poison").messageAttributes(Map.of("why", text("String", "because"))));
        Message first = receiveOne(url);
        sqs.changeMessageVisibility(change ->
                change.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));

        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(1))
                        .messages())
                .isEmpty();
        Message parked = receiveOne(dead);
        assertThat(parked.body()).isEqualTo("poison");
        assertThat(parked.messageAttributes()).containsEntry("why", text("String", "because"));
        assertThat(parked.attributesAsStrings()).containsEntry("DeadLetterQueueSourceArn", arn(url));
    }

    @Test
    void refusalsAreTheServicesOwnExceptions() {
        String url = create("refused", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "11"));
        assertThatThrownBy(() -> sqs.getQueueUrl(get -> get.queueName("no-such-queue")))
                .isInstanceOf(QueueDoesNotExistException.class);
        assertThatThrownBy(() -> create("refused", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "12")))
                .isInstanceOf(QueueNameExistsException.class);
        assertThatThrownBy(
                        () -> sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle("forged")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
        assertThatThrownBy(() -> sqs.sendMessage(
                        send -> send.queueUrl(url).messageBody("x").delaySeconds(901)))
                .isInstanceOfSatisfying(
                        SqsException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("InvalidParameterValue"));
        try (SqsClient stranger = JavaSdk.sync(account.withSecret("guessed"))) {
            assertThatThrownBy(stranger::listQueues)
                    .isInstanceOfSatisfying(
                            SqsException.class,
                            refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                    .isEqualTo("SignatureDoesNotMatch"));
        }
    }

    @Test
    void anotherTenantsQueueIsNotThere() {
        String url = create("private", Map.of());
        sqs.sendMessage(send -> send.queueUrl(url).messageBody("secret"));
        try (SqsClient other = JavaSdk.sync(TestServer.signUp("other"))) {
            assertThatThrownBy(() -> other.receiveMessage(receive -> receive.queueUrl(url)))
                    .isInstanceOf(SqsException.class);
            assertThat(other.listQueues().queueUrls()).isEmpty();
        }
        assertThat(receiveOne(url).body()).isEqualTo("secret");
    }

    private static String create(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(create -> create.queueName(name).attributes(attributes))
                .queueUrl();
    }

    private static String arn(String url) {
        return sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributesAsStrings()
                .getOrDefault("QueueArn", "none");
    }

    private static Message receiveOne(String url) {
        List<Message> messages = sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .waitTimeSeconds(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
