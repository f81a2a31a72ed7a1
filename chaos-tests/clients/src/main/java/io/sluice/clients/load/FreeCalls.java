package io.sluice.clients.load;

import io.sluice.clients.history.Item;
import io.sluice.clients.history.Operation;
import io.sluice.clients.history.Phase;
import io.sluice.harness.server.Account;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Requests that must cost nothing: empty receives, and what is refused. */
final class FreeCalls {
    private static final int ROUNDS = 3;
    private static final int OVERSIZED_CHARS = 1_048_577;

    private final SqsClient sqs;
    private final LoadQueue queue;
    private final Recorder.Diary diary;

    FreeCalls(SqsClient sqs, LoadQueue queue, Recorder.Diary diary) {
        this.sqs = sqs;
        this.queue = queue;
        this.diary = diary;
    }

    /** On a queue that is empty. */
    void make(Account account) {
        for (int i = 0; i < ROUNDS; i++) {
            record(Operation.RECEIVE, () -> sqs.receiveMessage(receive -> receive.queueUrl(queue.url())));
            record(
                    Operation.RECEIVE,
                    () -> sqs.receiveMessage(
                            receive -> receive.queueUrl(queue.url()).waitTimeSeconds(1)));
            record(
                    Operation.RECEIVE,
                    () -> sqs.receiveMessage(
                            receive -> receive.queueUrl(queue.url()).maxNumberOfMessages(11)));
            record(
                    Operation.SEND,
                    () -> sqs.sendMessage(send -> send.queueUrl(queue.url()).messageBody("x".repeat(OVERSIZED_CHARS))));
            record(
                    Operation.SEND,
                    () -> sqs.sendMessage(
                            send -> send.queueUrl(queue.url() + "-no-such").messageBody("x")));
            record(
                    Operation.ACK,
                    () -> sqs.deleteMessage(
                            delete -> delete.queueUrl(queue.url()).receiptHandle("forged")));
            try (SqsClient stranger = Clients.once(account.withSecret("guessed"))) {
                record(
                        Operation.SEND,
                        () -> stranger.sendMessage(
                                send -> send.queueUrl(queue.url()).messageBody("x")));
            }
        }
    }

    /** Whatever was taken that should have been refused is recorded as if it had done something. */
    private void record(Operation operation, Runnable call) {
        List<Item> named = operation == Operation.RECEIVE ? List.of() : List.of(Item.named("refused"));
        Recorder.Open open = diary.begin(operation, queue.name(), 0, 1, named);
        try {
            call.run();
            diary.end(open, Phase.OK, named);
        } catch (SdkException refused) {
            diary.end(open, Attempt.outcome(refused), List.of());
        }
    }
}
