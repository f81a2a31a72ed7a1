package io.sluice.clients.polyglot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends, receives and deletes with the asynchronous client and with its batch manager until all was handled, whatever happens
 * to the server meanwhile. A program of its own, with nothing set but its environment.
 */
final class AsyncWork {
    private static final int MESSAGES = Integer.parseInt(System.getenv("WORK_MESSAGES"));
    private static final int TOGETHER = 20;
    /** Nobody sends further ahead of who handles, so that a kill comes upon both at work. */
    private static final int AHEAD = 60;

    private static final int LEASE_SECONDS = 6;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Executor AFTER_A_PAUSE =
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);

    private final SqsAsyncClient sqs;
    private final String url;
    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private volatile boolean done;

    private AsyncWork(SqsAsyncClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    public static void main(String[] none) throws Exception {
        try (SqsAsyncClient sqs = SqsAsyncClient.create();
                SqsAsyncBatchManager batches = sqs.batchManager()) {
            String url = sqs.createQueue(create -> create.queueName(System.getenv("WORK_QUEUE"))
                            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(LEASE_SECONDS))))
                    .get()
                    .queueUrl();
            AsyncWork work = new AsyncWork(sqs, url);
            Thread alone = Thread.ofVirtual().start(() -> work.consume(sqs::receiveMessage, sqs::deleteMessage));
            Thread managed =
                    Thread.ofVirtual().start(() -> work.consume(batches::receiveMessage, batches::deleteMessage));
            work.sendAll(batches);
            while (work.handled.size() < MESSAGES || !work.empty()) {
                Thread.sleep(PAUSE);
            }
            work.done = true;
            alone.join();
            managed.join();
        }
    }

    /** Half of them through the batch manager, many at once. */
    private void sendAll(SqsAsyncBatchManager batches) throws InterruptedException {
        for (int begin = 0; begin < MESSAGES; begin += TOGETHER) {
            while (begin - handled.size() > AHEAD) {
                Thread.sleep(PAUSE);
            }
            List<Integer> left = new ArrayList<>();
            for (int i = begin; i < Math.min(begin + TOGETHER, MESSAGES); i++) {
                left.add(i);
            }
            while (!left.isEmpty()) {
                left = unsent(left, batches);
            }
        }
    }

    /** Sends some; one that fails may have been taken, and then it comes twice when it is sent again. */
    private List<Integer> unsent(List<Integer> some, SqsAsyncBatchManager batches) throws InterruptedException {
        Map<Integer, CompletableFuture<?>> sends = new LinkedHashMap<>();
        for (int i : some) {
            SendMessageRequest send = SendMessageRequest.builder()
                    .queueUrl(url)
                    .messageBody("m" + i)
                    .build();
            sends.put(i, i % 2 == 0 ? sqs.sendMessage(send) : batches.sendMessage(send));
        }
        List<Integer> failed = new ArrayList<>();
        for (Map.Entry<Integer, CompletableFuture<?>> send : sends.entrySet()) {
            try {
                send.getValue().get();
                tell("sent", "m" + send.getKey());
            } catch (ExecutionException unsure) {
                tell("unsure", "m" + send.getKey());
                failed.add(send.getKey());
            }
        }
        Thread.sleep(failed.isEmpty() ? Duration.ZERO : PAUSE);
        return failed;
    }

    private void consume(
            Function<ReceiveMessageRequest, CompletableFuture<ReceiveMessageResponse>> receive,
            Function<DeleteMessageRequest, CompletableFuture<?>> delete) {
        ReceiveMessageRequest request = ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(10)
                .waitTimeSeconds(1)
                .build();
        while (!done) {
            List<Message> messages = receive.apply(request)
                    .thenApply(ReceiveMessageResponse::messages)
                    .exceptionallyAsync(lost -> List.of(), AFTER_A_PAUSE)
                    .join();
            // Handled before the delete: one whose answer is lost may have been done, and then the message does not
            // come again.
            messages.stream().map(Message::body).forEach(body -> {
                tell("handled", body);
                handled.add(body);
            });
            CompletableFuture.allOf(messages.stream()
                            .map(message -> delete.apply(DeleteMessageRequest.builder()
                                            .queueUrl(url)
                                            .receiptHandle(message.receiptHandle())
                                            .build())
                                    .handle((done, unsure) -> {
                                        if (unsure != null) {
                                            tell("unsure", message.body());
                                        }
                                        return done;
                                    }))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    private boolean empty() {
        return sqs.getQueueAttributes(get -> get.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .thenApply(
                        counts -> counts.attributesAsStrings().values().stream().allMatch("0"::equals))
                .exceptionally(lost -> false)
                .join();
    }

    private static void tell(String what, String body) {
        System.out.println("{\"" + what + "\":\"" + body + "\"}");
    }
}
