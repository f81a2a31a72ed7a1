package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Message move tasks: from a dead-letter queue back, or elsewhere. */
final class MoveRules {
    private static final String START = "StartMessageMoveTask";
    private static final String CANCEL = "CancelMessageMoveTask";
    private static final String LIST = "ListMessageMoveTasks";
    private static final String NO_ARN =
            "You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>";

    private MoveRules() {}

    static List<Rule> rules() {
        return List.of(
                holds(START, "SourceArn", RECORDED, "What is parked goes back to where it was parked from.", s -> {
                    String dead = s.queue();
                    String url = parked(s, dead);
                    s.ok("SetQueueAttributes", "QueueUrl", url, "Attributes", Map.of("VisibilityTimeout", "30"));
                    s.ok(START, "SourceArn", s.arn(dead));
                    assertThat(s.one(url, "WaitTimeSeconds", 10)).containsEntry("Body", "poison");
                    s.assertEmpty(dead);
                }),
                holds(START, "DestinationArn", RECORDED, "Or to another queue.", s -> {
                    String dead = s.queue();
                    parked(s, dead);
                    String other = s.queue();
                    s.ok(START, "SourceArn", s.arn(dead), "DestinationArn", s.arn(other));
                    assertThat(s.one(other, "WaitTimeSeconds", 10)).containsEntry("Body", "poison");
                }),
                holds(
                        START,
                        "SourceArn",
                        GUIDE,
                        "Of a FIFO dead-letter queue, too: groups stay in order, behind what was sent to them meanwhile, and"
                                + " nothing is taken for a repeat of what had the same deduplication id.",
                        s -> {
                            String dead = s.fifo();
                            String url = s.fifo(
                                    "RedrivePolicy", RedriveRules.policy(s.arn(dead), 1), "VisibilityTimeout", "0");
                            String id = toGroup(s, url, "g1", "g", "1");
                            toGroup(s, url, "h1", "h", "2");
                            toGroup(s, url, "g2", "g", "3");
                            for (int i = 0; i < 50 && !waits(s, dead, 3); i++) {
                                s.receive(url, "WaitTimeSeconds", 0, "MaxNumberOfMessages", 10);
                                Thread.sleep(100);
                            }
                            toGroup(s, url, "g3", "g", "4");
                            s.ok(
                                    "SetQueueAttributes",
                                    "QueueUrl",
                                    url,
                                    "Attributes",
                                    Map.of("VisibilityTimeout", "30"));
                            s.ok(START, "SourceArn", s.arn(dead));
                            for (int i = 0; i < 50 && !waits(s, url, 4); i++) {
                                Thread.sleep(100);
                            }
                            List<Map<String, Object>> all =
                                    s.receive(url, "MaxNumberOfMessages", 10, "AttributeNames", List.of("All"));
                            assertThat(all)
                                    .extracting(message -> message.get("Body"))
                                    .containsExactlyInAnyOrder("g1", "g2", "g3", "h1")
                                    .containsSubsequence("g3", "g1", "g2");
                            assertThat(all)
                                    .extracting(message ->
                                            Reply.map(message, "Attributes").get("MessageDeduplicationId"))
                                    .contains(id);
                            assertThat(all)
                                    .extracting(message -> message.get("MessageId"))
                                    .doesNotContain(id);
                            s.assertEmpty(dead);
                        }),
                refused(
                        START,
                        "DestinationArn",
                        GUIDE,
                        "A standard queue for a FIFO one.",
                        "InvalidParameterValue",
                        "The source queue and destination queue must be of the same queue type.",
                        s -> {
                            String dead = s.fifo();
                            s.fifo("RedrivePolicy", RedriveRules.policy(s.arn(dead), 1));
                            return s.call(START, "SourceArn", s.arn(dead), "DestinationArn", s.arn(s.queue()));
                        }),
                refused(
                        START,
                        "SourceArn",
                        RECORDED,
                        "No dead-letter queue.",
                        "InvalidParameterValue",
                        "Source queue must be configured as a Dead Letter Queue.",
                        s -> s.call(START, "SourceArn", s.arn(s.queue()))),
                refused(
                        START,
                        "SourceArn",
                        RECORDED,
                        "No ARN.",
                        "InvalidParameterValue",
                        NO_ARN,
                        s -> s.call(START, "SourceArn", "test")),
                refused(
                        START,
                        "SourceArn",
                        RECORDED,
                        "No such queue.",
                        "ResourceNotFoundException",
                        "The resource that you specified for the SourceArn parameter doesn't exist.",
                        s -> s.call(START, "SourceArn", s.arn("x/never-there"))),
                refused(
                        START,
                        "DestinationArn",
                        RECORDED,
                        "No such queue.",
                        "ResourceNotFoundException",
                        "The resource that you specified for the DestinationArn parameter doesn't exist.",
                        s -> {
                            String dead = s.queue();
                            parked(s, dead);
                            return s.call(START, "SourceArn", s.arn(dead), "DestinationArn", s.arn("x/never-there"));
                        }),
                refused(
                        START,
                        "MaxNumberOfMessagesPerSecond",
                        GUIDE,
                        "More than 500.",
                        "InvalidParameterValue",
                        "",
                        s -> {
                            String dead = s.queue();
                            parked(s, dead);
                            return s.call(START, "SourceArn", s.arn(dead), "MaxNumberOfMessagesPerSecond", 501);
                        }),
                holds(LIST, "SourceArn", RECORDED, "The newest first, with its state.", s -> {
                    String dead = s.queue();
                    parked(s, dead);
                    assertThat(s.ok(LIST, "SourceArn", s.arn(dead)).list("Results"))
                            .isEmpty();
                    s.ok(START, "SourceArn", s.arn(dead));
                    Map<String, Object> task = Map.of();
                    for (int i = 0; i < 50 && !"COMPLETED".equals(task.get("Status")); i++) {
                        Thread.sleep(100);
                        task = s.ok(LIST, "SourceArn", s.arn(dead))
                                .list("Results")
                                .getFirst();
                    }
                    assertThat(task)
                            .containsEntry("Status", "COMPLETED")
                            .containsEntry("SourceArn", s.arn(dead))
                            .containsEntry("ApproximateNumberOfMessagesMoved", "1")
                            .containsEntry("ApproximateNumberOfMessagesToMove", "1")
                            .doesNotContainKey("TaskHandle");
                }),
                refused(
                        LIST,
                        "SourceArn",
                        RECORDED,
                        "No such queue.",
                        "ResourceNotFoundException",
                        "The resource that you specified for the SourceArn parameter doesn't exist.",
                        s -> s.call(LIST, "SourceArn", s.arn("x/never-there"))),
                refused(
                        LIST,
                        "SourceArn",
                        RECORDED,
                        "No ARN.",
                        "InvalidParameterValue",
                        NO_ARN,
                        s -> s.call(LIST, "SourceArn", "test")),
                refused(
                        LIST,
                        "MaxResults",
                        GUIDE,
                        "More than 10.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(LIST, "SourceArn", s.arn(s.queue()), "MaxResults", 11)),
                holds(CANCEL, "TaskHandle", RECORDED, "A running task ends; what has arrived stays.", s -> {
                    String dead = s.queue();
                    String url = parked(s, dead);
                    for (int i = 0; i < 20; i++) {
                        s.sendTo(url, "more");
                    }
                    for (int i = 0; i < 20; i++) {
                        s.receive(url);
                    }
                    Thread.sleep(300);
                    String handle = s.ok(START, "SourceArn", s.arn(dead), "MaxNumberOfMessagesPerSecond", 1)
                            .text("TaskHandle");
                    s.call(START, "SourceArn", s.arn(dead))
                            .assertRefused(
                                    "InvalidParameterValue",
                                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
                    assertThat(s.ok(CANCEL, "TaskHandle", handle).has("ApproximateNumberOfMessagesMoved"))
                            .isTrue();
                    String status = Reply.text(
                            s.ok(LIST, "SourceArn", s.arn(dead)).list("Results").getFirst(), "Status");
                    assertThat(status).startsWith("CANCELL");
                }),
                refused(
                        CANCEL,
                        "TaskHandle",
                        RECORDED,
                        "No handle of a task.",
                        "InvalidParameterValue",
                        "Value for parameter TaskHandle is invalid.",
                        s -> s.call(CANCEL, "TaskHandle", "foobared")));
    }

    private static String toGroup(Sqs s, String url, String body, String group, String id) throws Exception {
        return s.sendTo(url, body, "MessageGroupId", group, "MessageDeduplicationId", id)
                .text("MessageId");
    }

    private static boolean waits(Sqs s, String url, int messages) throws Exception {
        return s.attributes(url, "ApproximateNumberOfMessages").containsValue(Integer.toString(messages));
    }

    /** A queue that has parked one message there. */
    private static String parked(Sqs s, String dead) throws Exception {
        String url = s.queue("RedrivePolicy", RedriveRules.policy(s.arn(dead), 1), "VisibilityTimeout", "0");
        s.sendTo(url, "poison");
        s.handle(url);
        for (int i = 0;
                i < 50 && !s.attributes(dead, "ApproximateNumberOfMessages").containsValue("1");
                i++) {
            Thread.sleep(100);
        }
        return url;
    }
}
