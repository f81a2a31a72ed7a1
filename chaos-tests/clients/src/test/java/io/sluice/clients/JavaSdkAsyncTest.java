package io.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The Java SDK's asynchronous client, and the batch manager that stands on it. */
class JavaSdkAsyncTest {
    private static SqsAsyncClient sqs;

    @BeforeAll
    static void connect() {
        sqs = JavaSdk.async(TestServer.signUp("async"));
    }

    @AfterAll
    static void disconnect() {
        sqs.close();
    }

    @Test
    void manyRequestsAtOnceGoThrough() throws Exception {
        String url = create("at-once");
        List<String> bodies =
                IntStream.range(0, 200).mapToObj(i -> "message " + i).toList();
        all(bodies.stream()
                .map(body -> sqs.sendMessage(send -> send.queueUrl(url).messageBody(body)))
                .toList());

        List<String> received = new ArrayList<>();
        while (received.size() < bodies.size()) {
            List<CompletableFuture<ReceiveMessageResponse>> receives = IntStream.range(0, 4)
                    .mapToObj(i -> sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(2)))
                    .toList();
            List<Message> messages = new ArrayList<>();
            for (ReceiveMessageResponse response : all(receives)) {
                messages.addAll(response.messages());
            }
            assertThat(messages).as("after " + received.size()).isNotEmpty();
            messages.forEach(message -> received.add(message.body()));
            all(messages.stream()
                    .map(message ->
                            sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle())))
                    .toList());
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(bodies);
    }

    @Test
    void aLongPollIsWokenByASend() throws Exception {
        String url = create("woken");
        long begun = System.nanoTime();
        CompletableFuture<ReceiveMessageResponse> poll =
                sqs.receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(20));
        get(CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS))
                .thenCompose(
                        ignored -> sqs.sendMessage(send -> send.queueUrl(url).messageBody("wake"))));

        assertThat(get(poll).messages()).extracting(Message::body).containsExactly("wake");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theBatchManagerSendsReceivesAndDeletes() throws Exception {
        String url = create("managed");
        List<String> bodies =
                IntStream.range(0, 100).mapToObj(i -> "managed " + i).toList();
        try (SqsAsyncBatchManager batches = sqs.batchManager()) {
            all(bodies.stream()
                    .map(body -> batches.sendMessage(send -> send.queueUrl(url).messageBody(body)))
                    .toList());
            List<String> received = new ArrayList<>();
            int empty = 0;
            while (received.size() < bodies.size() && empty < 20) {
                List<Message> messages = get(batches.receiveMessage(
                                receive -> receive.queueUrl(url).maxNumberOfMessages(10)))
                        .messages();
                empty = messages.isEmpty() ? empty + 1 : 0;
                messages.forEach(message -> received.add(message.body()));
                all(messages.stream()
                        .map(message -> batches.deleteMessage(
                                delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle())))
                        .toList());
            }
            assertThat(received).containsExactlyInAnyOrderElementsOf(bodies);
        }
        assertThat(get(sqs.receiveMessage(receive -> receive.queueUrl(url))).messages())
                .isEmpty();
    }

    @Test
    void theBatchManagerTellsEachCallersOwnRefusal() throws Exception {
        String url = create("managed-refusals");
        try (SqsAsyncBatchManager batches = sqs.batchManager()) {
            CompletableFuture<?> good =
                    batches.sendMessage(send -> send.queueUrl(url).messageBody("good"));
            CompletableFuture<?> bad = batches.sendMessage(
                    send -> send.queueUrl(url).messageBody("bad").delaySeconds(901));
            get(good);
            assertThatThrownBy(() -> get(bad)).hasMessageContaining("DelaySeconds");
        }
    }

    @Test
    void aQueueThatIsNotThereIsTheServicesOwnException() {
        assertThatThrownBy(() -> get(sqs.getQueueUrl(get -> get.queueName("no-such-queue"))))
                .hasCauseInstanceOf(QueueDoesNotExistException.class);
    }

    private static String create(String name) throws Exception {
        return get(sqs.createQueue(create -> create.queueName(name))).queueUrl();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static <T> List<T> all(List<CompletableFuture<T>> futures) throws Exception {
        List<T> values = new ArrayList<>();
        for (CompletableFuture<T> future : futures) {
            values.add(get(future));
        }
        return values;
    }
}
