package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.OURS;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** ReceiveMessage, DeleteMessage and ChangeMessageVisibility on standard queues. */
final class ReceiveRules {
    private static final String RECEIVE = "ReceiveMessage";
    private static final String DELETE = "DeleteMessage";
    private static final String CHANGE = "ChangeMessageVisibility";

    private ReceiveRules() {}

    static List<Rule> rules() {
        return List.of(
                holds(
                        RECEIVE,
                        "QueueUrl",
                        RECORDED,
                        "An empty queue: an answer without messages; in XML an empty result.",
                        s -> {
                            Reply reply = s.ok(RECEIVE, "QueueUrl", s.queue());
                            assertThat(reply.has("Messages")).isFalse();
                            assertThat(reply.body()).contains(s.isJson() ? "{}" : "<ReceiveMessageResult/>");
                        }),
                holds(RECEIVE, "MaxNumberOfMessages", GUIDE, "1 to 10 at the most; one unless told otherwise.", s -> {
                            String url = s.queue();
                            for (int i = 0; i < 12; i++) {
                                s.sendTo(url, "m" + i);
                            }
                            List<Map<String, Object>> first = s.receive(url);
                            assertThat(bodies(first)).containsExactly("m0");
                            List<Map<String, Object>> next = s.receive(url, "MaxNumberOfMessages", 10);
                            assertThat(bodies(next))
                                    .containsExactly("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10");
                            assertThat(bodies(s.receive(url, "MaxNumberOfMessages", 10)))
                                    .containsExactly("m11");
                            s.sendTo(url, "m12");
                            s.sendTo(url, "m13");
                            for (Map<String, Object> back : List.of(first.getFirst(), next.getFirst())) {
                                String handle = Reply.text(back, "ReceiptHandle");
                                s.ok(CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 0);
                            }
                            assertThat(bodies(s.receive(url, "MaxNumberOfMessages", 10)))
                                    .containsExactly("m0", "m12", "m1", "m13");
                        })
                        .better(
                                "as many as there are, up to what was asked for; what nobody has received yet comes in the order of sending, and what came back, was parked or had a delay takes turns with it, and so do message groups"),
                number("MaxNumberOfMessages", 11, "Must be between 1 and 10, if provided."),
                number("MaxNumberOfMessages", 0, "Must be between 1 and 10, if provided."),
                number("WaitTimeSeconds", 21, "Must be >= 0 and <= 20, if provided."),
                number("WaitTimeSeconds", -1, "Must be >= 0 and <= 20, if provided."),
                number("VisibilityTimeout", 43_201, "Must be >= 0 and <= 43200, if provided."),
                number("VisibilityTimeout", -1, "Must be >= 0 and <= 43200, if provided."),
                holds(RECEIVE, "WaitTimeSeconds", RECORDED, "Waits for the first message, and no longer.", s -> {
                    String url = s.queue();
                    CompletableFuture<List<Map<String, Object>>> waiting = CompletableFuture.supplyAsync(() -> {
                        try {
                            return s.receive(url, "WaitTimeSeconds", 10);
                        } catch (Exception failed) {
                            throw new IllegalStateException(failed);
                        }
                    });
                    Thread.sleep(300);
                    s.sendTo(url, "x");
                    assertThat(waiting).succeedsWithin(Duration.ofSeconds(3));
                    assertThat(waiting.join()).hasSize(1);
                }),
                holds(
                        RECEIVE,
                        "ReceiveMessageWaitTimeSeconds",
                        GUIDE,
                        "The queue's waiting time holds where the request has none.",
                        s -> {
                            String url = s.queue("ReceiveMessageWaitTimeSeconds", "1");
                            long begun = System.nanoTime();
                            assertThat(s.ok(RECEIVE, "QueueUrl", url).has("Messages"))
                                    .isFalse();
                            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
                        }),
                holds(
                        RECEIVE,
                        "VisibilityTimeout",
                        RECORDED,
                        "Hidden so long; the request's own goes before the queue's.",
                        s -> {
                            String url = s.queue("VisibilityTimeout", "30");
                            s.sendTo(url, "x");
                            s.handle(url, "VisibilityTimeout", 1);
                            s.assertEmpty(url);
                            Map<String, Object> again = s.one(
                                    url, "WaitTimeSeconds", 5, "AttributeNames", List.of("ApproximateReceiveCount"));
                            assertThat(Reply.map(again, "Attributes"))
                                    .isEqualTo(Map.of("ApproximateReceiveCount", "2"));
                        }),
                holds(RECEIVE, "AttributeNames", RECORDED, "`All`: these four of any message.", s -> {
                    String url = s.queue();
                    s.sendTo(url, "x");
                    Map<String, Object> got = Reply.map(s.one(url, "AttributeNames", List.of("All")), "Attributes");
                    assertThat(got)
                            .containsOnlyKeys(
                                    "SenderId",
                                    "SentTimestamp",
                                    "ApproximateReceiveCount",
                                    "ApproximateFirstReceiveTimestamp");
                    assertThat(Long.parseLong(Reply.text(got, "SentTimestamp")))
                            .isLessThanOrEqualTo(Long.parseLong(Reply.text(got, "ApproximateFirstReceiveTimestamp")));
                }),
                holds(
                                RECEIVE,
                                "MessageSystemAttributeNames",
                                RECORDED,
                                "The newer name of the same; both together are both.",
                                s -> {
                                    String url = s.queue("VisibilityTimeout", "0");
                                    s.sendTo(url, "x");
                                    assertThat(Reply.map(
                                                    s.one(url, "MessageSystemAttributeNames", List.of("SenderId")),
                                                    "Attributes"))
                                            .containsOnlyKeys("SenderId");
                                    assertThat(Reply.map(
                                                    s.one(
                                                            url,
                                                            "MessageSystemAttributeNames",
                                                            List.of("All"),
                                                            "AttributeNames",
                                                            List.of("SenderId")),
                                                    "Attributes"))
                                            .hasSize(4);
                                })
                        .differs(
                                "in Query the service hears only AttributeNames where both are given; here both count in both protocols"),
                refused(
                        RECEIVE,
                        "AttributeNames",
                        GUIDE,
                        "An unknown name.",
                        "InvalidAttributeName",
                        "Unknown Attribute Foobar.",
                        s -> s.call(RECEIVE, "QueueUrl", s.queue(), "AttributeNames", List.of("Foobar"))),
                holds(
                        RECEIVE,
                        "MessageAttributeNames",
                        RECORDED,
                        "Names, `All`, `*`, `.*`, `prefix.*`; the MD5 is that of what is shown.",
                        s -> {
                            String url = s.queue("VisibilityTimeout", "0");
                            s.sendTo(
                                    url,
                                    "msg",
                                    "MessageAttributes",
                                    params(
                                            "Help.Me", params("DataType", "String", "StringValue", "Me"),
                                            "Hello", params("DataType", "String", "StringValue", "There"),
                                            "General", params("DataType", "String", "StringValue", "Kenobi")));
                            for (String all : new String[] {"All", "*", ".*"}) {
                                assertThat(Reply.text(
                                                s.one(url, "MessageAttributeNames", List.of(all)),
                                                "MD5OfMessageAttributes"))
                                        .isEqualTo("4c360f3fdafd970e05fae2f149d997f5");
                            }
                            assertThat(Reply.text(
                                            s.one(url, "MessageAttributeNames", List.of("Hello", "General")),
                                            "MD5OfMessageAttributes"))
                                    .isEqualTo("fca026605781cb4126a1e9044df24232");
                            assertThat(Reply.text(
                                            s.one(url, "MessageAttributeNames", List.of("Foo", "Hello")),
                                            "MD5OfMessageAttributes"))
                                    .isEqualTo("a311262e065454b75da111d535b8dacd");
                            assertThat(Reply.text(
                                            s.one(url, "MessageAttributeNames", List.of("Hel.*")),
                                            "MD5OfMessageAttributes"))
                                    .isEqualTo("83fee93c1bcd8b9a5a923ffacdc636c7");
                            for (String none : new String[] {"Foo", "Help", "AWS.", "..foo"}) {
                                assertThat(s.one(url, "MessageAttributeNames", List.of(none)))
                                        .doesNotContainKeys("MessageAttributes", "MD5OfMessageAttributes");
                            }
                        }),
                refused(
                                RECEIVE,
                                "MessageAttributeNames",
                                OURS,
                                "More than 100 names.",
                                "InvalidParameterValue",
                                "One or more parameters are invalid. Reason: More than 100 MessageAttributeNames.",
                                s -> {
                                    String url = s.queue();
                                    s.ok(RECEIVE, "QueueUrl", url, "MessageAttributeNames", names(100));
                                    return s.call(RECEIVE, "QueueUrl", url, "MessageAttributeNames", names(101));
                                })
                        .differs(
                                "at most 100 here, which are kept while a receive waits; no limit of the service is written down"),
                refused(
                        RECEIVE,
                        "ReceiveRequestAttemptId",
                        GUIDE,
                        "Not on a standard queue.",
                        "InvalidParameterValue",
                        "Value a for parameter ReceiveRequestAttemptId is invalid. Reason: …",
                        s -> s.call(RECEIVE, "QueueUrl", s.queue(), "ReceiveRequestAttemptId", "a")),
                holds(
                        DELETE,
                        "ReceiptHandle",
                        RECORDED,
                        "Any receipt deletes: an expired one, an older one, again and again.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String first = s.handle(url, "VisibilityTimeout", 0);
                            s.handle(url, "VisibilityTimeout", 30);
                            for (int i = 0; i < 3; i++) {
                                s.ok(DELETE, "QueueUrl", url, "ReceiptHandle", first);
                            }
                            assertThat(s.attributes(url, "ApproximateNumberOfMessagesNotVisible"))
                                    .containsValue("0");
                        }),
                refused(
                        DELETE,
                        "ReceiptHandle",
                        RECORDED,
                        "No receipt of ours.",
                        "ReceiptHandleIsInvalid",
                        "The input receipt handle \"garbage\" is not a valid receipt handle.",
                        s -> s.call(DELETE, "QueueUrl", s.queue(), "ReceiptHandle", "garbage")),
                refused(
                        DELETE,
                        "ReceiptHandle",
                        GUIDE,
                        "One of another queue.",
                        "ReceiptHandleIsInvalid",
                        "The input receipt handle \"…\" is not a valid receipt handle.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            return s.call(DELETE, "QueueUrl", s.queue(), "ReceiptHandle", s.handle(url));
                        }),
                refused(DELETE, "ReceiptHandle", GUIDE, "A changed one.", "ReceiptHandleIsInvalid", "", s -> {
                    String url = s.queue();
                    s.sendTo(url, "x");
                    String handle = s.handle(url);
                    return s.call(
                            DELETE,
                            "QueueUrl",
                            url,
                            "ReceiptHandle",
                            (handle.startsWith("B") ? "C" : "B") + handle.substring(1));
                }),
                refused(
                        DELETE,
                        "ReceiptHandle",
                        GUIDE,
                        "None.",
                        "MissingParameter",
                        "The request must contain the parameter ReceiptHandle.",
                        s -> s.call(DELETE, "QueueUrl", s.queue())),
                holds(
                        CHANGE,
                        "VisibilityTimeout",
                        RECORDED,
                        "Hidden so long from now on; 0 gives it back; the next lease has its own length.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String handle = s.handle(url, "VisibilityTimeout", 1);
                            s.ok(CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 30);
                            Thread.sleep(1_200);
                            s.assertEmpty(url);
                            s.ok(CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 0);
                            s.one(url);
                            s.assertEmpty(url);
                        }),
                refused(
                        CHANGE,
                        "VisibilityTimeout",
                        GUIDE,
                        "More than 43,200 s.",
                        "InvalidParameterValue",
                        "Value 43201 for parameter VisibilityTimeout is invalid. Reason: …",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            return s.call(
                                    CHANGE,
                                    "QueueUrl",
                                    url,
                                    "ReceiptHandle",
                                    s.handle(url),
                                    "VisibilityTimeout",
                                    43_201);
                        }),
                refused(
                        CHANGE,
                        "VisibilityTimeout",
                        RECORDED,
                        "More than 43,200 s since it was received.",
                        "InvalidParameterValue",
                        "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].…",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String handle = s.handle(url);
                            Thread.sleep(20);
                            return s.call(
                                    CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 43_200);
                        }),
                refused(
                        CHANGE,
                        "VisibilityTimeout",
                        GUIDE,
                        "None.",
                        "MissingParameter",
                        "The request must contain the parameter VisibilityTimeout.",
                        s -> s.call(CHANGE, "QueueUrl", s.queue(), "ReceiptHandle", "x")),
                refused(
                        CHANGE,
                        "ReceiptHandle",
                        RECORDED,
                        "One of a deleted message.",
                        "InvalidParameterValue",
                        "Value … for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String handle = s.handle(url);
                            s.ok(DELETE, "QueueUrl", url, "ReceiptHandle", handle);
                            return s.call(CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 42);
                        }),
                holds(
                        CHANGE,
                        "ReceiptHandle",
                        RECORDED,
                        "One whose lease has ended: answered, and nothing is changed. (The documentation says that there"
                                + " might be an error, and names MessageNotInflight; nobody has recorded it.)",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String handle = s.handle(url, "VisibilityTimeout", 0);
                            s.ok(CHANGE, "QueueUrl", url, "ReceiptHandle", handle, "VisibilityTimeout", 42);
                            s.one(url, "WaitTimeSeconds", 0);
                        }),
                holds(
                        CHANGE,
                        "ReceiptHandle",
                        GUIDE,
                        "One of an earlier receive, while somebody else has the message: a handle is of one receive, so"
                                + " likewise, and the other's lease is as it was.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String earlier = s.handle(url, "VisibilityTimeout", 0);
                            s.handle(url);
                            s.ok(CHANGE, "QueueUrl", url, "ReceiptHandle", earlier, "VisibilityTimeout", 0);
                            s.assertEmpty(url);
                        }),
                refused(
                        CHANGE,
                        "ReceiptHandle",
                        RECORDED,
                        "No receipt of ours.",
                        "ReceiptHandleIsInvalid",
                        "The input receipt handle \"INVALID\" is not a valid receipt handle.",
                        s -> s.call(
                                CHANGE, "QueueUrl", s.queue(), "ReceiptHandle", "INVALID", "VisibilityTimeout", 60)));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i).toList();
    }

    private static Rule number(String name, int value, String reason) {
        return refused(
                RECEIVE,
                name,
                RECORDED,
                value + " is out of range.",
                "InvalidParameterValue",
                "Value " + value + " for parameter " + name + " is invalid. Reason: " + reason,
                s -> s.call(RECEIVE, "QueueUrl", s.queue(), name, value));
    }

    private static List<String> bodies(List<Map<String, Object>> messages) {
        return messages.stream().map(message -> Reply.text(message, "Body")).toList();
    }
}
