package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.MODEL;
import static io.sluice.standalone.conformance.Rule.Source.OURS;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The protocols themselves. */
final class WireRules {
    private static final String ANY = "any action";
    private static final String JSON = "JSON 1.0";
    private static final String QUERY = "Query";

    private WireRules() {}

    static List<Rule> rules() {
        return List.of(
                malformed("{\"QueueUrl\":5}", "A number for a text.", "NUMBER_VALUE can not be converted to String"),
                malformed(
                        "{\"QueueUrl\":true}",
                        "A truth value for a text.",
                        "TRUE_VALUE can not be converted to String"),
                malformed(
                        "{\"QueueUrl\":\"q\",\"MaxNumberOfMessages\":\"5\"}",
                        "A text for a number.",
                        "STRING_VALUE can not be converted to Integer"),
                malformed(
                        "{\"QueueUrl\":\"q\",\"MaxNumberOfMessages\":1.5}",
                        "A fraction for a number.",
                        "DECIMAL_VALUE can not be converted to Integer"),
                malformed("{\"QueueUrl\":\"q\",\"AttributeNames\":\"All\"}", "A text for a list.", ""),
                malformed(
                        "{\"QueueUrl\":",
                        "An end too soon: no word of how it is read.",
                        "The request is not well-formed."),
                malformed("[]", "No object.", "The request is not well-formed."),
                holds(ANY, JSON, MODEL, "Unknown members and nulls are nothing.", s -> {
                    String url = s.queue();
                    if (s.isJson()) {
                        s.send(
                                        "POST",
                                        "/",
                                        target("ReceiveMessage"),
                                        "{\"QueueUrl\":\"" + url + "\",\"New\":{\"a\":[1]},\"WaitTimeSeconds\":null}")
                                .assertOk();
                    }
                }),
                holds(
                        ANY,
                        JSON,
                        MODEL,
                        "The header x-amzn-query-error has the code of Query for clients that began with it.",
                        s -> {
                            Reply reply = s.call("GetQueueUrl", "QueueName", "none");
                            assertThat(reply.headers().get("x-amzn-query-error"))
                                    .isEqualTo(s.isJson() ? "AWS.SimpleQueueService.NonExistentQueue;Sender" : null);
                        }),
                refused(
                        ANY,
                        QUERY,
                        RECORDED,
                        "An action that there is not.",
                        "InvalidAction",
                        "The action FooBar is not valid for this endpoint.",
                        s -> s.call("FooBar")),
                holds(ANY, QUERY, RECORDED, "By GET, at a queue's address, which names the queue.", s -> {
                    String url = s.queue();
                    String path = URI.create(url).getPath();
                    if (!s.isJson()) {
                        s.send("GET", path + "?Action=SendMessage&MessageBody=foobar", Map.of(), "")
                                .assertOk();
                        assertThat(s.send("GET", path + "?Action=ReceiveMessage", Map.of(), "")
                                        .body())
                                .contains("<Body>foobar</Body>");
                        String arn = "?Action=GetQueueAttributes&AttributeName.1=QueueArn";
                        assertThat(s.send(
                                                "GET",
                                                path + arn + "&QueueUrl="
                                                        + s.queue()
                                                                .replace(":", "%3A")
                                                                .replace("/", "%2F"),
                                                Map.of(),
                                                "")
                                        .body())
                                .doesNotContain(url.substring(url.lastIndexOf('/') + 1) + "<");
                    }
                }),
                holds(ANY, QUERY, RECORDED, "At a queue's address neither CreateQueue nor ListQueues.", s -> {
                    if (!s.isJson()) {
                        String path = URI.create(s.queue()).getPath();
                        for (String action : new String[] {"ListQueues", "CreateQueue"}) {
                            s.send("GET", path + "?Action=" + action, Map.of(), "")
                                    .assertRefused(
                                            "InvalidAction",
                                            "The action " + action + " is not valid for this endpoint.");
                        }
                    }
                }),
                holds(ANY, QUERY, RECORDED, "A GET without an action: 404 and UnknownOperationException.", s -> {
                    if (!s.isJson()) {
                        Reply reply = s.send("GET", URI.create(s.queue()).getPath(), Map.of(), "");
                        assertThat(reply.status()).isEqualTo(404);
                        assertThat(reply.body()).contains("<UnknownOperationException");
                    }
                }),
                holds(ANY, QUERY, GUIDE, "A map of one pair needs no number: Attribute.Name, Attribute.Value.", s -> {
                    String url = s.queue();
                    if (!s.isJson()) {
                        String at = "&QueueUrl=" + url;
                        query(s, "Action=SetQueueAttributes&Attribute.Name=DelaySeconds&Attribute.Value=7" + at)
                                .assertOk();
                        query(s, "Action=TagQueue&Tag.Key=kind&Tag.Value=test" + at)
                                .assertOk();
                        query(
                                        s,
                                        "Action=SendMessage&MessageBody=x&MessageAttribute.Name=n"
                                                + "&MessageAttribute.Value.DataType=String"
                                                + "&MessageAttribute.Value.StringValue=v&DelaySeconds=0" + at)
                                .assertOk();
                        assertThat(s.attributes(url, "DelaySeconds")).containsEntry("DelaySeconds", "7");
                        assertThat(s.ok("ListQueueTags", "QueueUrl", url).map("Tags"))
                                .containsEntry("kind", "test");
                        assertThat(Reply.map(s.one(url, "MessageAttributeNames", List.of("All")), "MessageAttributes"))
                                .containsOnlyKeys("n");
                    }
                }),
                holds(ANY, QUERY, OURS, "A pair without a number beside others: MalformedInput.", s -> {
                    String url = s.queue();
                    if (!s.isJson()) {
                        query(s, "Action=TagQueue&Tag.Key=a&Tag.Value=b&Tag.1.Key=c&Tag.1.Value=d&QueueUrl=" + url)
                                .assertRefused("MalformedInput", "The request has Tag.1 beside Tag without a number.");
                    }
                }),
                holds(ANY, QUERY, OURS, "Two items under one number, or two values of one name: MalformedInput.", s -> {
                    String at = "&QueueUrl=" + s.queue();
                    if (!s.isJson()) {
                        String entry = "SendMessageBatchRequestEntry.";
                        for (String number : new String[] {"01", "%2B1", "-1", "%D9%A1", ""}) {
                            query(
                                            s,
                                            "Action=SendMessageBatch&" + entry + "1.Id=a&" + entry + "1.MessageBody=x&"
                                                    + entry + number + ".Id=b&" + entry + number + ".MessageBody=y"
                                                    + at)
                                    .assertRefused("MalformedInput", "");
                        }
                        query(s, "Action=SendMessage&MessageBody=x&MessageBody=y" + at)
                                .assertRefused("MalformedInput", "The request has more than one value of MessageBody.");
                        query(s, "Action=SendMessage&MessageBody=x&Action=PurgeQueue" + at)
                                .assertRefused("MalformedInput", "The request has more than one value of Action.");
                        query(s, "Action=SendMessage&MessageBody=x&Action=SendMessage" + at)
                                .assertOk();
                    }
                }),
                holds(ANY, QUERY, GUIDE, "Numbers are digits.", s -> {
                    String url = s.queue();
                    if (!s.isJson()) {
                        for (String wrong : new String[] {"%2B5", "+5", "5.0", "five", ""}) {
                            s.send(
                                            "POST",
                                            "/",
                                            Map.of(),
                                            "Action=ReceiveMessage&QueueUrl=" + url + "&MaxNumberOfMessages=" + wrong)
                                    .assertRefused("InvalidParameterValue", "");
                        }
                    }
                }),
                holds(ANY, QUERY, RECORDED, "A GET that accepts JSON is answered in XML.", s -> {
                            if (!s.isJson()) {
                                assertThat(s.send(
                                                        "GET",
                                                        "/?Action=ListQueues&MaxResults=1",
                                                        Map.of("accept", "application/json"),
                                                        "")
                                                .body())
                                        .contains("<ListQueuesResponse");
                            }
                        })
                        .differs("the service answers such a GET in JSON of Query's shapes, which no SDK asks for"));
    }

    private static Reply query(Sqs sqs, String form) throws IOException, InterruptedException {
        return sqs.send("POST", "/", Map.of(), form);
    }

    private static Map<String, String> target(String action) {
        return Map.of("x-amz-target", "AmazonSQS." + action);
    }

    private static Rule malformed(String body, String says, String message) {
        return new Rule(ANY, JSON, says, "MalformedInput", MODEL, Rule.Standing.SAME, "", s -> {
            if (s.isJson()) {
                s.send("POST", "/", target("ReceiveMessage"), body).assertRefused("MalformedInput", message);
            }
        });
    }
}
