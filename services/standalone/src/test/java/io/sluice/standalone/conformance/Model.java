package io.sluice.standalone.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The service model's actions and what each takes; and the attributes that queues have. */
final class Model {
    static final List<String> QUEUE_ATTRIBUTES = List.of(
            "Policy",
            "VisibilityTimeout",
            "MaximumMessageSize",
            "MessageRetentionPeriod",
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "CreatedTimestamp",
            "LastModifiedTimestamp",
            "QueueArn",
            "ApproximateNumberOfMessagesDelayed",
            "DelaySeconds",
            "ReceiveMessageWaitTimeSeconds",
            "RedrivePolicy",
            "FifoQueue",
            "ContentBasedDeduplication",
            "KmsMasterKeyId",
            "KmsDataKeyReusePeriodSeconds",
            "DeduplicationScope",
            "FifoThroughputLimit",
            "RedriveAllowPolicy",
            "SqsManagedSseEnabled");

    private static final String ACTIONS = """
            AddPermission QueueUrl Label AWSAccountIds Actions
            ChangeMessageVisibility ReceiptHandle VisibilityTimeout
            ChangeMessageVisibilityBatch Entries
            CreateQueue QueueName Attributes tags
            DeleteMessage ReceiptHandle
            DeleteMessageBatch Entries
            DeleteQueue QueueUrl
            GetQueueAttributes AttributeNames
            GetQueueUrl QueueName QueueOwnerAWSAccountId
            ListDeadLetterSourceQueues QueueUrl NextToken MaxResults
            ListQueueTags QueueUrl
            ListQueues QueueNamePrefix NextToken MaxResults
            PurgeQueue QueueUrl
            ReceiveMessage QueueUrl AttributeNames MessageSystemAttributeNames MessageAttributeNames MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds ReceiveRequestAttemptId
            RemovePermission QueueUrl Label
            SendMessage QueueUrl MessageBody DelaySeconds MessageAttributes MessageSystemAttributes MessageDeduplicationId MessageGroupId
            SendMessageBatch Entries
            SetQueueAttributes QueueUrl Attributes
            TagQueue QueueUrl Tags
            UntagQueue QueueUrl TagKeys
            StartMessageMoveTask SourceArn DestinationArn MaxNumberOfMessagesPerSecond
            CancelMessageMoveTask TaskHandle
            ListMessageMoveTasks SourceArn MaxResults
            """;

    private Model() {}

    /** By action; a queue's address only where something is to be said of it. */
    static Map<String, List<String>> members() {
        Map<String, List<String>> members = new TreeMap<>();
        ACTIONS.lines().forEach(line -> {
            List<String> words = List.of(line.split(" ", -1));
            members.put(words.getFirst(), words.subList(1, words.size()));
        });
        return members;
    }
}
