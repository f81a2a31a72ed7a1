package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.MODEL;
import static io.sluice.standalone.conformance.Rule.Source.OURS;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** Queues as such: created, found, listed, emptied, deleted. */
final class QueueRules {
    private static final String GONE = Errors.PREFIX + "NonExistentQueue";

    private QueueRules() {}

    static List<Rule> rules() {
        return List.of(
                holds(
                        "CreateQueue",
                        "QueueName",
                        GUIDE,
                        "Names have 1 to 80 letters, digits, hyphens, underscores.",
                        s -> {
                            String name = (Sqs.name() + "_" + "x".repeat(80)).substring(0, 80);
                            assertThat(s.ok("CreateQueue", "QueueName", name).text("QueueUrl"))
                                    .isEqualTo(s.endpoint() + "/" + s.tenant() + "/" + name);
                        }),
                badName("x".repeat(81), "81 characters"),
                badName("a b", "a space"),
                badName("a.b", "a period"),
                badName("a.fifo", "`.fifo` without FifoQueue"),
                refused(
                        "CreateQueue",
                        "QueueName",
                        MODEL,
                        "No name at all.",
                        "MissingParameter",
                        "The request must contain the parameter QueueName.",
                        s -> s.call("CreateQueue")),
                holds("CreateQueue", "Attributes", RECORDED, "The same attributes again: the same queue.", s -> {
                    String name = Sqs.name();
                    Map<String, Object> slow = params("VisibilityTimeout", "69", "DelaySeconds", "1");
                    String url = s.ok("CreateQueue", "QueueName", name, "Attributes", slow)
                            .text("QueueUrl");
                    for (Map<String, Object> same : List.of(slow, params(), params("DelaySeconds", "1"))) {
                        assertThat(s.ok("CreateQueue", "QueueName", name, "Attributes", same)
                                        .text("QueueUrl"))
                                .isEqualTo(url);
                    }
                }),
                refused(
                        "CreateQueue",
                        "Attributes",
                        RECORDED,
                        "Another value of one attribute: the attribute is named.",
                        "QueueAlreadyExists",
                        "A queue already exists with the same name and a different value for attribute DelaySeconds",
                        s -> {
                            String name = Sqs.name();
                            s.ok("CreateQueue", "QueueName", name, "Attributes", params("DelaySeconds", "1"));
                            return s.call("CreateQueue", "QueueName", name, "Attributes", params("DelaySeconds", "2"));
                        }),
                holds("CreateQueue", "tags", RECORDED, "A queue is created with tags.", s -> {
                    String name = Sqs.name();
                    s.ok("CreateQueue", "QueueName", name, "tags", params("a", "1", "b", ""));
                    assertThat(s.ok("ListQueueTags", "QueueUrl", name).map("Tags"))
                            .isEqualTo(params("a", "1", "b", ""));
                }),
                refused(
                        "CreateQueue",
                        "QueueName",
                        GUIDE,
                        "A deleted queue's name rests for 60 s (`--deleted-rest`).",
                        Errors.PREFIX + "QueueDeletedRecently",
                        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
                        s -> {
                            String name = Sqs.name();
                            s.ok("CreateQueue", "QueueName", name);
                            s.ok("DeleteQueue", "QueueUrl", name);
                            return s.call("CreateQueue", "QueueName", name);
                        }),
                holds("GetQueueUrl", "QueueName", MODEL, "The address of a queue, on the host that was asked.", s -> {
                    String url = s.queue();
                    String name = url.substring(url.lastIndexOf('/') + 1);
                    assertThat(s.ok("GetQueueUrl", "QueueName", name).text("QueueUrl"))
                            .isEqualTo(url);
                }),
                refused(
                        "GetQueueUrl",
                        "QueueName",
                        RECORDED,
                        "No such queue.",
                        GONE,
                        "The specified queue does not exist…",
                        s -> s.call("GetQueueUrl", "QueueName", "never-there")),
                holds(
                        "GetQueueUrl",
                        "QueueOwnerAWSAccountId",
                        GUIDE,
                        "Another account's queue, where its policy lets one.",
                        s -> {
                            String url = s.queue();
                            String name = url.substring(url.lastIndexOf('/') + 1);
                            s.stranger()
                                    .call("GetQueueUrl", "QueueName", name, "QueueOwnerAWSAccountId", s.tenant())
                                    .assertRefused(GONE, "");
                            s.ok(
                                    "AddPermission",
                                    "QueueUrl",
                                    url,
                                    "Label",
                                    "l",
                                    "AWSAccountIds",
                                    List.of(s.stranger().tenant()),
                                    "Actions",
                                    List.of("GetQueueUrl"));
                            assertThat(s.stranger()
                                            .ok("GetQueueUrl", "QueueName", name, "QueueOwnerAWSAccountId", s.tenant())
                                            .text("QueueUrl"))
                                    .isEqualTo(url);
                        }),
                holds("ListQueues", "QueueNamePrefix", MODEL, "Queues whose names begin so, by name.", s -> {
                    List<String> urls = three(s);
                    String prefix = prefix(urls);
                    assertThat(s.ok("ListQueues", "QueueNamePrefix", prefix).texts("QueueUrls"))
                            .isEqualTo(urls);
                    assertThat(s.ok("ListQueues", "QueueNamePrefix", prefix + "-none")
                                    .has("QueueUrls"))
                            .isFalse();
                }),
                holds("ListQueues", "NextToken", GUIDE, "Pages, and tokens, only where MaxResults is given.", s -> {
                    String prefix = prefix(three(s));
                    assertThat(s.ok("ListQueues", "QueueNamePrefix", prefix).has("NextToken"))
                            .isFalse();
                    Reply first = s.ok("ListQueues", "QueueNamePrefix", prefix, "MaxResults", 2);
                    assertThat(first.texts("QueueUrls")).hasSize(2);
                    Reply second = s.ok(
                            "ListQueues",
                            "QueueNamePrefix",
                            prefix,
                            "MaxResults",
                            2,
                            "NextToken",
                            first.text("NextToken"));
                    assertThat(second.texts("QueueUrls")).hasSize(1);
                    assertThat(second.has("NextToken")).isFalse();
                }),
                refused(
                                "ListQueues",
                                "NextToken",
                                OURS,
                                "A token of another list, or a changed one.",
                                "InvalidParameterValue",
                                "",
                                s -> {
                                    String prefix = prefix(three(s));
                                    String token = s.ok("ListQueues", "QueueNamePrefix", prefix, "MaxResults", 1)
                                            .text("NextToken");
                                    s.call(
                                                    "ListQueues",
                                                    "QueueNamePrefix",
                                                    prefix,
                                                    "MaxResults",
                                                    1,
                                                    "NextToken",
                                                    token + "A")
                                            .assertRefused("InvalidParameterValue", "");
                                    return s.call("ListQueues", "MaxResults", 1, "NextToken", token);
                                })
                        .better("tokens are stamped for the account and the question"),
                refused(
                        "ListQueues",
                        "MaxResults",
                        GUIDE,
                        "More than 1,000.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call("ListQueues", "MaxResults", 1001)),
                refused(
                        "ListQueues",
                        "MaxResults",
                        GUIDE,
                        "None.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call("ListQueues", "MaxResults", 0)),
                holds("DeleteQueue", "QueueUrl", MODEL, "The queue is gone, and its messages with it.", s -> {
                    String url = s.queue();
                    s.sendTo(url, "x");
                    s.ok("DeleteQueue", "QueueUrl", url);
                    s.call("ReceiveMessage", "QueueUrl", url).assertRefused(GONE, "");
                    s.call("DeleteQueue", "QueueUrl", url).assertRefused(GONE, "");
                }),
                refused(
                        "DeleteQueue",
                        "QueueUrl",
                        RECORDED,
                        "No such queue: Query adds `for this wsdl version`.",
                        GONE,
                        "",
                        s -> {
                            Reply reply =
                                    s.call("DeleteQueue", "QueueUrl", s.endpoint() + "/" + s.tenant() + "/never-there");
                            assertThat(reply.text("Message"))
                                    .isEqualTo("The specified queue does not exist"
                                            + (s.isJson() ? "." : " for this wsdl version."));
                            return reply;
                        }),
                refused(
                        "DeleteQueue",
                        "QueueUrl",
                        MODEL,
                        "No queue at all.",
                        "MissingParameter",
                        "The request must contain the parameter QueueUrl.",
                        s -> s.call("DeleteQueue")),
                refused(
                        "DeleteQueue",
                        "QueueUrl",
                        GUIDE,
                        "No address of a queue.",
                        "InvalidAddress",
                        "The address … is not valid for this endpoint.",
                        s -> s.call("DeleteQueue", "QueueUrl", "http://h/x/y")),
                holds(
                        "SendMessage",
                        "QueueUrl",
                        RECORDED,
                        "A mere name is the caller's own queue of that name; hosts do not matter.",
                        s -> {
                            String url = s.queue();
                            String name = url.substring(url.lastIndexOf('/') + 1);
                            s.sendTo(name, "x");
                            s.sendTo("https://sqs.eu-north-1.amazonaws.com/" + s.tenant() + "/" + name, "x");
                            s.sendTo(s.endpoint() + "/queue/eu-north-1/" + s.tenant() + "/" + name, "x");
                            assertThat(s.attributes(url, "ApproximateNumberOfMessages"))
                                    .containsEntry("ApproximateNumberOfMessages", "3");
                        }),
                holds("SendMessage", "QueueUrl", GUIDE, "A slash behind the queue's name counts for nothing.", s -> {
                    String url = s.queue();
                    s.sendTo(url + "/", "x");
                    Map<String, String> headers =
                            s.isJson() ? Map.of("x-amz-target", "AmazonSQS.SendMessage") : Map.of();
                    String body = s.isJson() ? "{\"MessageBody\":\"x\"}" : "Action=SendMessage&MessageBody=x";
                    s.send("POST", URI.create(url).getPath() + "/", headers, body)
                            .assertOk();
                    assertThat(s.attributes(url, "ApproximateNumberOfMessages"))
                            .containsEntry("ApproximateNumberOfMessages", "2");
                }),
                holds(
                        "PurgeQueue",
                        "QueueUrl",
                        RECORDED,
                        "Every message sent before goes, leased and delayed ones too.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "a");
                            s.handle(url, "VisibilityTimeout", 1);
                            s.sendTo(url, "b");
                            s.sendTo(url, "c", "DelaySeconds", 1);
                            s.ok("PurgeQueue", "QueueUrl", url);
                            s.sendTo(url, "d");
                            assertThat(Reply.text(s.one(url), "Body")).isEqualTo("d");
                            Thread.sleep(1_200);
                            s.assertEmpty(url);
                        }),
                refused(
                        "PurgeQueue",
                        "QueueUrl",
                        RECORDED,
                        "Once in 60 s (`--purge-rest`).",
                        Errors.PREFIX + "PurgeQueueInProgress",
                        "Only one PurgeQueue operation on c-… is allowed every 60 seconds.",
                        s -> {
                            String url = s.queue();
                            s.ok("PurgeQueue", "QueueUrl", url);
                            return s.call("PurgeQueue", "QueueUrl", url);
                        }),
                holds(
                        "ListDeadLetterSourceQueues",
                        "QueueUrl",
                        MODEL,
                        "The queues that park here; an empty list where none does.",
                        s -> {
                            String dead = s.queue();
                            assertThat(s.ok("ListDeadLetterSourceQueues", "QueueUrl", dead)
                                            .texts("queueUrls"))
                                    .isEmpty();
                            String source = s.queue("RedrivePolicy", RedriveRules.policy(s.arn(dead), 5));
                            assertThat(s.ok("ListDeadLetterSourceQueues", "QueueUrl", dead)
                                            .texts("queueUrls"))
                                    .containsExactly(source);
                        }),
                holds("ListDeadLetterSourceQueues", "NextToken", GUIDE, "Pages as ListQueues has them.", s -> {
                    String dead = s.queue();
                    for (int i = 0; i < 3; i++) {
                        s.queue("RedrivePolicy", RedriveRules.policy(s.arn(dead), 5));
                    }
                    Reply first = s.ok("ListDeadLetterSourceQueues", "QueueUrl", dead, "MaxResults", 2);
                    assertThat(first.texts("queueUrls")).hasSize(2);
                    Reply last = s.ok(
                            "ListDeadLetterSourceQueues",
                            "QueueUrl",
                            dead,
                            "MaxResults",
                            2,
                            "NextToken",
                            first.text("NextToken"));
                    assertThat(last.texts("queueUrls")).hasSize(1);
                }),
                refused(
                        "ListDeadLetterSourceQueues",
                        "MaxResults",
                        GUIDE,
                        "More than 1,000.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call("ListDeadLetterSourceQueues", "QueueUrl", s.queue(), "MaxResults", 1001)));
    }

    private static Rule badName(String name, String what) {
        return refused(
                "CreateQueue",
                "QueueName",
                RECORDED,
                "No such name: " + what + ".",
                "InvalidParameterValue",
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
                s -> s.call("CreateQueue", "QueueName", name));
    }

    /** Of three queues, whose names no others begin like. */
    private static List<String> three(Sqs s) throws Exception {
        String prefix = Sqs.name() + "_p";
        List<String> urls = new java.util.ArrayList<>();
        for (String end : new String[] {"a", "b", "c"}) {
            urls.add(s.ok("CreateQueue", "QueueName", prefix + end).text("QueueUrl"));
        }
        return urls;
    }

    private static String prefix(List<String> three) {
        String first = three.getFirst();
        return first.substring(first.lastIndexOf('/') + 1, first.length() - 1);
    }
}
