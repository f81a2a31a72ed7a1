package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TagQueue, UntagQueue, ListQueueTags, and tags at CreateQueue, in both protocols. */
final class TagsTest {
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

    private static void create(String queue, String more) {
        SqsClient.Reply reply = client.json("CreateQueue", "{\"QueueName\":\"" + queue + "\"" + more + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static SqsClient.Reply tag(String queue, String tags) {
        return client.json("TagQueue", "{\"QueueUrl\":\"" + client.url(queue) + "\",\"Tags\":{" + tags + "}}");
    }

    private static String tags(String queue) {
        return client.json("ListQueueTags", "{\"QueueUrl\":\"" + client.url(queue) + "\"}")
                .body();
    }

    private static String many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(Collectors.joining(","));
    }

    @Test
    void tagsAreAddedReplacedAndRemoved() {
        create("json", ",\"tags\":{\"team\":\"a\",\"empty\":\"\"}");
        assertThat(tags("json")).isEqualTo("{\"Tags\":{\"empty\":\"\",\"team\":\"a\"}}");
        assertThat(tag("json", "\"team\":\"b\",\"Team\":\"c\"").status()).isEqualTo(200);
        assertThat(tags("json")).isEqualTo("{\"Tags\":{\"Team\":\"c\",\"empty\":\"\",\"team\":\"b\"}}");
        SqsClient.Reply untagged = client.json(
                "UntagQueue",
                "{\"QueueUrl\":\"" + client.url("json") + "\",\"TagKeys\":[\"team\",\"empty\",\"never\"]}");
        assertThat(untagged.status()).isEqualTo(200);
        assertThat(tags("json")).isEqualTo("{\"Tags\":{\"Team\":\"c\"}}");
    }

    @Test
    void queryHasFlatListsOfKeysAndValues() {
        SqsClient.Reply created = client.query(
                "Action=CreateQueue&" + SqsClient.form("QueueName", "flat", "Tag.1.Key", "a", "Tag.1.Value", "1"));
        assertThat(created.status()).isEqualTo(200);
        String url = SqsClient.form("QueueUrl", client.url("flat"));
        assertThat(client.query("Action=TagQueue&" + url + "&Tag.1.Key=b&Tag.1.Value=2&Tag.2.Key=c&Tag.2.Value=3")
                        .body())
                .contains("<TagQueueResponse")
                .doesNotContain("Result");
        assertThat(client.query("Action=UntagQueue&" + url + "&TagKey.1=a&TagKey.2=c")
                        .status())
                .isEqualTo(200);
        assertThat(client.query("Action=ListQueueTags&" + url).body())
                .contains("<ListQueueTagsResult><Tag><Key>b</Key><Value>2</Value></Tag></ListQueueTagsResult>");
    }

    @Test
    void untaggedQueueHasNoTagsInItsAnswer() {
        create("bare", "");
        assertThat(tags("bare")).isEqualTo("{}");
    }

    @Test
    void existingQueueKeepsItsOwnTags() {
        create("kept", ",\"tags\":{\"a\":\"1\"}");
        create("kept", ",\"tags\":{\"a\":\"2\"}");
        create("kept", "");
        assertThat(tags("kept")).isEqualTo("{\"Tags\":{\"a\":\"1\"}}");
    }

    @Test
    void fiftyTagsAreTheMost() {
        create("fifty", "");
        assertThat(tag("fifty", many(50)).status()).isEqualTo(200);
        assertThat(tag("fifty", "\"k0\":\"w\"").status()).isEqualTo(200);
        SqsClient.Reply one = tag("fifty", "\"more\":\"v\"");
        assertThat(one.code()).isEqualTo("InvalidParameterValue");
        assertThat(one.body()).contains("Too many tags added for queue fifty");
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"fiftyone\",\"tags\":{" + many(51) + "}}")
                        .code())
                .isEqualTo("InvalidParameterValue");
        assertThat(client.json("GetQueueUrl", "{\"QueueName\":\"fiftyone\"}").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"aws:x,v", "AWS:x,v", "'',v", "a*b,v", "a,v#", "a,x<y"})
    void wrongTagIsRefused(String key, String value) {
        create("wrong", "");
        assertThat(tag("wrong", "\"" + key + "\":\"" + value + "\"").code()).isEqualTo("InvalidParameterValue");
        assertThat(tags("wrong")).isEqualTo("{}");
    }

    @Test
    void longestTagFits() {
        create("long", "");
        String key = "k".repeat(128);
        String value = "v".repeat(256);
        assertThat(tag("long", "\"" + key + "x\":\"v\"").code()).isEqualTo("InvalidParameterValue");
        assertThat(tag("long", "\"k\":\"" + value + "x\"").code()).isEqualTo("InvalidParameterValue");
        assertThat(tag("long", "\"" + key + "\":\"" + value + "\"").status()).isEqualTo(200);
        assertThat(tag("long", "\"Größe /+=@._:-\":\"\u00e9 1\"").status()).isEqualTo(200);
    }

    @Test
    void noTagsAreAMissingParameter() {
        create("none", "");
        String url = "{\"QueueUrl\":\"" + client.url("none") + "\"";
        assertThat(tag("none", "").code()).isEqualTo("MissingParameter");
        assertThat(client.json("TagQueue", url + "}").code()).isEqualTo("MissingParameter");
        assertThat(client.json("UntagQueue", url + "}").code()).isEqualTo("InvalidParameterValue");
        assertThat(client.json("UntagQueue", url + ",\"TagKeys\":[]}").code()).isEqualTo("InvalidParameterValue");
    }

    @Test
    void tagsChangeNoAttribute() {
        create("same", ",\"Attributes\":{\"DelaySeconds\":\"5\"}");
        assertThat(tag("same", "\"a\":\"b\"").status()).isEqualTo(200);
        SqsClient.Reply all = client.json(
                "GetQueueAttributes", "{\"QueueUrl\":\"" + client.url("same") + "\",\"AttributeNames\":[\"All\"]}");
        assertThat(all.body()).contains("\"DelaySeconds\":\"5\"").doesNotContain("tag");
    }
}
