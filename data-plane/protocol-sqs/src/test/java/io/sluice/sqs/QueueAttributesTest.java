package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a queue's attributes are, which go together, and which queue is another. */
final class QueueAttributesTest {
    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String fresh(String attributes) {
        return fresh("q" + UUID.randomUUID(), attributes);
    }

    private static String fresh(String name, String attributes) {
        SqsClient.Reply reply = create(name, attributes);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return name;
    }

    private static SqsClient.Reply create(String name, String attributes) {
        return client.json("CreateQueue", "{\"QueueName\":\"" + name + "\",\"Attributes\":{" + attributes + "}}");
    }

    private static SqsClient.Reply set(String name, String attributes) {
        return client.json("SetQueueAttributes", setting(name, attributes));
    }

    private static String all(String name) {
        return client.json("GetQueueAttributes", "{\"QueueUrl\":\"" + name + "\",\"AttributeNames\":[\"All\"]}")
                .body();
    }

    @Test
    void queueIsEncryptedByTheServiceUnlessItIsSaidOtherwise() {
        String queue = fresh("");
        assertThat(all(queue)).contains("\"SqsManagedSseEnabled\":\"true\"").doesNotContain("Kms");
        assertThat(set(queue, "\"KmsMasterKeyId\":\"k\"").status()).isEqualTo(200);
        assertThat(all(queue))
                .contains(
                        "\"SqsManagedSseEnabled\":\"false\"",
                        "\"KmsMasterKeyId\":\"k\"",
                        "\"KmsDataKeyReusePeriodSeconds\":\"300\"");
        assertThat(set(queue, "\"SqsManagedSseEnabled\":\"true\"").code()).isEqualTo("InvalidAttributeName");
        assertThat(set(queue, "\"KmsMasterKeyId\":\"\",\"KmsDataKeyReusePeriodSeconds\":\"300\"")
                        .status())
                .isEqualTo(200);
        assertThat(all(queue)).contains("\"SqsManagedSseEnabled\":\"false\"").doesNotContain("Kms");
        assertThat(set(queue, "\"SqsManagedSseEnabled\":\"True\"").status()).isEqualTo(200);
        assertThat(all(queue)).contains("\"SqsManagedSseEnabled\":\"true\"");
    }

    @Test
    void onlyTheSluiceAttributeGoesBeyondTheServicesSize() {
        String queue = fresh("\"SluiceMaximumMessageSize\":\"2000000\"");
        assertThat(all(queue))
                .contains("\"MaximumMessageSize\":\"1048576\"", "\"SluiceMaximumMessageSize\":\"2000000\"");
        assertThat(set(queue, "\"MaximumMessageSize\":\"1048576\"").status()).isEqualTo(200);
        assertThat(all(queue)).doesNotContain("Sluice");
    }

    @Test
    void bothSizesInOneRequestAreWhatAQueueShowsOrRefused() {
        String shown = "\"MaximumMessageSize\":\"1048576\"";
        String large = "\"SluiceMaximumMessageSize\":\"2000000\"";
        for (String both : List.of(shown + "," + large, large + "," + shown)) {
            assertThat(all(fresh(both))).contains(shown, large);
        }
        String small = "\"MaximumMessageSize\":\"2048\"";
        String smallOfOurs = "\"SluiceMaximumMessageSize\":\"2048\"";
        assertThat(all(fresh(small + "," + smallOfOurs))).contains(small).doesNotContain("Sluice");
        String queue = fresh("");
        for (String both : List.of(
                small + "," + large, large + "," + small, smallOfOurs + "," + shown, shown + "," + smallOfOurs)) {
            SqsClient.Reply refused = set(queue, both);
            assertThat(refused.code()).as(both).isEqualTo("InvalidAttributeValue");
            assertThat(refused.text("message"))
                    .startsWith("Invalid value for the parameter MaximumMessageSize. Reason: ")
                    .contains("SluiceMaximumMessageSize");
        }
        assertThat(all(queue)).contains(shown).doesNotContain("Sluice");
    }

    @Test
    void queueThatDiffersIsNamedWithTheAttributeThatDoes() {
        String queue = fresh("\"DelaySeconds\":\"1\",\"VisibilityTimeout\":\"5\"");
        assertThat(create(queue, "").status()).isEqualTo(200);
        assertThat(create(queue, "\"VisibilityTimeout\":\"5\",\"SqsManagedSseEnabled\":\"true\"")
                        .status())
                .isEqualTo(200);
        SqsClient.Reply other = create(queue, "\"VisibilityTimeout\":\"5\",\"DelaySeconds\":\"2\"");
        assertThat(other.code()).isEqualTo("QueueAlreadyExists");
        assertThat(other.text("message"))
                .isEqualTo(
                        "A queue already exists with the same name and a different value for attribute DelaySeconds");
    }

