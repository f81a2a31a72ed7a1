package io.sluice.sqs.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values for members: right ones, those next to them, and what earlier answers gave. */
final class Texts {
    /** Handles, tokens and names of earlier answers, the newest. */
    private static final int MAX_HEARD = 64;

    private static final String[] KNOWN = {
        "",
        "q",
        "q1",
        "q2",
        "f.fifo",
        "a b",
        ".fifo",
        "x".repeat(80),
        "x".repeat(81),
        "http://localhost/123456789012/q1",
        "http://localhost/123456789012/f.fifo",
        "http://localhost/210987654321/q1",
        "http://localhost/queue/eu-north-1/123456789012/q2",
        "http://localhost/123456789012/",
        "//////",
        "arn:aws:sqs:eu-north-1:123456789012:q1",
        "arn:aws:sqs::123456789012:q2",
        "arn:aws:sqs:eu-north-1:123456789012:f.fifo",
        "123456789012",
        "000000000000",
        "999999999999999",
        "All",
        "*",
        ".*",
        "Hel.*",
        "String",
        "Number",
        "Binary",
        "String.x",
        "Binary.png",
        "true",
        "True",
        "false",
        "0",
        "1",
        "10",
        "11",
        "30",
        "+30",
        " 30",
        "-1",
        "43200",
        "43201",
        "1048576",
        "2147483648",
        "9223372036854775808",
        "1e400000000",
        "NaN",
        "queue",
        "messageGroup",
        "perQueue",
        "perMessageGroupId",
        "SendMessage",
        "DeleteQueue",
        "AAEC",
        "AAE",
        "====",
        "{}",
        "[]",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-north-1:123456789012:q2\",\"maxReceiveCount\":3}",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-north-1:123456789012:f.fifo\",\"maxReceiveCount\":\"1000\"}",
        "{\"deadLetterTargetArn\":5,\"maxReceiveCount\":[1]}",
        "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:aws:sqs:x:123456789012:q1\"]}",
        "{\"redrivePermission\":{},\"sourceQueueArns\":5}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}",
        "{\"Statement\":[{\"Effect\":5,\"Principal\":{\"AWS\":[[]]},\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"300.0.0.0/99\"}}}]}",
        "{\"a\":".repeat(40),
        "\u0000",
        "\u0001\u000b\ufffe\uffff",
        "\ud800",
        "\udc00\ud800",
        "grüße 🚰",
        "AWS.x",
        "a..b",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "]]><x>&amp;\r\n\t\"'\\",
        "%00%zz%",
        "x".repeat(1_100),
        "ü".repeat(130),
    };

    private static final String[] NAMES = {
        "Policy",
        "VisibilityTimeout",
        "MaximumMessageSize",
        "SluiceMaximumMessageSize",
        "MessageRetentionPeriod",
        "ApproximateNumberOfMessages",
        "QueueArn",
        "DelaySeconds",
        "ReceiveMessageWaitTimeSeconds",
        "RedrivePolicy",
        "RedriveAllowPolicy",
        "FifoQueue",
        "ContentBasedDeduplication",
        "DeduplicationScope",
        "FifoThroughputLimit",
        "KmsMasterKeyId",
        "KmsDataKeyReusePeriodSeconds",
        "SqsManagedSseEnabled",
        "AWSTraceHeader",
        "SenderId",
        "SequenceNumber",
        "DeadLetterQueueSourceArn",
        "n",
        "Help.Me",
        "aws:tag",
        "ö",
        "",
    };

    private final Random random;
    private final List<String> heard = new ArrayList<>();

    Texts(Random random) {
        this.random = random;
    }

    void hear(String text) {
        if (heard.size() == MAX_HEARD) {
            heard.set(random.nextInt(MAX_HEARD), text);
        } else {
            heard.add(text);
        }
    }

    /** A value that the member may well have; often one that names a queue which is there. */
    String value(String member) {
        int dice = random.nextInt(10);
        if (member.equals("QueueUrl") && dice < 8) {
            return KNOWN[9 + random.nextInt(2)];
        }
        if (member.equals("QueueName") && dice < 5) {
            return KNOWN[1 + random.nextInt(4)];
        }
        if (!heard.isEmpty() && (member.endsWith("Handle") || member.endsWith("Token")) && dice < 7) {
            return heard.get(random.nextInt(heard.size()));
        }
        return KNOWN[random.nextInt(KNOWN.length)];
    }

    String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }
}
