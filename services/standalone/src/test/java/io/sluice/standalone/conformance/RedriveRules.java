package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Dead-letter queues: which may be one, for whom, and what arrives. */
final class RedriveRules {
    private static final String SET = "SetQueueAttributes";
    private static final String POLICY = "RedrivePolicy";
    private static final String ALLOW = "RedriveAllowPolicy";
    private static final String WRONG = "Value … for parameter RedrivePolicy is invalid. Reason: ";

    private RedriveRules() {}

    static String policy(String arn, int receives) {
        return "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":" + receives + "}";
    }

    static List<Rule> rules() {
        return List.of(
                holds(SET, POLICY, RECORDED, "Told as it is kept: target and a number, though a text was given.", s -> {
                    String arn = s.arn(s.queue());
                    String url =
                            s.queue(POLICY, "{\"maxReceiveCount\":\"42\", \"deadLetterTargetArn\":\"" + arn + "\"}");
                    assertThat(s.attributes(url, POLICY)).containsEntry(POLICY, policy(arn, 42));
                    s.ok(SET, "QueueUrl", url, "Attributes", params(POLICY, ""));
                    assertThat(s.attributes(url, POLICY)).isEmpty();
                }),
                wrong("No JSON.", "Redrive policy is not a valid JSON map.", arn -> "x"),
                wrong(
                        "An empty map: the count is missed first.",
                        "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
                        arn -> "{}"),
                wrong(
                        "No target.",
                        "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
                        arn -> "{\"maxReceiveCount\":3}"),
                wrong(
                        "0 receives.",
                        "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.",
                        arn -> policy(arn, 0)),
                wrong(
                        "1,001 receives.",
                        "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.",
                        arn -> policy(arn, 1001)),
                wrong("No ARN.", "Invalid value for deadLetterTargetArn.", arn -> policy("dummy", 42)),
                wrong("No such target.", "Dead letter target does not exist.", arn -> policy(arn + "-gone", 3)),
                wrong(
                        "Another account's.",
                        "Dead letter target owned by another account is not supported.",
                        arn -> policy("arn:aws:sqs:eu-north-1:000000000001:x", 3)),
                holds(
                                "ReceiveMessage",
                                "DeadLetterQueueSourceArn",
                                RECORDED,
                                "What was received maxReceiveCount times in vain is parked, whole, under its own id.",
                                s -> {
                                    String dead = s.queue();
                                    String url = s.queue(POLICY, policy(s.arn(dead), 1), "VisibilityTimeout", "0");
                                    Map<String, Object> attribute =
                                            params("a", params("DataType", "String", "StringValue", "v"));
                                    String id = s.sendTo(url, "poison", "MessageAttributes", attribute)
                                            .text("MessageId");
                                    s.handle(url);
                                    Map<String, Object> parked = s.one(
                                            dead,
                                            "WaitTimeSeconds",
                                            10,
                                            "AttributeNames",
                                            List.of("All"),
                                            "MessageAttributeNames",
                                            List.of("All"));
                                    assertThat(parked)
                                            .containsEntry("MessageId", id)
                                            .containsEntry("Body", "poison");
                                    assertThat(Reply.map(parked, "Attributes"))
                                            .containsEntry("DeadLetterQueueSourceArn", s.arn(url));
                                    assertThat(Reply.map(parked, "MessageAttributes"))
                                            .isEqualTo(attribute);
                                    s.assertEmpty(url);
                                })
                        .better("parked when the last lease ends, not when somebody asks again"),
                holds(
                        "ReceiveMessage",
                        "MessageDeduplicationId",
                        GUIDE,
                        "A dead letter of a FIFO queue has its own id for deduplication id.",
                        s -> {
                            String dead = s.fifo();
                            String url = s.fifo(POLICY, policy(s.arn(dead), 1), "VisibilityTimeout", "0");
                            String id = s.sendTo(url, "poison", "MessageGroupId", "g", "MessageDeduplicationId", "once")
                                    .text("MessageId");
                            s.handle(url);
                            Map<String, Object> parked =
                                    s.one(dead, "WaitTimeSeconds", 10, "AttributeNames", List.of("All"));
                            assertThat(parked).containsEntry("MessageId", id);
                            assertThat(Reply.map(parked, "Attributes"))
                                    .containsEntry("MessageDeduplicationId", id)
                                    .containsEntry("MessageGroupId", "g");
                        }),
                holds(
                        "ReceiveMessage",
                        "SentTimestamp",
                        GUIDE,
                        "A dead letter of a standard queue keeps its own; in a FIFO queue its time, and its retention, begin anew.",
                        s -> {
                            for (boolean fifo : new boolean[] {false, true}) {
                                String dead = fifo ? s.fifo() : s.queue();
                                Object[] parks = {POLICY, policy(s.arn(dead), 1), "VisibilityTimeout", "1"};
                                String url = fifo ? s.fifo(parks) : s.queue(parks);
                                if (fifo) {
                                    s.sendTo(url, "x", "MessageGroupId", "g", "MessageDeduplicationId", "d");
                                } else {
                                    s.sendTo(url, "x");
                                }
                                long sent = sentMs(s.one(url, "AttributeNames", List.of("SentTimestamp")));
                                long parked = sentMs(
                                        s.one(dead, "WaitTimeSeconds", 10, "AttributeNames", List.of("SentTimestamp")));
                                assertThat(parked - sent).matches(ms -> fifo ? ms >= 900 : ms == 0);
                            }
                        }),
                holds(
                        "ReceiveMessage",
                        "ApproximateReceiveCount",
                        RECORDED,
                        "How often it was received, in all queues; a dead-letter queue counts on.",
                        s -> {
                            String dead = s.queue();
                            String url = s.queue(POLICY, policy(s.arn(dead), 1), "VisibilityTimeout", "0");
                            s.sendTo(url, "poison");
                            s.handle(url);
                            Map<String, Object> parked =
                                    s.one(dead, "WaitTimeSeconds", 10, "AttributeNames", List.of("All"));
                            assertThat(Reply.map(parked, "Attributes")).containsEntry("ApproximateReceiveCount", "2");
                        }),
                holds(
                        SET,
                        ALLOW,
                        GUIDE,
                        "allowAll, denyAll, or byQueue with up to 10 ARNs; an empty one takes it away.",
                        s -> {
                            String url = s.queue();
                            String ten = "\"arn:aws:sqs:eu-north-1:000000000001:x\",".repeat(10);
                            for (String good : new String[] {
                                "{\"redrivePermission\":\"allowAll\"}",
                                "{\"redrivePermission\":\"denyAll\"}",
                                "{\"redrivePermission\":\"denyAll\",\"sourceQueueArns\":[]}",
                                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":["
                                        + ten.substring(0, ten.length() - 1) + "]}"
                            }) {
                                s.ok(SET, "QueueUrl", url, "Attributes", params(ALLOW, good));
                                assertThat(s.attributes(url, ALLOW)).containsEntry(ALLOW, good);
                            }
                            s.ok(SET, "QueueUrl", url, "Attributes", params(ALLOW, ""));
                            assertThat(s.attributes(url, ALLOW)).isEmpty();
                        }),
                holds(SET, ALLOW, RECORDED, "Told as it is kept: without the spaces, the permission first.", s -> {
                    String first = "\"arn:aws:sqs:eu-north-1:000000000001:y\"";
                    String second = "\"arn:aws:sqs:eu-north-1:000000000001:x\"";
                    String told =
                            "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[" + first + "," + second + "]}";
                    String given = "{ \"sourceQueueArns\": [" + first + ", " + second
                            + "],\n \"redrivePermission\": \"byQueue\" }\n";
                    String url = s.queue(ALLOW, given);
                    assertThat(s.attributes(url, ALLOW)).containsEntry(ALLOW, told);
                    String name = url.substring(url.lastIndexOf('/') + 1);
                    s.ok("CreateQueue", "QueueName", name, "Attributes", params(ALLOW, told));
                }),
                wrongAllow("Another permission.", "{\"redrivePermission\":\"maybe\"}"),
                wrongAllow("byQueue without queues.", "{\"redrivePermission\":\"byQueue\"}"),
                wrongAllow(
                        "allowAll with queues.",
                        "{\"redrivePermission\":\"allowAll\",\"sourceQueueArns\":[\"arn:aws:sqs:eu-north-1:000000000001:x\"]}"),
                wrongAllow(
                        "More than 10 queues.",
                        "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":["
                                + "\"arn:aws:sqs:eu-north-1:000000000001:x\",".repeat(10)
                                + "\"arn:aws:sqs:eu-north-1:000000000001:y\"]}"),
                wrongAllow("Queues that are no list.", "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":\"x\"}"),
                refused(
                        SET,
                        ALLOW,
                        GUIDE,
                        "A source that the target does not allow.",
                        "InvalidParameterValue",
                        WRONG + "…",
                        s -> {
                            String dead = s.queue(ALLOW, "{\"redrivePermission\":\"denyAll\"}");
                            return s.call(
                                    SET, "QueueUrl", s.queue(), "Attributes", params(POLICY, policy(s.arn(dead), 3)));
                        }),
                holds(
                        SET,
                        ALLOW,
                        GUIDE,
                        "It says who may specify the queue as its target; a source that did so before goes on parking.",
                        s -> {
                            String dead = s.queue();
                            String url = s.queue(POLICY, policy(s.arn(dead), 1), "VisibilityTimeout", "0");
                            s.ok(
                                    SET,
                                    "QueueUrl",
                                    dead,
                                    "Attributes",
                                    params(ALLOW, "{\"redrivePermission\":\"denyAll\"}"));
                            s.sendTo(url, "poison");
                            s.handle(url);
                            assertThat(s.one(dead, "WaitTimeSeconds", 10)).containsEntry("Body", "poison");
                        }),
                holds(SET, ALLOW, GUIDE, "A source that the target names may park there.", s -> {
                    String url = s.queue();
                    String dead = s.queue(
                            ALLOW, "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + s.arn(url) + "\"]}");
                    s.ok(SET, "QueueUrl", url, "Attributes", params(POLICY, policy(s.arn(dead), 3)));
                }));
    }

    /** A policy, given the ARN of a queue that is there. */
    private interface Policy {
        String of(String arn);
    }

    private static long sentMs(Map<String, Object> message) {
        return Long.parseLong(Reply.text(Reply.map(message, "Attributes"), "SentTimestamp"));
    }

    private static Rule wrong(String says, String reason, Policy policy) {
        return refused(
                SET,
                POLICY,
                RECORDED,
                says,
                "InvalidParameterValue",
                WRONG + reason,
                s -> s.call(SET, "QueueUrl", s.queue(), "Attributes", params(POLICY, policy.of(s.arn(s.queue())))));
    }

    private static Rule wrongAllow(String says, String policy) {
        return refused(
                SET,
                ALLOW,
                GUIDE,
                says,
                "InvalidParameterValue",
                "Value … for parameter RedriveAllowPolicy is invalid. Reason: …",
                s -> s.call(SET, "QueueUrl", s.queue(), "Attributes", params(ALLOW, policy)));
    }
}
