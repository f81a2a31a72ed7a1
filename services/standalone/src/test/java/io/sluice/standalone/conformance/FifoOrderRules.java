package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** What a FIFO queue does with its messages: order, groups, deduplication, receive attempts. */
final class FifoOrderRules {
    private static final String SEND = "SendMessage";
    private static final String SET = "SetQueueAttributes";

    private FifoOrderRules() {}

    static List<Rule> rules() {
        return List.of(
                holds(
                        SET,
                        "DeduplicationScope",
                        RECORDED,
                        "`queue` or `messageGroup`: within which an id means one message.",
                        s -> {
                            String url = s.fifo("DeduplicationScope", "messageGroup");
                            send(s, url, "Test1", "group1", "same");
                            send(s, url, "Test2", "group2", "same");
                            send(s, url, "Test3", "group2", "same");
                            assertThat(bodies(s.receive(url, "MaxNumberOfMessages", 10)))
                                    .containsExactlyInAnyOrder("Test1", "Test2");
                            set(s, url, "DeduplicationScope", "topic")
                                    .assertRefused(
                                            "InvalidAttributeValue",
                                            "Invalid value for the parameter DeduplicationScope.");
                        }),
                holds(
                        SEND,
                        "ContentBasedDeduplication",
                        RECORDED,
                        "The same body is the same message, whatever its attributes, and after its deletion.",
                        s -> {
                            String url = s.fifo("ContentBasedDeduplication", "true");
                            String id = s.sendTo(url, "{\"foo\": \"bar\"}", "MessageGroupId", "g")
                                    .text("MessageId");
                            assertThat(s.sendTo(
                                                    url,
                                                    "{\"foo\": \"bar\"}",
                                                    "MessageGroupId",
                                                    "h",
                                                    "MessageAttributes",
                                                    params("a", params("DataType", "String", "StringValue", "v")))
                                            .text("MessageId"))
                                    .isEqualTo(id);
                            s.ok("DeleteMessage", "QueueUrl", url, "ReceiptHandle", s.handle(url));
                            s.sendTo(url, "{\"foo\": \"bar\"}", "MessageGroupId", "g");
                            s.assertEmpty(url);
                        }),
                holds(
                        "PurgeQueue",
                        "MessageDeduplicationId",
                        GUIDE,
                        "A purge keeps deduplication ids, as deletes do: what was sent before it is not sent again.",
                        s -> {
                            String url = s.fifo();
                            String id = send(s, url, "message-1", "g", "d").text("MessageId");
                            s.ok("PurgeQueue", "QueueUrl", url);
                            assertThat(send(s, url, "message-2", "g", "d").text("MessageId"))
                                    .isEqualTo(id);
                            s.assertEmpty(url);
                        }),
                holds(
                        "ReceiveMessage",
                        "MessageGroupId",
                        RECORDED,
                        "A group is in order, and locked while one of it is leased; others go on.",
                        s -> {
                            String url = s.fifo();
                            send(s, url, "g1", "g", "1");
                            send(s, url, "g2", "g", "2");
                            send(s, url, "h1", "h", "3");
                            Map<String, Object> first = s.one(url);
                            assertThat(first).containsEntry("Body", "g1");
                            assertThat(bodies(s.receive(url, "MaxNumberOfMessages", 10)))
                                    .containsExactly("h1");
                            s.assertEmpty(url);
                            s.ok("DeleteMessage", "QueueUrl", url, "ReceiptHandle", Reply.text(first, "ReceiptHandle"));
                            assertThat(s.one(url)).containsEntry("Body", "g2");
                        }),
                holds(
                        "ReceiveMessage",
                        "ReceiveRequestAttemptId",
                        GUIDE,
                        "The same attempt again gets the same messages.",
                        s -> {
                            String url = s.fifo();
                            send(s, url, "m1", "g", "1");
                            send(s, url, "m2", "g", "2");
                            List<String> first =
                                    bodies(s.receive(url, "MaxNumberOfMessages", 10, "ReceiveRequestAttemptId", "a"));
                            assertThat(first).containsExactly("m1", "m2");
                            assertThat(bodies(
                                            s.receive(url, "MaxNumberOfMessages", 10, "ReceiveRequestAttemptId", "a")))
                                    .isEqualTo(first);
                            s.assertEmpty(url);
                        }),
                holds(
                                "ReceiveMessage",
                                "ReceiveRequestAttemptId",
                                GUIDE,
                                "The same attempt by somebody else, or for another number of messages: not written down.",
                                s -> {
                                    String url = s.fifo();
                                    send(s, url, "m1", "g", "1");
                                    assertThat(s.receive(
                                                    url, "MaxNumberOfMessages", 10, "ReceiveRequestAttemptId", "a"))
                                            .hasSize(1);
                                    assertThat(s.receive(url, "MaxNumberOfMessages", 1, "ReceiveRequestAttemptId", "a"))
                                            .isEmpty();
                                })
                        .differs("an attempt is its caller's, and for as many messages; any other is a new receive"),
                refused(
                                "DeleteMessage",
                                "ReceiptHandle",
                                RECORDED,
                                "On a FIFO queue, when the lease has ended.",
                                "InvalidParameterValue",
                                "Value … for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.",
                                s -> {
                                    String url = s.fifo();
                                    send(s, url, "x", "g", "d");
                                    String handle = s.handle(url, "VisibilityTimeout", 1);
                                    Thread.sleep(1_300);
                                    return s.call("DeleteMessage", "QueueUrl", url, "ReceiptHandle", handle);
                                })
                        .differs(
                                "what is known of messages that were received more than once are the newest 256 that left the queue; an older receipt of one before them is taken for a repeated delete, and answered 200"),
                refused(
                        "ChangeMessageVisibility",
                        "ReceiptHandle",
                        GUIDE,
                        "On a FIFO queue, when the lease has ended: the error that the documentation says there might be.",
                        "InvalidParameterValue",
                        "Value … for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.",
                        s -> {
                            String url = s.fifo();
                            send(s, url, "x", "g", "d");
                            String handle = s.handle(url, "VisibilityTimeout", 0);
                            return s.call(
                                    "ChangeMessageVisibility",
                                    "QueueUrl",
                                    url,
                                    "ReceiptHandle",
                                    handle,
                                    "VisibilityTimeout",
                                    42);
                        }),
                refused(
                        "ChangeMessageVisibility",
                        "ReceiptHandle",
                        GUIDE,
                        "On a FIFO queue, of a deleted message.",
                        "InvalidParameterValue",
                        "Value … for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.",
                        s -> {
                            String url = s.fifo();
                            send(s, url, "x", "g", "d");
                            String handle = s.handle(url);
                            s.ok("DeleteMessage", "QueueUrl", url, "ReceiptHandle", handle);
                            return s.call(
                                    "ChangeMessageVisibility",
                                    "QueueUrl",
                                    url,
                                    "ReceiptHandle",
                                    handle,
                                    "VisibilityTimeout",
                                    42);
                        }),
                holds(
                        "ChangeMessageVisibility",
                        "MessageGroupId",
                        RECORDED,
                        "A message given back comes again before those behind it.",
                        s -> {
                            String url = s.fifo();
                            for (String m : new String[] {"foo", "bar", "baz"}) {
                                send(s, url, m, "g", m);
                            }
                            List<Map<String, Object>> all = s.receive(url, "MaxNumberOfMessages", 10);
                            for (Map<String, Object> one : all.reversed()) {
                                s.ok(
                                        "ChangeMessageVisibility",
                                        "QueueUrl",
                                        url,
                                        "ReceiptHandle",
                                        Reply.text(one, "ReceiptHandle"),
                                        "VisibilityTimeout",
                                        0);
                            }
                            assertThat(bodies(s.receive(url, "MaxNumberOfMessages", 2)))
                                    .containsExactly("foo", "bar");
                        }));
    }

    private static Reply set(Sqs s, String url, String name, String value) throws Exception {
        return s.call(SET, "QueueUrl", url, "Attributes", params(name, value));
    }

    private static Reply send(Sqs s, String url, String body, String group, String id) throws Exception {
        return s.sendTo(url, body, "MessageGroupId", group, "MessageDeduplicationId", id);
    }

    private static List<String> bodies(List<Map<String, Object>> messages) {
        return messages.stream().map(message -> Reply.text(message, "Body")).toList();
    }
}
