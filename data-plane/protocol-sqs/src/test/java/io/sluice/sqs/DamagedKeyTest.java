package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DamagedKeyTest {
    /** A large request is looked at before its body is taken in, a small one afterwards. */
    @ParameterizedTest
    @CsvSource({"10, ''", "70000, close"})
    void requestUnderAKeyWhoseRecordIsDamagedIsTheServersFault(int bytes, String connection) {
        try (TestApp app = TestApp.start()) {
            SqsClient.Reply reply =
                    new SqsClient(app, TestApp.DAMAGED_KEY).json("SendMessage", "{" + " ".repeat(bytes) + "}");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.code()).isEqualTo("InternalFailure");
            assertThat(reply.body()).contains("damaged").doesNotContain("key/");
            assertThat(reply.header("x-sluice-effect")).isEqualTo("none");
            assertThat(reply.header("connection"))
                    .as("the body is not waited for")
                    .isEqualTo(connection);
        }
    }
}
