package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswersTest {
    private static final byte[] WHOLE =
            "HTTP/1.1 403 Forbidden\r\nDate: x\r\nCONTENT-length: 12\r\n\r\n{\"Code\":\"a\"}"
                    .getBytes(StandardCharsets.US_ASCII);

    @Test
    void noPartOfAnAnswerIsTakenForTheWhole() throws IOException {
        for (int n = 0; n < WHOLE.length; n++) {
            assertThat(HttpAnswers.complete(WHOLE, n, new Answer())).isFalse();
        }
        assertThat(HttpAnswers.complete(WHOLE, WHOLE.length, new Answer())).isTrue();
    }

    @Test
    void statusAndMembersAreFound() throws IOException {
        Answer answer = new Answer();
        HttpAnswers.complete(WHOLE, WHOLE.length, answer);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.ok()).isFalse();
        assertThat(answer.text()).isEqualTo("{\"Code\":\"a\"}");
        assertThat(answer.member(new Marker("\"Code\":\""))).isEqualTo("a");
        assertThat(answer.member(new Marker("\"Other\":\""))).isNull();
    }

    @Test
    void textUpToACharacterIsFound() throws IOException {
        byte[] xml = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<A>b/+=</A>x".getBytes(StandardCharsets.US_ASCII);
        Answer answer = new Answer();
        HttpAnswers.complete(xml, xml.length, answer);
        int at = answer.behind(new Marker("<A>"), 0);
        assertThat(answer.until('<', at)).isEqualTo("b/+=");
        assertThat(answer.until('?', at)).isEqualTo("b/+=</A>x");
    }

    @Test
    void anAnswerWithoutLengthIsNamed() {
        byte[] chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> HttpAnswers.complete(chunked, chunked.length, new Answer()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chunked");
    }
}
