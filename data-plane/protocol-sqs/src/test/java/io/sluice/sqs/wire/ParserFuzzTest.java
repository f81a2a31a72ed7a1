package io.sluice.sqs.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.api.Credentials.Credential;
import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import io.sluice.sqs.auth.SigV4;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and mutated input: a parser answers or refuses; it neither throws anything else nor hangs. */
final class ParserFuzzTest {
    private static final int ROUNDS = 60_000;
    private static final String JSON =
            "{\"QueueUrl\":\"http://h/123456789012/q\",\"MaxNumberOfMessages\":10,\"Entries\":[{\"Id\":\"a\",\"MessageBody\":"
                    + "\"\\u00e9\\\\ x\",\"MessageAttributes\":{\"n\":{\"DataType\":\"Binary\",\"BinaryValue\":\"AAEC\"}}}],"
                    + "\"t\":true,\"f\":-1.5e9,\"n\":null,\"l\":[[],{}]}";
    private static final String QUERY = "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a%20b+c"
            + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n&Attribute.1.Name=x&Attribute.1.Value=%E1%88%B4"
            + "&AttributeName.1=All&MaxNumberOfMessages=10";
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=KEY/20260301/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, "
                    + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    private static final String PRESIGNED = "Action=ListQueues&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=KEY%2F20260301%2Fus-east-1%2Fsqs%2Faws4_request&X-Amz-Date=20260301T120000Z"
            + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    private static final byte[] TOKENS =
            "{}[]\":,\\u0%+=&./;\0\n\r\t -9eE \u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private int refused;
    private int answered;

    private byte[] mutated(String sample) {
        byte[] bytes = sample.getBytes(StandardCharsets.ISO_8859_1);
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = TOKENS[random.nextInt(TOKENS.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    int from = random.nextInt(at + 1);
                    byte[] doubled = Arrays.copyOf(bytes, bytes.length + at - from);
                    System.arraycopy(bytes, from, doubled, at, bytes.length - from);
                    bytes = doubled;
                }
                default -> {
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                    System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }

    private void attempt(byte[] input, Runnable parser) {
        try {
            parser.run();
            answered++;
        } catch (SqsError.Refusal refusal) {
            refused++;
        } catch (RuntimeException | StackOverflowError bug) {
            throw new AssertionError("seed " + seed + ", input " + new String(input, StandardCharsets.ISO_8859_1), bug);
        }
    }

    private void assertBothHappened() {
        assertThat(refused).isGreaterThan(ROUNDS / 100);
        assertThat(answered).isGreaterThan(ROUNDS / 100);
    }

    @Test
    void jsonIsReadOrRefused() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] input = mutated(JSON);
            attempt(input, () -> readAll(JsonCodec.fromWire(input, input.length)));
        }
        assertBothHappened();
    }

    @Test
    void queryIsReadOrRefused() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] input = mutated(QUERY);
            attempt(
                    input,
                    () -> readAll(QueryCodec.fromWire(UrlText.pairs(new String(input, StandardCharsets.ISO_8859_1)))));
        }
        assertBothHappened();
    }

    /** Reads each member as what it is not, too. */
    private void readAll(Param.Fields fields) {
        for (String name : List.of("QueueUrl", "MaxNumberOfMessages", "AttributeNames", "l")) {
            try {
                switch (random.nextInt(5)) {
                    case 0 -> fields.text(name);
                    case 1 -> fields.whole(name);
                    case 2 -> fields.texts(name);
                    case 3 -> fields.bytes(name);
                    default -> fields.fields(name);
                }
            } catch (SqsError.Refusal misfit) {
                refused++;
            }
        }
    }

    @Test
    void signaturesAreRefused() {
        SigV4 signatures = new SigV4(
                key -> key.equals("KEY")
                        ? Optional.of(new Credential(new Caller(new TenantId(1), "me"), "1", "secret"))
                        : Optional.empty(),
                () -> Instant.parse("2026-03-01T12:00:00Z"));
        for (int i = 0; i < ROUNDS; i++) {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                    .withValidation(false)
                    .newHeaders();
            headers.add("host", "h").add("x-amz-date", "20260301T120000Z");
            boolean presigned = i % 2 == 0;
            byte[] input = mutated(presigned ? PRESIGNED : AUTHORIZATION);
            String text = new String(input, StandardCharsets.ISO_8859_1);
            if (!presigned) {
                headers.add("authorization", text);
            }
            attempt(input, () -> signatures.verify("GET", "/", presigned ? text : "", headers, input, 0));
        }
        assertThat(refused).isEqualTo(ROUNDS);
    }
}
