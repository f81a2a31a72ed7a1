package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** FIFO queues. */
final class FifoRules {
    private static final String SEND = "SendMessage";
    private static final String SET = "SetQueueAttributes";
    private static final String CREATE = "CreateQueue";
    private static final String NO_ID =
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
    private static final String NO_GROUP = "The request must contain the parameter MessageGroupId.";

    private FifoRules() {}

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(
                holds(
                        CREATE,
                        "FifoQueue",
                        RECORDED,
                        "`true` (or `True`), with a name that ends in `.fifo`; told with what FIFO queues have.",
                        s -> {
                            String url = s.queueOf(
                                    Sqs.name() + ".fifo", "FifoQueue", "True", "ContentBasedDeduplication", "False");
                            assertThat(s.attributes(url, "All"))
                                    .containsEntry("FifoQueue", "true")
                                    .containsEntry("ContentBasedDeduplication", "false")
                                    .containsEntry("DeduplicationScope", "queue")
                                    .containsEntry("FifoThroughputLimit", "perQueue")
                                    .hasSize(16);
                            assertThat(s.queueOf(url.substring(url.lastIndexOf('/') + 1), "FifoQueue", "true"))
                                    .isEqualTo(url);
                        }),
                refused(
                        CREATE,
                        "FifoQueue",
                        RECORDED,
                        "A name that does not end in `.fifo`.",
                        "InvalidParameterValue",
                        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
                        s -> s.call(CREATE, "QueueName", Sqs.name(), "Attributes", params("FifoQueue", "true"))),
                standard("FifoQueue", "false", "Unknown Attribute FifoQueue."),
                standard("ContentBasedDeduplication", "false", "Unknown Attribute ContentBasedDeduplication."),
                standard(
                        "DeduplicationScope",
                        "queue",
                        "You can specify the DeduplicationScope only when FifoQueue is set to true."),
                standard(
                        "FifoThroughputLimit",
                        "perQueue",
                        "You can specify the FifoThroughputLimit only when FifoQueue is set to true."),
                refused(
                        SET,
                        "FifoQueue",
                        RECORDED,
                        "No queue becomes one.",
                        "InvalidAttributeName",
                        "Unknown Attribute FifoQueue.",
                        s -> set(s, s.queue(), "FifoQueue", "true")),
                refused(
                        SET,
                        "FifoQueue",
                        RECORDED,
                        "None ceases to be one.",
                        "InvalidAttributeValue",
                        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
                        s -> {
                            String url = s.fifo();
                            set(s, url, "FifoQueue", "true").assertOk();
                            return set(s, url, "FifoQueue", "false");
                        }),
                holds(SET, "ContentBasedDeduplication", RECORDED, "Set and told.", s -> {
                    String url = s.fifo("ContentBasedDeduplication", "true");
                    set(s, url, "ContentBasedDeduplication", "false").assertOk();
                    assertThat(s.attributes(url, "ContentBasedDeduplication")).containsValue("false");
                }),
                holds(
                                SET,
                                "FifoThroughputLimit",
                                GUIDE,
                                "`perQueue` or, with the scope `messageGroup`, `perMessageGroupId`.",
                                s -> {
                                    String url = s.fifo();
                                    set(s, url, "FifoThroughputLimit", "perMessageGroupId")
                                            .assertRefused(
                                                    "InvalidAttributeValue",
                                                    "Invalid value for the parameter FifoThroughputLimit.…");
                                    s.ok(
                                            SET,
                                            "QueueUrl",
                                            url,
                                            "Attributes",
                                            params(
                                                    "FifoThroughputLimit",
                                                    "perMessageGroupId",
                                                    "DeduplicationScope",
                                                    "messageGroup"));
                                    assertThat(s.attributes(url, "FifoThroughputLimit"))
                                            .containsValue("perMessageGroupId");
                                })
                        .better("both are equally fast"),
                holds(SEND, "SequenceNumber", RECORDED, "20 digits that grow, told to sender and receiver.", s -> {
                    String url = s.fifo();
                    String first = send(s, url, "m1", "g", "1").text("SequenceNumber");
                    String second = send(s, url, "m2", "g", "2").text("SequenceNumber");
                    assertThat(first).matches("[0-9]{20}").isLessThan(second);
                    Map<String, Object> got = Reply.map(s.one(url, "AttributeNames", List.of("All")), "Attributes");
                    assertThat(got)
                            .containsEntry("SequenceNumber", first)
                            .containsEntry("MessageGroupId", "g")
                            .containsEntry("MessageDeduplicationId", "1");
                }),
                refused(
                        SEND,
                        "MessageGroupId",
                        RECORDED,
                        "None, on a FIFO queue.",
                        "MissingParameter",
                        NO_GROUP,
                        s -> s.call(SEND, "QueueUrl", s.fifo(), "MessageBody", "x", "MessageDeduplicationId", "d")),
                refused(
                        SEND,
                        "MessageDeduplicationId",
                        RECORDED,
                        "None, without content-based deduplication.",
                        "InvalidParameterValue",
                        NO_ID,
                        s -> s.call(SEND, "QueueUrl", s.fifo(), "MessageBody", "x", "MessageGroupId", "g")),
                refused(
                        "SendMessageBatch",
                        "MessageGroupId",
                        RECORDED,
                        "One entry without, and the batch is wrong.",
                        "InvalidParameterValue",
                        NO_GROUP,
                        s -> s.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                s.fifo(),
                                "Entries",
                                List.of(params("Id", "a", "MessageBody", "x", "MessageDeduplicationId", "d")))),
                refused(
                        "SendMessageBatch",
                        "MessageDeduplicationId",
                        RECORDED,
                        "One entry without, and the batch is wrong.",
                        "InvalidParameterValue",
                        NO_ID,
                        s -> s.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                s.fifo(),
                                "Entries",
                                List.of(params("Id", "a", "MessageBody", "x", "MessageGroupId", "g")))),
                refused(
                        SEND,
                        "DelaySeconds",
                        RECORDED,
                        "Not for one message of a FIFO queue.",
                        "InvalidParameterValue",
                        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
                        s -> s.call(
                                SEND,
                                "QueueUrl",
                                s.fifo(),
                                "MessageBody",
                                "x",
                                "MessageGroupId",
                                "g",
                                "MessageDeduplicationId",
                                "d",
                                "DelaySeconds",
                                2)),
                holds(
                        "SetQueueAttributes",
                        "DelaySeconds",
                        GUIDE,
                        "On a FIFO queue a new delay is that of messages that are there, too: a shorter one shows them, a"
                                + " longer one hides them again until they are that old, or up to a second longer.",
                        s -> {
                            String url = s.fifo("DelaySeconds", "900");
                            s.sendTo(url, "x", "MessageGroupId", "g", "MessageDeduplicationId", "1");
                            assertWaiting(s, url, "0", "1");
                            s.ok("SetQueueAttributes", "QueueUrl", url, "Attributes", Map.of("DelaySeconds", "0"));
                            assertWaiting(s, url, "1", "0");
                            s.ok("SetQueueAttributes", "QueueUrl", url, "Attributes", Map.of("DelaySeconds", "900"));
                            assertWaiting(s, url, "0", "1");
                            s.assertEmpty(url);
                            s.ok("SetQueueAttributes", "QueueUrl", url, "Attributes", Map.of("DelaySeconds", "1"));
                            s.one(url, "WaitTimeSeconds", 5);
                        }),
                holds(SEND, "DelaySeconds", RECORDED, "0 is no delay of its own: the queue's holds.", s -> {
                    String url = s.fifo("DelaySeconds", "1");
                    s.sendTo(url, "x", "MessageGroupId", "g", "MessageDeduplicationId", "d", "DelaySeconds", 0);
                    s.assertEmpty(url);
                    s.one(url, "WaitTimeSeconds", 5);
                }),
                refused(
                        SET,
                        "RedrivePolicy",
                        GUIDE,
                        "A FIFO queue parks in a FIFO queue, a standard queue in a standard one.",
                        "InvalidParameterValue",
                        "Value … for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source.",
                        s -> {
                            set(s, s.queue(), "RedrivePolicy", RedriveRules.policy(s.arn(s.fifo()), 3))
                                    .assertRefused("InvalidParameterValue", "");
                            return set(s, s.fifo(), "RedrivePolicy", RedriveRules.policy(s.arn(s.queue()), 3));
                        })));
        for (String wrong : new String[] {"", "a".repeat(129), "group 123"}) {
            String shown = wrong.length() > 20 ? "129 characters" : wrong;
            rules.add(refused(
                    SEND,
                    "MessageDeduplicationId",
                    RECORDED,
                    "1 to 128 printable characters of ASCII, not `" + shown + "`.",
                    "InvalidParameterValue",
                    "Value " + wrong
                            + " for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
                    s -> s.call(
                            SEND,
                            "QueueUrl",
                            s.fifo(),
                            "MessageBody",
                            "x",
                            "MessageGroupId",
                            "g",
                            "MessageDeduplicationId",
                            wrong)));
        }
        return rules;
    }

    private static Rule standard(String name, String value, String message) {
        return refused(
                CREATE,
                name,
                RECORDED,
                "Not of a standard queue.",
                "InvalidAttributeName",
                message,
                s -> s.call(CREATE, "QueueName", Sqs.name(), "Attributes", params(name, value)));
    }

    private static void assertWaiting(Sqs s, String url, String ready, String delayed) throws Exception {
        assertThat(s.attributes(url, "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"))
                .isEqualTo(Map.of("ApproximateNumberOfMessages", ready, "ApproximateNumberOfMessagesDelayed", delayed));
    }

    private static Reply set(Sqs s, String url, String name, String value) throws Exception {
        return s.call(SET, "QueueUrl", url, "Attributes", params(name, value));
    }

    private static Reply send(Sqs s, String url, String body, String group, String id) throws Exception {
        return s.sendTo(url, body, "MessageGroupId", group, "MessageDeduplicationId", id);
    }
}
