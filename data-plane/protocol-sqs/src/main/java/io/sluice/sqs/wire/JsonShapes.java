package io.sluice.sqs.wire;

/**
 * The types of the service model's members. A JSON request in which one is wrong is not read at all, whatever else is wrong
 * with it. Members that the model does not know are nothing; a name means the same wherever it is.
 */
public final class JsonShapes {
    private JsonShapes() {}

    /** Refuses a member of another type than the model's. */
    public static void check(Param.Fields structure) {
        structure.each((name, value) -> {
            switch (name) {
                case "VisibilityTimeout",
                        "DelaySeconds",
                        "MaxNumberOfMessages",
                        "WaitTimeSeconds",
                        "MaxResults",
                        "MaxNumberOfMessagesPerSecond" -> structure.whole(name);
                case "AttributeNames",
                        "MessageAttributeNames",
                        "MessageSystemAttributeNames",
                        "TagKeys",
                        "Actions",
                        "AWSAccountIds",
                        "StringListValues",
                        "BinaryListValues" -> structure.texts(name);
                case "Attributes", "tags", "Tags" -> Param.asFields(name, value).each(Param::asText);
                case "MessageAttributes", "MessageSystemAttributes" ->
                    Param.asFields(name, value).each((key, attribute) -> check(Param.asFields(key, attribute)));
                case "Entries" -> {
                    for (Param entry : structure.items(name)) {
                        check(Param.asFields(name, entry));
                    }
                }
                case "BinaryValue" -> structure.bytes(name);
                case "QueueUrl",
                        "QueueName",
                        "QueueOwnerAWSAccountId",
                        "QueueNamePrefix",
                        "NextToken",
                        "MessageBody",
                        "MessageDeduplicationId",
                        "MessageGroupId",
                        "ReceiveRequestAttemptId",
                        "ReceiptHandle",
                        "Label",
                        "Id",
                        "DataType",
                        "StringValue",
                        "SourceArn",
                        "DestinationArn",
                        "TaskHandle" -> Param.asText(name, value);
                default -> {
                    // Of a newer model than ours.
                }
            }
        });
    }
}
