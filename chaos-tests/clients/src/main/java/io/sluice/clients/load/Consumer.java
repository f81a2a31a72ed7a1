package io.sluice.clients.load;

import io.sluice.clients.history.Item;
import io.sluice.clients.history.Operation;
import io.sluice.clients.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Receives, then acks most messages, nacks or forgets some, and gives others a longer lease first. */
final class Consumer implements Runnable {
    private static final int MAX = 10;
    private static final int WAIT_SECONDS = 1;
    private static final int LONGER_SECONDS = LoadQueue.LEASE_SECONDS + 2;
    private static final Duration REST = Duration.ofMillis(100);
    private static final double NACKED = 0.04;
    private static final double FORGOTTEN = 0.03;
    private static final double EXTENDED = 0.05;

    private final SqsClient sqs;
    private final LoadQueue queue;
    private final Recorder.Diary diary;
    private final Lights lights;
    private final RandomGenerator random;
    private final BooleanSupplier turn;
    private boolean failed;

    /** @param turn whether it is this one's turn, as long as there is sending; later it always is */
    Consumer(
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
            while (lights.running()) {
                failed = false;
                lights.cross(this::round);
                if (failed || waits()) {
                    Thread.sleep(REST);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        if (!lights.running() || waits()) {
            return;
        }
        List<Message> messages = receive();
        List<Message> done = new ArrayList<>();
        for (Message message : messages) {
            double lot = lights.sending() ? random.nextDouble() : 1;
            boolean poison =
                    queue.deadLetters() && Bodies.poison(Bodies.item(message).key());
            if (poison || lot < NACKED) {
                extend(message, 0);
            } else if (lot >= NACKED + FORGOTTEN) {
                if (lot < NACKED + FORGOTTEN + EXTENDED) {
                    extend(message, LONGER_SECONDS);
                }
                done.add(message);
            }
        }
        if (done.size() == 1 || random.nextInt(4) == 0) {
            done.forEach(this::ack);
        } else if (!done.isEmpty()) {
            ackAll(done);
        }
    }

    private boolean waits() {
        return lights.sending() && !turn.getAsBoolean();
    }

    private List<Message> receive() {
        List<Message> messages = new ArrayList<>();
        attempt(Operation.RECEIVE, LoadQueue.LEASE_SECONDS, MAX, List.of(), ignored -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(queue.url())
                            .maxNumberOfMessages(MAX)
                            .waitTimeSeconds(WAIT_SECONDS)
                            .visibilityTimeout(LoadQueue.LEASE_SECONDS)
                            .messageAttributeNames("All")
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                    .messages());
            return messages.stream().map(Bodies::item).toList();
        });
        return messages;
    }

    private void extend(Message message, int seconds) {
        attempt(Operation.EXTEND, seconds, 0, List.of(named(message)), named -> {
            sqs.changeMessageVisibility(change -> change.queueUrl(queue.url())
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(seconds));
            return named;
        });
    }

    private void ack(Message message) {
        attempt(Operation.ACK, 0, 0, List.of(named(message)), named -> {
            sqs.deleteMessage(delete -> delete.queueUrl(queue.url()).receiptHandle(message.receiptHandle()));
            return named;
        });
    }

    private void ackAll(List<Message> messages) {
        List<Item> all = messages.stream().map(Consumer::named).toList();
        attempt(Operation.ACK, 0, 0, all, named -> {
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : messages) {
                entries.add(DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .receiptHandle(message.receiptHandle())
                        .build());
            }
            Set<Integer> refused =
                    sqs
                            .deleteMessageBatch(
                                    delete -> delete.queueUrl(queue.url()).entries(entries))
                            .failed()
                            .stream()
                            .map(BatchResultErrorEntry::id)
                            .map(Integer::valueOf)
                            .collect(Collectors.toSet());
            List<Item> done = new ArrayList<>();
            for (int i = 0; i < named.size(); i++) {
                if (!refused.contains(i)) {
                    done.add(named.get(i));
                }
            }
            return done;
        });
    }

    private void attempt(
            Operation operation, int seconds, int max, List<Item> asked, Function<List<Item>, List<Item>> call) {
        Recorder.Open open = diary.begin(operation, queue.name(), seconds, max, asked);
        try {
            List<Item> done = call.apply(asked);
            diary.end(open, done.isEmpty() && !asked.isEmpty() ? Phase.FAIL : Phase.OK, done);
        } catch (SdkException failure) {
            failed = true;
            diary.end(open, Attempt.outcome(failure), List.of());
        }
    }

    private static Item named(Message message) {
        return Item.named(Bodies.item(message).key());
    }
}
