package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.harness.server.Account;
import io.sluice.harness.server.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A message move task of the SDK's, on a server that is killed while it runs: nothing is lost, and nothing comes twice. */
class MoveKillTest {
    private static final int MESSAGES = 300;
    private static final int PER_SECOND = 50;
    private static final int MAX_KILLS = 6;
    private static final long BETWEEN_KILLS_MS = 300;

    @Test
    @Timeout(180)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void killedServerTakesItsMoveTaskUpAgain() throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            Account account = server.signUp("mover");
            try (SqsClient sqs = JavaSdk.sync(account)) {
                String dead = create(sqs, "dead", Map.of());
                String target = create(sqs, "target", Map.of());
                create(
                        sqs,
                        "source",
                        Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"" + arn(sqs, dead) + "\",\"maxReceiveCount\":1}"));
                fill(sqs, dead);
                String deadArn = arn(sqs, dead);
                String targetArn = arn(sqs, target);
                sqs.startMessageMoveTask(
                        r -> r.sourceArn(deadArn).destinationArn(targetArn).maxNumberOfMessagesPerSecond(PER_SECOND));
                int kills = 0;
                while (task(sqs, deadArn).status().equals("RUNNING")) {
                    Thread.sleep(BETWEEN_KILLS_MS);
                    if (kills < MAX_KILLS) {
                        server.kill();
                        server.restart();
                        kills++;
                    }
                }
                assertThat(kills).isGreaterThan(1);
                ListMessageMoveTasksResultEntry task = task(sqs, deadArn);
                assertThat(task.status()).isEqualTo("COMPLETED");
                assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(MESSAGES);
                assertThat(drain(sqs, target)).hasSize(MESSAGES).doesNotHaveDuplicates();
                assertThat(drain(sqs, dead)).isEmpty();
            }
        }
    }

    private static String create(SqsClient sqs, String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    private static String arn(SqsClient sqs, String url) {
        return Objects.requireNonNull(
                sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private static ListMessageMoveTasksResultEntry task(SqsClient sqs, String arn) {
        return sqs.listMessageMoveTasks(r -> r.sourceArn(arn)).results().getFirst();
    }

    private static void fill(SqsClient sqs, String url) {
        for (int from = 0; from < MESSAGES; from += 10) {
            List<SendMessageBatchRequestEntry> batch = new ArrayList<>();
            for (int i = from; i < from + 10; i++) {
                String name = "m" + i;
                batch.add(SendMessageBatchRequestEntry.builder()
                        .id(name)
                        .messageBody(name)
                        .build());
            }
            sqs.sendMessageBatch(r -> r.queueUrl(url).entries(batch));
        }
    }

    private static List<String> drain(SqsClient sqs, String url) {
        List<String> bodies = new ArrayList<>();
        List<Message> some = receive(sqs, url);
        while (!some.isEmpty()) {
            for (Message message : some) {
                bodies.add(message.body());
                sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            some = receive(sqs, url);
        }
        return bodies;
    }

    private static List<Message> receive(SqsClient sqs, String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
    }
}
