package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.MODEL;
import static io.sluice.standalone.conformance.Rule.Source.OURS;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Queue attributes: values, limits, defaults, names. */
final class AttributeRules {
    private static final String SET = "SetQueueAttributes";
    private static final String GET = "GetQueueAttributes";

    private AttributeRules() {}

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        number(rules, "VisibilityTimeout", 0, 43_200, "30");
        number(rules, "MaximumMessageSize", 1_024, 1_048_576, "1048576");
        number(rules, "MessageRetentionPeriod", 60, 1_209_600, "345600");
        number(rules, "DelaySeconds", 0, 900, "0");
        number(rules, "ReceiveMessageWaitTimeSeconds", 0, 20, "0");
        for (String wrong :
                new String[] {"+30", " 30", "30 ", "3e1", "0x1e", "", "thirty", "30.0", "99999999999999999999"}) {
            rules.add(refused(
                    SET,
                    "VisibilityTimeout",
                    GUIDE,
                    "`" + wrong + "` is no number.",
                    "InvalidAttributeValue",
                    "Invalid value for the parameter VisibilityTimeout.",
                    s -> set(s, s.queue(), "VisibilityTimeout", wrong)));
        }
        rules.addAll(List.of(
                holds(
                        GET,
                        "AttributeNames",
                        RECORDED,
                        "`All` of a standard queue: these twelve, and what was set.",
                        s -> {
                            String url = s.queue();
                            assertThat(s.attributes(url, "All"))
                                    .containsOnlyKeys(
                                            "QueueArn",
                                            "ApproximateNumberOfMessages",
                                            "ApproximateNumberOfMessagesNotVisible",
                                            "ApproximateNumberOfMessagesDelayed",
                                            "CreatedTimestamp",
                                            "LastModifiedTimestamp",
                                            "VisibilityTimeout",
                                            "MaximumMessageSize",
                                            "MessageRetentionPeriod",
                                            "DelaySeconds",
                                            "ReceiveMessageWaitTimeSeconds",
                                            "SqsManagedSseEnabled");
                        }),
                holds(GET, "AttributeNames", RECORDED, "No names, no attributes.", s -> {
                    assertThat(s.ok(GET, "QueueUrl", s.queue()).has("Attributes"))
                            .isFalse();
                }),
                holds(
                        GET,
                        "AttributeNames",
                        RECORDED,
                        "Only what was asked for; what is not set is left out.",
                        s -> assertThat(s.attributes(s.queue(), "DelaySeconds", "Policy", "FifoQueue"))
                                .isEqualTo(Map.of("DelaySeconds", "0"))),
                refused(
                        GET,
                        "AttributeNames",
                        RECORDED,
                        "An unknown name.",
                        "InvalidAttributeName",
                        "Unknown Attribute Foobar.",
                        s -> s.call(GET, "QueueUrl", s.queue(), "AttributeNames", List.of("Foobar"))),
                holds(GET, "QueueArn", RECORDED, "Region, account and name.", s -> {
                            String url = s.queue();
                            assertThat(s.attributes(url, "QueueArn")).containsEntry("QueueArn", s.arn(url));
                        })
                        .differs(
                                "the region is the one that the request is signed for, here and in what redrive policies name; queues"
                                        + " are in no region"),
                holds(GET, "CreatedTimestamp", MODEL, "Seconds since 1970.", s -> timestamp(s, "CreatedTimestamp")),
                holds(
                        GET,
                        "LastModifiedTimestamp",
                        MODEL,
                        "Seconds since 1970.",
                        s -> timestamp(s, "LastModifiedTimestamp")),
                holds(GET, "ApproximateNumberOfMessages", RECORDED, "Ready ones.", s -> {
                            String url = counted(s);
                            assertThat(s.attributes(url, "ApproximateNumberOfMessages"))
                                    .containsValue("2");
                        })
                        .better("exact, and at once"),
                holds(
                                GET,
                                "ApproximateNumberOfMessagesNotVisible",
                                RECORDED,
                                "Leased ones.",
                                s -> assertThat(s.attributes(counted(s), "ApproximateNumberOfMessagesNotVisible"))
                                        .containsValue("1"))
                        .better("exact, and at once"),
                holds(
                                GET,
                                "ApproximateNumberOfMessagesDelayed",
                                RECORDED,
                                "Delayed ones.",
                                s -> assertThat(s.attributes(counted(s), "ApproximateNumberOfMessagesDelayed"))
                                        .containsValue("1"))
                        .better("exact, and at once"),
                refused(
                        SET,
                        "Attributes",
                        GUIDE,
                        "An unknown name.",
                        "InvalidAttributeName",
                        "Unknown Attribute Nonsense.",
                        s -> set(s, s.queue(), "Nonsense", "1")),
                refused(
                        SET,
                        "QueueArn",
                        GUIDE,
                        "Read-only attributes are unknown here.",
                        "InvalidAttributeName",
                        "Unknown Attribute QueueArn.",
                        s -> set(s, s.queue(), "QueueArn", "x")),
                holds(SET, "QueueUrl", MODEL, "What is not named stays.", s -> {
                    String url = s.queue("DelaySeconds", "7");
                    set(s, url, "VisibilityTimeout", "9").assertOk();
                    assertThat(s.attributes(url, "DelaySeconds", "VisibilityTimeout"))
                            .isEqualTo(Map.of("DelaySeconds", "7", "VisibilityTimeout", "9"));
                }),
                holds(SET, "Attributes", GUIDE, "One wrong attribute, and none is set.", s -> {
                    String url = s.queue();
                    s.call(SET, "QueueUrl", url, "Attributes", params("DelaySeconds", "7", "VisibilityTimeout", "x"))
                            .assertRefused("InvalidAttributeValue", "");
                    assertThat(s.attributes(url, "DelaySeconds")).containsEntry("DelaySeconds", "0");
                }),
                holds(SET, "Policy", RECORDED, "A policy is kept as it was written; an empty one takes it away.", s -> {
                    String url = s.queue();
                    String policy =
                            "{ \"Statement\": [{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\""
                                    + s.arn(url) + "\"}] }";
                    set(s, url, "Policy", policy).assertOk();
                    assertThat(s.attributes(url, "Policy")).containsEntry("Policy", policy);
                    set(s, url, "Policy", "").assertOk();
                    assertThat(s.attributes(url, "Policy")).isEmpty();
                }),
                holds(
                                SET,
                                "Policy",
                                GUIDE,
                                "Principals are accounts, users, roles, sessions, services and federated identities; a Deny for a role is none for its account.",
                                s -> {
                                    String url = s.queue();
                                    String its = "arn:aws:iam::" + s.tenant();
                                    String session = "arn:aws:sts::" + s.tenant() + ":assumed-role/shop/1";
                                    set(
                                                    s,
                                                    url,
                                                    "Policy",
                                                    policy(
                                                            "Deny",
                                                            "{\"AWS\":[\"" + its + ":role/team/shop\",\"" + its
                                                                    + ":user/bob\",\"" + session
                                                                    + "\"],\"Service\":\"s3.amazonaws.com\",\"Federated\":\""
                                                                    + its + ":saml-provider/idp\"}",
                                                            ""))
                                            .assertOk();
                                    s.sendTo(url, "x");
                                })
                        .differs("keys here are those of accounts and users, so all others mean nobody"),
                holds(
                                SET,
                                "Policy",
                                GUIDE,
                                "All global condition keys of IAM; one without a value is judged as absent.",
                                s -> {
                                    String url = s.queue("DelaySeconds", "0");
                                    s.ok("TagQueue", "QueueUrl", url, "Tags", Map.of("team", "blue"));
                                    String has =
                                            "\"StringEquals\":{\"aws:ResourceTag/team\":\"blue\",\"aws:ResourceAccount\":\""
                                                    + s.tenant() + "\",\"aws:RequestedRegion\":\"" + Signature.REGION
                                                    + "\",\"aws:PrincipalType\":\"Account\"}";
                                    String absent = "\"StringNotLike\":{\"aws:SourceVpce\":\"vpce-*\"}";
                                    set(s, url, "Policy", policy("Deny", "\"*\"", has + "," + absent))
                                            .assertOk();
                                    s.call("SendMessage", "QueueUrl", url, "MessageBody", "x")
                                            .assertRefused("AccessDenied", "");
                                    set(
                                                    s,
                                                    url,
                                                    "Policy",
                                                    policy("Deny", "\"*\"", has + "," + absent.replace("Not", "")))
                                            .assertOk();
                                    s.sendTo(url, "x");
                                })
                        .differs(
                                "organizations, private networks and roles' sessions are never there ([policies.md](policies.md))"),
                holds(
                        SET,
                        "Policy",
                        GUIDE,
                        "aws:RequestTag/KEY and aws:TagKeys are the tags that TagQueue gives and the keys that UntagQueue"
                                + " takes away.",
                        s -> {
                            String url = s.queue("DelaySeconds", "0");
                            String conditions = "\"StringNotEquals\":{\"aws:RequestTag/env\":\"test\"},"
                                    + "\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":\"env\"}";
                            set(
                                            s,
                                            url,
                                            "Policy",
                                            policy("Deny", "\"*\"", conditions).replace("sqs:SendMessage", "sqs:*"))
                                    .assertOk();
                            s.ok("TagQueue", "QueueUrl", url, "Tags", Map.of("env", "test"));
                            s.call("TagQueue", "QueueUrl", url, "Tags", Map.of("env", "live", "team", "blue"))
                                    .assertRefused("AccessDenied", "");
                            s.call("UntagQueue", "QueueUrl", url, "TagKeys", List.of("env"))
                                    .assertRefused("AccessDenied", "");
                            s.ok("UntagQueue", "QueueUrl", url, "TagKeys", List.of("team"));
                        }),
                refused(
                                SET,
                                "Policy",
                                GUIDE,
                                "What is no policy.",
                                "InvalidAttributeValue",
                                "Invalid value for the parameter Policy.…",
                                s -> set(s, s.queue(), "Policy", "{\"Statement\":5}"))
                        .better("the place of the fault is named"),
                holds(SET, "Policy", GUIDE, "An empty Condition block is none.", s -> {
                    String url = s.queue();
                    set(s, url, "Policy", policy("Deny", "\"*\"", "").replace("}}", ",\"Condition\":{}}}"))
                            .assertOk();
                    s.call("SendMessage", "QueueUrl", url, "MessageBody", "x").assertRefused("AccessDenied", "");
                }),
                holds(
                                SET,
                                "Policy",
                                GUIDE,
                                "`${…}` is a variable, or one of the escapes `${*}`, `${?}` and `${$}`; under version 2008-10-17,"
                                        + " literal text.",
                                s -> {
                                    String url = s.queue();
                                    for (String value : new String[] {"${aws:username}", "${*}", "${?}", "${$}"}) {
                                        String like = policy(
                                                "Deny",
                                                "\"*\"",
                                                "\"StringLike\":{\"aws:UserAgent\":\"" + value + "\"}");
                                        for (String version : new String[] {"2008-10-17", "2012-10-17"}) {
                                            assertPolicyIsRefused(
                                                    s, url, "{\"Version\":\"" + version + "\"," + like.substring(1));
                                        }
                                    }
                                })
                        .differs("a policy with `${` in it is refused, under either version"),
                refused(
                                SET,
                                "Policy",
                                GUIDE,
                                "`*` are all, also who signs nothing.",
                                "MissingAuthenticationToken",
                                "",
                                s -> {
                                    String url = s.queue();
                                    s.ok(
                                            SET,
                                            "QueueUrl",
                                            url,
                                            "Attributes",
                                            Map.of("Policy", policy("Allow", "\"*\"", "")));
                                    return s.unsigned("SendMessage", "QueueUrl", url, "MessageBody", "x");
                                })
                        .differs("who signs nothing is refused: each request is of an account, whose limits apply"),
                holds(
                                SET,
                                "Policy",
                                GUIDE,
                                "BinaryEquals compares with bytes in base64.",
                                s -> assertPolicyIsRefused(
                                        s,
                                        s.queue(),
                                        policy("Deny", "\"*\"", "\"BinaryEquals\":{\"aws:UserAgent\":\"eA==\"}")))
                        .differs("BinaryEquals is refused; no key here has bytes for a value"),
                holds(
                                SET,
                                "Policy",
                                GUIDE,
                                "An empty list of a condition's values is only advised against.",
                                s -> assertPolicyIsRefused(
                                        s,
                                        s.queue(),
                                        policy("Deny", "\"*\"", "\"StringEquals\":{\"aws:UserAgent\":[]}")))
                        .differs("an empty list of values is refused, as in a policy's other elements"),
                holds(
                                SET,
                                "SluiceMaximumMessageSize",
                                OURS,
                                "Up to 64 MiB for bodies over REST ([rest.md](rest.md)); MaximumMessageSize shows 1 MiB then.",
                                s -> {
                                    String url = s.queue("SluiceMaximumMessageSize", "67109888");
                                    assertThat(s.attributes(url, "MaximumMessageSize", "SluiceMaximumMessageSize"))
                                            .isEqualTo(Map.of(
                                                    "MaximumMessageSize",
                                                    "1048576",
                                                    "SluiceMaximumMessageSize",
                                                    "67109888"));
                                })
                        .better("SQS has no larger messages"),
                holds(SET, "SqsManagedSseEnabled", RECORDED, "`true` unless it was set otherwise.", s -> {
                    String url = s.queue();
                    assertThat(s.attributes(url, "SqsManagedSseEnabled")).containsValue("true");
                    set(s, url, "SqsManagedSseEnabled", "false").assertOk();
                    assertThat(s.attributes(url, "SqsManagedSseEnabled")).containsValue("false");
                }),
                refused(
                        SET,
                        "SqsManagedSseEnabled",
                        GUIDE,
                        "`true` and `false` are all there is.",
                        "InvalidAttributeValue",
                        "Invalid value for the parameter SqsManagedSseEnabled.",
                        s -> set(s, s.queue(), "SqsManagedSseEnabled", "yes")),
                refused(
                        SET,
                        "SqsManagedSseEnabled",
                        RECORDED,
                        "Not together with a key.",
                        "InvalidAttributeName",
                        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
                        s -> s.call(
                                SET,
                                "QueueUrl",
                                s.queue(),
                                "Attributes",
                                params("KmsMasterKeyId", "k", "SqsManagedSseEnabled", "true"))),
                holds(
                        SET,
                        "KmsMasterKeyId",
                        RECORDED,
                        "A key takes the managed one out of use; an empty one takes the key away.",
                        s -> {
                            String url = s.queue();
                            set(s, url, "KmsMasterKeyId", "testKeyId").assertOk();
                            assertThat(s.attributes(url, "KmsMasterKeyId", "SqsManagedSseEnabled"))
                                    .isEqualTo(Map.of("KmsMasterKeyId", "testKeyId", "SqsManagedSseEnabled", "false"));
                            set(s, url, "KmsMasterKeyId", "").assertOk();
                            assertThat(s.attributes(url, "KmsMasterKeyId", "SqsManagedSseEnabled"))
                                    .isEqualTo(Map.of("SqsManagedSseEnabled", "false"));
                        }),
                holds(
                        SET,
                        "KmsDataKeyReusePeriodSeconds",
                        RECORDED,
                        "60 to 86,400 s; 300 where there is a key and nothing was said.",
                        s -> {
                            String url = s.queue("KmsMasterKeyId", "k", "KmsDataKeyReusePeriodSeconds", "6000");
                            assertThat(s.attributes(url, "KmsDataKeyReusePeriodSeconds"))
                                    .containsValue("6000");
                            set(s, url, "KmsDataKeyReusePeriodSeconds", "300").assertOk();
                            assertThat(s.attributes(url, "KmsDataKeyReusePeriodSeconds"))
                                    .containsValue("300");
                            for (String wrong : new String[] {"59", "86401"}) {
                                set(s, url, "KmsDataKeyReusePeriodSeconds", wrong)
                                        .assertRefused(
                                                "InvalidAttributeValue",
                                                "Invalid value for the parameter KmsDataKeyReusePeriodSeconds.");
                            }
                        })));
        return rules;
    }

    private static void number(List<Rule> rules, String name, int least, int most, String usual) {
        rules.add(holds(SET, name, GUIDE, least + " to " + most + "; " + usual + " unless told otherwise.", s -> {
            String url = s.queue();
            assertThat(s.attributes(url, name)).containsEntry(name, usual);
            for (int good : new int[] {least, most}) {
                set(s, url, name, Integer.toString(good)).assertOk();
                assertThat(s.attributes(url, name)).containsEntry(name, Integer.toString(good));
            }
        }));
        for (int wrong : new int[] {least - 1, most + 1}) {
            rules.add(refused(
                    SET,
                    name,
                    GUIDE,
                    wrong + " is out of range.",
                    "InvalidAttributeValue",
                    "Invalid value for the parameter " + name + ".",
                    s -> set(s, s.queue(), name, Integer.toString(wrong))));
        }
    }

    private static String policy(String effect, String principal, String conditions) {
        return "{\"Statement\":{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\""
                + (conditions.isEmpty() ? "" : ",\"Condition\":{" + conditions + "}") + "}}";
    }

    private static Reply set(Sqs s, String url, String name, String value) throws Exception {
        return s.call(SET, "QueueUrl", url, "Attributes", params(name, value));
    }

    private static void assertPolicyIsRefused(Sqs s, String url, String policy) throws Exception {
        set(s, url, "Policy", policy)
                .assertRefused("InvalidAttributeValue", "Invalid value for the parameter Policy.…");
    }

    private static void timestamp(Sqs s, String name) throws Exception {
        long seconds = Long.parseLong(Reply.text(s.attributes(s.queue(), name), name));
        assertThat(seconds).isBetween(System.currentTimeMillis() / 1000 - 60, System.currentTimeMillis() / 1000 + 60);
    }

    /** Two ready messages, one leased, one delayed. */
    private static String counted(Sqs s) throws Exception {
        String url = s.queue();
        for (int i = 0; i < 3; i++) {
            s.sendTo(url, "x");
        }
        s.sendTo(url, "x", "DelaySeconds", 60);
        s.handle(url);
        return url;
    }
}