    @Test
    void fifoQueueIsOneFromItsCreationOn() {
        String queue = fresh("f" + UUID.randomUUID() + ".fifo", "\"FifoQueue\":\"True\"");
        assertThat(all(queue))
                .contains(
                        "\"FifoQueue\":\"true\"",
                        "\"ContentBasedDeduplication\":\"false\"",
                        "\"DeduplicationScope\":\"queue\"",
                        "\"FifoThroughputLimit\":\"perQueue\"");
        assertThat(set(queue, "\"FifoQueue\":\"true\"").status()).isEqualTo(200);
        assertThat(set(queue, "\"FifoQueue\":\"false\"").text("message"))
                .isEqualTo("Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
        assertThat(set(queue, "\"FifoThroughputLimit\":\"perMessageGroupId\"").code())
                .isEqualTo("InvalidAttributeValue");
        assertThat(set(queue, "\"FifoThroughputLimit\":\"perMessageGroupId\",\"DeduplicationScope\":\"messageGroup\"")
                        .status())
                .isEqualTo(200);
        assertThat(set(queue, "\"DeduplicationScope\":\"queue\"").code()).isEqualTo("InvalidAttributeValue");
        assertThat(all(fresh(""))).doesNotContain("Fifo", "Dedup");
    }

    @Test
    void targetIsOfTheSameKind() {
        String fifo = fresh("t" + UUID.randomUUID() + ".fifo", "\"FifoQueue\":\"true\"");
        String policy = "\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-north-1:" + TestApp.TENANT
                + ":%s\\\",\\\"maxReceiveCount\\\":\\\"3\\\"}\"";
        SqsClient.Reply reply = create("s" + UUID.randomUUID(), policy.formatted(fifo));
        assertThat(reply.code()).isEqualTo("InvalidParameterValue");
        assertThat(reply.body()).contains("Dead-letter queue must be same type of queue as the source.");
        String standard = fresh("");
        assertThat(set(fifo, policy.formatted(standard)).code()).isEqualTo("InvalidParameterValue");
        fresh("u" + UUID.randomUUID() + ".fifo", "\"FifoQueue\":\"true\"," + policy.formatted(fifo));
    }

    @Test
    void deadLetterPoliciesNameQueuesInTheRegionOfWhoAsks() {
        String source = fresh("");
        String dead = fresh("");
        assertThat(client.jsonIn("us-east-1", "SetQueueAttributes", setting(dead, takesFrom("us-east-1", source)))
                        .status())
                .isEqualTo(200);
        String asked = "{\"QueueUrl\":\"%s\",\"AttributeNames\":[\"RedrivePolicy\",\"RedriveAllowPolicy\"]}";
        assertThat(client.jsonIn("local", "GetQueueAttributes", asked.formatted(dead))
                        .body())
                .isEqualTo("{\"Attributes\":{" + takesFrom("local", source) + "}}");
        String parks = "\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"" + arn("local", dead)
                + "\\\",\\\"maxReceiveCount\\\":3}\"";
        assertThat(client.jsonIn("local", "SetQueueAttributes", setting(source, parks))
                        .status())
                .isEqualTo(200);
        assertThat(client.jsonIn("us-east-1", "GetQueueAttributes", asked.formatted(source))
                        .body())
                .isEqualTo("{\"Attributes\":{" + parks.replace(":local:", ":us-east-1:") + "}}");
        assertThat(create(dead, takesFrom("local", source)).status()).isEqualTo(200);
        assertThat(create(dead, takesFrom("us-east-1", dead)).text("message"))
                .endsWith("a different value for attribute RedriveAllowPolicy");
    }

    private static String setting(String name, String attributes) {
        return "{\"QueueUrl\":\"" + name + "\",\"Attributes\":{" + attributes + "}}";
    }

    private static String takesFrom(String region, String source) {
        return "\"RedriveAllowPolicy\":\"{\\\"redrivePermission\\\":\\\"byQueue\\\",\\\"sourceQueueArns\\\":[\\\""
                + arn(region, source) + "\\\"]}\"";
    }

    private static String arn(String region, String name) {
        return "arn:aws:sqs:" + region + ":" + TestApp.TENANT + ":" + name;
    }
}
