package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.MODEL;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Permissions and tags. */
final class PermissionRules {
    private static final String ADD = "AddPermission";
    private static final String REMOVE = "RemovePermission";
    private static final String TAG = "TagQueue";
    private static final String UNTAG = "UntagQueue";

    private PermissionRules() {}

    static List<Rule> rules() {
        return List.of(
                holds(ADD, "QueueUrl", RECORDED, "A statement of the policy, under its label.", s -> {
                    String url = s.queue();
                    s.ok(
                            ADD,
                            "QueueUrl",
                            url,
                            "Label",
                            "crossaccountpermission",
                            "AWSAccountIds",
                            List.of(s.tenant()),
                            "Actions",
                            List.of("ReceiveMessage"));
                    String arn = s.arn(url);
                    assertThat(JsonTree.object(Reply.text(s.attributes(url, "Policy"), "Policy")))
                            .isEqualTo(params(
                                    "Version",
                                    "2008-10-17",
                                    "Id",
                                    arn + "/SQSDefaultPolicy",
                                    "Statement",
                                    List.of(params(
                                            "Sid",
                                            "crossaccountpermission",
                                            "Effect",
                                            "Allow",
                                            "Principal",
                                            Map.of("AWS", "arn:aws:iam::" + s.tenant() + ":root"),
                                            "Action",
                                            "SQS:ReceiveMessage",
                                            "Resource",
                                            arn))));
                }),
                refused(
                        ADD,
                        "Label",
                        RECORDED,
                        "A label that is there.",
                        "InvalidParameterValue",
                        "Value l for parameter Label is invalid. Reason: Already exists.",
                        s -> {
                            String url = s.queue();
                            add(s, url, "l", s.tenant(), "SendMessage").assertOk();
                            return add(s, url, "l", s.tenant(), "ReceiveMessage");
                        }),
                refused(
                        ADD,
                        "Label",
                        GUIDE,
                        "More than 80 characters.",
                        "InvalidParameterValue",
                        "",
                        s -> add(s, s.queue(), "l".repeat(81), s.tenant(), "SendMessage")),
                refused(
                        ADD,
                        "Actions",
                        GUIDE,
                        "More than seven.",
                        "OverLimit",
                        "8 Actions were found, maximum allowed is 7.",
                        s -> s.call(
                                ADD,
                                "QueueUrl",
                                s.queue(),
                                "Label",
                                "l",
                                "AWSAccountIds",
                                List.of(s.tenant()),
                                "Actions",
                                List.of(
                                        "SendMessage",
                                        "ReceiveMessage",
                                        "DeleteMessage",
                                        "ChangeMessageVisibility",
                                        "GetQueueUrl",
                                        "GetQueueAttributes",
                                        "PurgeQueue",
                                        "ListDeadLetterSourceQueues"))),
                refused(
                        ADD,
                        "Actions",
                        RECORDED,
                        "No action of SQS.",
                        "InvalidParameterValue",
                        "Value SQS:Foobar for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions.…",
                        s -> add(s, s.queue(), "l", s.tenant(), "Foobar")),
                refused(
                        ADD,
                        "Actions",
                        GUIDE,
                        "The owner's alone.",
                        "InvalidParameterValue",
                        "Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.",
                        s -> add(s, s.queue(), "l", s.tenant(), "DeleteQueue")),
                refused(
                        ADD,
                        "AWSAccountIds",
                        GUIDE,
                        "No account.",
                        "InvalidParameterValue",
                        "Value [1234] for parameter PrincipalId is invalid. Reason: Unable to verify.",
                        s -> add(s, s.queue(), "l", "1234", "SendMessage")),
                refused(
                        ADD,
                        "AWSAccountIds",
                        MODEL,
                        "None.",
                        "MissingParameter",
                        "",
                        s -> s.call(ADD, "QueueUrl", s.queue(), "Label", "l", "Actions", List.of("SendMessage"))),
                holds(
                                ADD,
                                "AWSAccountIds",
                                GUIDE,
                                "Who is named may do what is named, and is told AccessDenied for the rest.",
                                s -> {
                                    String url = s.queue();
                                    add(s, url, "l", s.stranger().tenant(), "SendMessage")
                                            .assertOk();
                                    s.stranger().sendTo(url, "x");
                                    s.stranger()
                                            .call("PurgeQueue", "QueueUrl", url)
                                            .assertRefused("AccessDenied", "Access to the resource … is denied.");
                                    s.ok(REMOVE, "QueueUrl", url, "Label", "l");
                                    s.stranger()
                                            .call("SendMessage", "QueueUrl", url, "MessageBody", "x")
                                            .assertRefused(Errors.PREFIX + "NonExistentQueue", "");
                                })
                        .differs(
                                "who may do nothing with a queue is not told that it is there; the service tells AccessDenied"),
                holds(REMOVE, "QueueUrl", RECORDED, "The last permission takes the policy with it.", s -> {
                    String url = s.queue();
                    add(s, url, "l", s.tenant(), "SendMessage").assertOk();
                    s.ok(REMOVE, "QueueUrl", url, "Label", "l");
                    assertThat(s.attributes(url, "Policy")).isEmpty();
                }),
                refused(
                        REMOVE,
                        "Label",
                        RECORDED,
                        "No policy.",
                        "InvalidParameterValue",
                        "Value l for parameter Label is invalid. Reason: can't find label.",
                        s -> s.call(REMOVE, "QueueUrl", s.queue(), "Label", "l")),
                refused(
                        REMOVE,
                        "Label",
                        RECORDED,
                        "No such label.",
                        "InvalidParameterValue",
                        "Value m for parameter Label is invalid. Reason: can't find label on existing policy.",
                        s -> {
                            String url = s.queue();
                            add(s, url, "l", s.tenant(), "SendMessage").assertOk();
                            return s.call(REMOVE, "QueueUrl", url, "Label", "m");
                        }),
                holds(TAG, "Tags", RECORDED, "Added and replaced; keys differ by case; values may be empty.", s -> {
                    String url = s.queue();
                    s.ok(TAG, "QueueUrl", url, "Tags", params("tag1", "value1", "tag2", ""));
                    s.ok(TAG, "QueueUrl", url, "Tags", params("tag1", "VALUE1", "Tag1", "x"));
                    assertThat(s.ok("ListQueueTags", "QueueUrl", url).map("Tags"))
                            .isEqualTo(params("tag1", "VALUE1", "tag2", "", "Tag1", "x"));
                }),
                refused(
                        TAG,
                        "Tags",
                        GUIDE,
                        "More than 50 on a queue.",
                        "InvalidParameterValue",
                        "Too many tags added for queue c-….",
                        s -> {
                            Map<String, Object> many = params();
                            for (int i = 0; i < 51; i++) {
                                many.put("k" + i, "v");
                            }
                            return s.call(TAG, "QueueUrl", s.queue(), "Tags", many);
                        }),
                refused(
                        TAG,
                        "Tags",
                        MODEL,
                        "None.",
                        "MissingParameter",
                        "The request must contain the parameter Tags.",
                        s -> s.call(TAG, "QueueUrl", s.queue())),
                refused(
                        TAG,
                        "Tags",
                        GUIDE,
                        "A key of more than 128 characters.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(TAG, "QueueUrl", s.queue(), "Tags", params("k".repeat(129), "v"))),
                refused(
                        TAG,
                        "Tags",
                        GUIDE,
                        "A value of more than 256 characters.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(TAG, "QueueUrl", s.queue(), "Tags", params("k", "v".repeat(257)))),
                refused(
                        TAG,
                        "Tags",
                        GUIDE,
                        "A reserved key.",
                        "InvalidParameterValue",
                        "",
                        s -> s.call(TAG, "QueueUrl", s.queue(), "Tags", params("aws:k", "v"))),
                holds(TAG, "QueueUrl", MODEL, "Tags change nothing else.", s -> {
                    String url = s.queue();
                    s.ok(TAG, "QueueUrl", url, "Tags", params("k", "v"));
                    s.sendTo(url, "x");
                    s.one(url);
                }),
                holds(UNTAG, "TagKeys", RECORDED, "Taken away; what is not there is no error.", s -> {
                    String url = s.queue();
                    s.ok(TAG, "QueueUrl", url, "Tags", params("tag1", "v", "tag2", "v"));
                    s.ok(UNTAG, "QueueUrl", url, "TagKeys", List.of("tag1", "tag3"));
                    assertThat(s.ok("ListQueueTags", "QueueUrl", url).map("Tags"))
                            .isEqualTo(params("tag2", "v"));
                }),
                refused(
                        UNTAG,
                        "TagKeys",
                        RECORDED,
                        "None.",
                        "InvalidParameterValue",
                        "Tag keys must be between 1 and 128 characters in length.",
                        s -> s.call(UNTAG, "QueueUrl", s.queue(), "TagKeys", List.of())),
                holds(UNTAG, "QueueUrl", MODEL, "The queue's own tags only.", s -> {
                    String one = s.queue();
                    String two = s.queue();
                    s.ok(TAG, "QueueUrl", one, "Tags", params("k", "v"));
                    s.ok(UNTAG, "QueueUrl", two, "TagKeys", List.of("k"));
                    assertThat(s.ok("ListQueueTags", "QueueUrl", one).map("Tags"))
                            .isNotEmpty();
                }),
                holds(
                        "ListQueueTags",
                        "QueueUrl",
                        RECORDED,
                        "No tags: nothing is said of them.",
                        s -> assertThat(s.ok("ListQueueTags", "QueueUrl", s.queue())
                                        .has("Tags"))
                                .isFalse()));
    }

    private static Reply add(Sqs s, String url, String label, String account, String action) throws Exception {
        return s.call(
                ADD, "QueueUrl", url, "Label", label, "AWSAccountIds", List.of(account), "Actions", List.of(action));
    }
}
