package io.sluice.clients.load;

import io.sluice.clients.history.Item;
import io.sluice.clients.history.Operation;
import io.sluice.clients.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Sends messages, one by one and in batches, each under a key that is used once. */
final class Producer implements Runnable {
    private static final int PAUSE_MS = 25;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final int MAX_BATCH = 10;
    private static final double BATCHES = 0.4;
    private static final double WITH_ATTRIBUTES = 0.3;

    private final SqsClient sqs;
    private final LoadQueue queue;
    private final Recorder.Diary diary;
    private final Lights lights;
    private final RandomGenerator random;
    private final BooleanSupplier turn;
    private long sequence;
    private boolean failed;

    /** @param turn whether it is this one's turn to send */
    Producer(
            SqsClient sqs,
            LoadQueue queue,
            Recorder.Diary diary,
            Lights lights,
            RandomGenerator random,
            BooleanSupplier turn) {
        this.sqs = sqs;
        this.queue = queue;
        this.diary = diary;
        this.lights = lights;
        this.random = random;
        this.turn = turn;
    }

    @Override
    public void run() {
        try {
            while (lights.sending()) {
                lights.cross(this::send);
                Thread.sleep(failed ? AFTER_FAILURE : Duration.ofMillis(random.nextInt(PAUSE_MS)));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        if (!lights.sending() || !turn.getAsBoolean()) {
            return;
        }
        int count = random.nextDouble() < BATCHES ? 1 + random.nextInt(MAX_BATCH) : 1;
        List<Draft> drafts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drafts.add(draft());
        }
        Recorder.Open call = diary.begin(
                Operation.SEND,
                queue.name(),
                0,
                0,
                drafts.stream().map(Draft::item).toList());
        failed = false;
        try {
            List<Item> sent = drafts.size() == 1 ? one(drafts.getFirst()) : batch(drafts);
            diary.end(call, sent.isEmpty() ? Phase.FAIL : Phase.OK, sent);
        } catch (SdkException failure) {
            failed = true;
            diary.end(call, Attempt.outcome(failure), List.of());
        }
    }

    private Draft draft() {
        boolean poison = queue.deadLetters() && random.nextDouble() < LoadQueue.POISONED;
        String key = diary.client() + "-" + sequence++ + (poison ? Bodies.POISON : "");
        Map<String, MessageAttributeValue> attributes =
                random.nextDouble() < WITH_ATTRIBUTES ? Bodies.attributes(diary.client()) : Map.of();
        String body = Bodies.body(key, queue.paddingChars(), random);
        return new Draft(Bodies.item(key, body, attributes), body, attributes);
    }

    private List<Item> one(Draft draft) {
        sqs.sendMessage(
                send -> send.queueUrl(queue.url()).messageBody(draft.body()).messageAttributes(draft.attributes()));
        return List.of(draft.item());
    }

    private List<Item> batch(List<Draft> drafts) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .messageBody(drafts.get(i).body())
                    .messageAttributes(drafts.get(i).attributes())
                    .build());
        }
        SendMessageBatchResponse answer =
                sqs.sendMessageBatch(send -> send.queueUrl(queue.url()).entries(entries));
        List<Item> sent = new ArrayList<>(drafts.stream().map(Draft::item).toList());
        for (BatchResultErrorEntry refused : answer.failed()) {
            sent.remove(drafts.get(Integer.parseInt(refused.id())).item());
        }
        return sent;
    }

    private record Draft(Item item, String body, Map<String, MessageAttributeValue> attributes) {}
}
