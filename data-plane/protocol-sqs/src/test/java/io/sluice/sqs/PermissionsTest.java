package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AddPermission, RemovePermission and the attribute Policy, which they change. */
final class PermissionsTest {
    private static final String OTHER = TestApp.OTHER_TENANT.toString();
    private static final String ARN = "arn:aws:sqs:eu-north-1:" + TestApp.TENANT + ":q";

    private TestApp app;
    private SqsClient client;
    private String queue;

    @BeforeEach
    void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
        queue = "{\"QueueUrl\":\"" + client.url("q") + "\"";
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"q\"}").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private SqsClient.Reply add(String label, String accounts, String actions) {
        return client.json(
                "AddPermission",
                queue + ",\"Label\":\"" + label + "\",\"AWSAccountIds\":[" + accounts + "],\"Actions\":[" + actions
                        + "]}");
    }

    private SqsClient.Reply remove(String label) {
        return client.json("RemovePermission", queue + ",\"Label\":\"" + label + "\"}");
    }

    private SqsClient.Reply set(String policy) {
        return client.json(
                "SetQueueAttributes", queue + ",\"Attributes\":{\"Policy\":\"" + policy.replace("\"", "\\\"") + "\"}}");
    }

    private String policy() {
        return client.json("GetQueueAttributes", queue + ",\"AttributeNames\":[\"Policy\"]}")
                .body()
                .replace("\\\"", "\"");
    }

    private static String attributes(String policy) {
        return "{\"Attributes\":{\"Policy\":\"" + policy + "\"}}";
    }

    @Test
    void permissionBecomesAStatementUnderItsLabel() {
        assertThat(add("one", "\"" + OTHER + "\"", "\"SendMessage\"").status()).isEqualTo(200);
        String one = "{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::" + OTHER
                + ":root\"},\"Action\":\"SQS:SendMessage\",\"Resource\":\"" + ARN + "\"}";
        String head = "{\"Version\":\"2008-10-17\",\"Id\":\"" + ARN + "/SQSDefaultPolicy\",\"Statement\":[";
        assertThat(policy()).isEqualTo(attributes(head + one + "]}"));
        assertThat(add("two", "\"" + OTHER + "\",\"999988887777\"", "\"ReceiveMessage\",\"*\"")
                        .status())
                .isEqualTo(200);
        String two = "{\"Sid\":\"two\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::" + OTHER
                + ":root\",\"arn:aws:iam::999988887777:root\"]},\"Action\":[\"SQS:ReceiveMessage\",\"SQS:*\"],\"Resource\":\""
                + ARN + "\"}";
        assertThat(policy()).isEqualTo(attributes(head + one + "," + two + "]}"));
        assertThat(remove("one").status()).isEqualTo(200);
        assertThat(policy()).isEqualTo(attributes(head + two + "]}"));
        assertThat(remove("two").status()).isEqualTo(200);
        assertThat(policy()).isEqualTo("{}");
    }

    @Test
    void queryNamesAccountsAndActionsOneByOne() {
        SqsClient.Reply added = client.query("Action=AddPermission&"
                + SqsClient.form(
                        "QueueUrl", client.url("q"),
                        "Label", "one",
                        "AWSAccountId.1", OTHER,
                        "ActionName.1", "SendMessage",
                        "ActionName.2", "GetQueueUrl"));
        assertThat(added.body()).contains("<AddPermissionResponse").doesNotContain("Result");
        assertThat(policy()).contains("\"Action\":[\"SQS:SendMessage\",\"SQS:GetQueueUrl\"]");
        assertThat(client.query("Action=RemovePermission&"
                                + SqsClient.form("QueueUrl", client.url("q"), "Label", "one"))
                        .status())
                .isEqualTo(200);
        assertThat(policy()).isEqualTo("{}");
    }

    @Test
    void policyOfOnesOwnIsKeptAsItWasWrittenAndGoesWithAnEmptyOne() {
        String own = "{ \"Id\": \"mine\", \"Statement\": {\"Sid\":\"tls\",\"Effect\":\"Deny\",\"Principal\":\"*\","
                + "\"Action\":\"sqs:PurgeQueue\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":false}}}}";
        assertThat(set(own).status()).isEqualTo(200);
        assertThat(policy()).isEqualTo(attributes(own));
        assertThat(add("more", "\"" + OTHER + "\"", "\"SendMessage\"").status()).isEqualTo(200);
        assertThat(policy())
                .startsWith("{\"Attributes\":{\"Policy\":\"{\"Id\":\"mine\",\"Statement\":[{\"Sid\":\"tls\",")
                .contains("{\"aws:SecureTransport\":false}", "\"Sid\":\"more\"");
        assertThat(client.json("PurgeQueue", queue + "}").code()).isEqualTo("AccessDenied");
        assertThat(set("").status()).isEqualTo(200);
        assertThat(policy()).isEqualTo("{}");
        assertThat(client.json("PurgeQueue", queue + "}").status()).isEqualTo(200);
    }

    @Test
    void brokenPolicyIsRefusedWithItsPlaceAndChangesNothing() {
        SqsClient.Reply refused = set(
                "{\"Statement\":[{\"Effect\":\"Maybe\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}");
        assertThat(refused.code()).isEqualTo("InvalidAttributeValue");
        assertThat(refused.body()).contains("Invalid value for the parameter Policy. Reason: Statement[0].Effect");
        assertThat(policy()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | SendMessage | InvalidParameterValue | for parameter Label is invalid",
                "a.b | SendMessage | InvalidParameterValue | for parameter Label is invalid",
                "'' | SendMessage | MissingParameter | Label",
                "a | AddPermission | InvalidParameterValue | Value SQS:AddPermission for parameter ActionName is invalid. Reason: Only the queue owner",
                "a | CreateQueue | InvalidParameterValue | Only the queue owner is allowed to invoke this action.",
                "a | DeleteQueue | InvalidParameterValue | Only the queue owner is allowed to invoke this action.",
                "a | ListQueues | InvalidParameterValue | Only the queue owner is allowed to invoke this action.",
                "a | SetQueueAttributes | InvalidParameterValue | Only the queue owner is allowed to invoke this action.",
                "a | TagQueue | InvalidParameterValue | Only the queue owner is allowed to invoke this action.",
                "a | MakeCoffee | InvalidParameterValue | valid actions",
                "a | sendmessage | InvalidParameterValue | valid actions"
            })
    void wrongPermissionIsRefused(String label, String action, String code, String message) {
        SqsClient.Reply reply = add(label, "\"" + OTHER + "\"", "\"" + action + "\"");
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.body()).contains(message);
        assertThat(policy()).isEqualTo("{}");
    }

    @Test
    void labelHasUpToEightyCharacters() {
        assertThat(add("x".repeat(81), "\"" + OTHER + "\"", "\"SendMessage\"").code())
                .isEqualTo("InvalidParameterValue");
        assertThat(add("x".repeat(80), "\"" + OTHER + "\"", "\"SendMessage\"").status())
                .isEqualTo(200);
    }

    @Test
    void sevenActionsAreTheMost() {
        String seven =
                "\"SendMessage\",\"ReceiveMessage\",\"DeleteMessage\",\"ChangeMessageVisibility\",\"GetQueueUrl\","
                        + "\"GetQueueAttributes\",\"PurgeQueue\"";
        SqsClient.Reply eight = add("a", "\"" + OTHER + "\"", seven + ",\"ListDeadLetterSourceQueues\"");
        assertThat(eight.code()).isEqualTo("OverLimit");
        assertThat(eight.body()).contains("8 Actions were found, maximum allowed is 7.");
        assertThat(add("a", "\"" + OTHER + "\"", seven).status()).isEqualTo(200);
    }

    @Test
    void accountsAreTwelveDigits() {
        for (String wrong : new String[] {"1", "12345678901x", "arn:aws:iam::123456789012:root", "*"}) {
            SqsClient.Reply reply = add("a", "\"" + wrong + "\"", "\"SendMessage\"");
            assertThat(reply.code()).isEqualTo("InvalidParameterValue");
            assertThat(reply.body()).contains("for parameter PrincipalId is invalid. Reason: Unable to verify.");
        }
        assertThat(add("a", "", "\"SendMessage\"").body()).contains("Value [] for parameter PrincipalId is invalid.");
        assertThat(add("a", "\"" + OTHER + "\"", "").code()).isEqualTo("MissingParameter");
    }

    @Test
    void labelIsThereOnceOrNotAtAll() {
        assertThat(add("a", "\"" + OTHER + "\"", "\"SendMessage\"").status()).isEqualTo(200);
        SqsClient.Reply twice = add("a", "\"" + OTHER + "\"", "\"ReceiveMessage\"");
        assertThat(twice.code()).isEqualTo("InvalidParameterValue");
        assertThat(twice.body()).contains("Value a for parameter Label is invalid. Reason: Already exists.");
        SqsClient.Reply none = remove("b");
        assertThat(none.code()).isEqualTo("InvalidParameterValue");
        assertThat(none.body()).contains("can't find label on existing policy");
    }

    @Test
    void twentyPermissionsAreTheMost() {
        for (int i = 0; i < 20; i++) {
            assertThat(add("p" + i, "\"" + OTHER + "\"", "\"SendMessage\"").status())
                    .isEqualTo(200);
        }
        SqsClient.Reply more = add("p20", "\"" + OTHER + "\"", "\"SendMessage\"");
        assertThat(more.code()).isEqualTo("OverLimit");
        assertThat(more.body()).contains("1 to 20 statements");
    }
}
