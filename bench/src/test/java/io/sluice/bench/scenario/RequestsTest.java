package io.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.load.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final String URL = "http://127.0.0.1:1/000000000000/q";

    private final Wire wire = new Wire(1, null);

    private static String body(byte[] request) {
        String text = new String(request, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void bothProtocolsSayTheSame() {
        assertThat(body(new Requests(wire, URL, 0, Dialect.JSON).delete(List.of("a+", "b"))))
                .isEqualTo("{\"QueueUrl\":\"" + URL + "\",\"Entries\":[{\"Id\":\"m0\",\"ReceiptHandle\":\"a+\"},"
                        + "{\"Id\":\"m1\",\"ReceiptHandle\":\"b\"}]}");
        assertThat(body(new Requests(wire, URL, 0, Dialect.QUERY).delete(List.of("a+", "b"))))
                .isEqualTo(
                        "Action=DeleteMessageBatch&Version=2012-11-05&QueueUrl=http%3A%2F%2F127.0.0.1%3A1%2F000000000000%2Fq"
                                + "&DeleteMessageBatchRequestEntry.1.Id=m0&DeleteMessageBatchRequestEntry.1.ReceiptHandle=a%2B"
                                + "&DeleteMessageBatchRequestEntry.2.Id=m1&DeleteMessageBatchRequestEntry.2.ReceiptHandle=b");
    }

    @Test
    void groupsTakeTurns() {
        Requests requests = new Requests(wire, URL, 2, Dialect.JSON);
        for (int i = 0; i < 4; i++) {
            assertThat(body(requests.send("x")))
                    .isEqualTo("{\"QueueUrl\":\"" + URL + "\",\"MessageBody\":\"x\",\"MessageGroupId\":\"group-" + i % 2
                            + "\"}");
        }
    }

    @Test
    void aNumberedMessageHasItsNumberInBodyGroupAndDeduplicationId() {
        NumberedSends sends = new NumberedSends(wire, URL, NumberedSends.Groups.ofFifo(7, "p-"));
        sends.batch(0);
        String batch = body(sends.batch(640)); // the same variant once more
        for (int number = 640; number < 650; number++) {
            assertThat(batch)
                    .containsPattern("\"MessageBody\":\"00000" + number
                            + "[^\"]{1016}\",\"MessageGroupId\":\"p-0000000" + number % 7
                            + "\",\"MessageDeduplicationId\":\"p-00000" + number + "\"");
        }
        assertThat(body(new NumberedSends(wire, URL).batch(640))).doesNotContain("Group", "Deduplication");
    }
}
