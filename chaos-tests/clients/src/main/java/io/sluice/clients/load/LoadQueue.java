package io.sluice.clients.load;

import io.sluice.clients.history.QueueFacts;
import io.sluice.harness.server.Account;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue of the run.
 *
 * @param deadLetter the name of the queue that it parks to, or null
 * @param paddingChars what a body is filled up with at the most
 */
record LoadQueue(
        Account account, String name, String url, @Nullable String deadLetter, int paddingChars) {
    static final int MAX_RECEIVES = 3;
    /** Longer than the server is away between a kill and being ready again, or no lease would outlive one. */
    static final int LEASE_SECONDS = 6;

    /** So many messages are nacked until they are parked. */
    static final double POISONED = 0.03;

    static LoadQueue create(Account account, SqsClient sqs, String name) {
        return create(account, sqs, name, Bodies.PADDING_CHARS);
    }

    static LoadQueue create(Account account, SqsClient sqs, String name, int paddingChars) {
        String url = sqs.createQueue(create -> create.queueName(name)).queueUrl();
        return new LoadQueue(account, name, url, null, paddingChars);
    }

    static LoadQueue create(Account account, SqsClient sqs, String name, LoadQueue deadLetter) {
        String arn = sqs.getQueueAttributes(
                        get -> get.queueUrl(deadLetter.url()).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String policy = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"" + MAX_RECEIVES + "\"}";
        String url = sqs.createQueue(
                        create -> create.queueName(name).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
                .queueUrl();
        return new LoadQueue(account, name, url, deadLetter.name(), Bodies.PADDING_CHARS);
    }

    boolean deadLetters() {
        return deadLetter != null;
    }

    QueueFacts facts() {
        return new QueueFacts(
                account.tenant(),
                name,
                deadLetter,
                deadLetters() ? MAX_RECEIVES : 0,
                paddingChars + Bodies.OVERHEAD_BYTES);
    }
}
