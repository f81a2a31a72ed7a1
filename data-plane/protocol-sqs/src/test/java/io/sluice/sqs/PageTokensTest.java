package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A token of a list is good for the next page of that list, and for nothing else. */
final class PageTokensTest {
    @Test
    void tokenIsRefusedWhereItWasNotGiven() {
        try (TestApp app = TestApp.start()) {
            SqsClient owner = new SqsClient(app, TestApp.KEY);
            SqsClient stranger = new SqsClient(app, TestApp.OTHER_KEY);
            for (String name : new String[] {"pa", "pb", "pc"}) {
                owner.json("CreateQueue", "{\"QueueName\":\"" + name + "\"}");
                stranger.json("CreateQueue", "{\"QueueName\":\"" + name + "\"}");
            }
            String ask = "{\"QueueNamePrefix\":\"p\",\"MaxResults\":1";
            String token = owner.json("ListQueues", ask + "}").text("NextToken");
            assertThat(owner.json("ListQueues", ask + ",\"NextToken\":\"" + token + "\"}")
                            .body())
                    .contains("/pb\"");
            assertThat(owner.query("Action=ListQueues&QueueNamePrefix=p&MaxResults=2&NextToken=" + token)
                            .body())
                    .contains("/pb<", "/pc<");
            assertThat(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1))
                    .doesNotContain("pa");
            char first = token.charAt(3);
            String changed = token.substring(0, 3) + (first == 'A' ? 'B' : 'A') + token.substring(4);
            String of = ",\"NextToken\":\"" + token + "\"}";
            assertRefused(owner.json("ListQueues", ask + ",\"NextToken\":\"" + changed + "\"}"));
            assertRefused(owner.json("ListQueues", ask + ",\"NextToken\":\"" + "A".repeat(10_000) + "\"}"));
            assertRefused(stranger.json("ListQueues", ask + of));
            assertRefused(owner.json("ListQueues", "{\"QueueNamePrefix\":\"pb\",\"MaxResults\":1" + of));
            assertRefused(owner.json("ListDeadLetterSourceQueues", "{\"QueueUrl\":\"pa\",\"MaxResults\":1" + of));
        }
    }

    private static void assertRefused(SqsClient.Reply reply) {
        assertThat(reply.code()).as(reply.body()).isEqualTo("InvalidParameterValue");
    }
}
