package io.sluice.sqs.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Attribute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden digests: clients compute the same and refuse an answer that differs. */
final class DigestsTest {
    private static final Attribute TEXT = new Attribute("a", "String", bytes("x<y"), false);
    private static final Attribute NUMBER = new Attribute("b.n", "Number.int", bytes("5"), false);
    private static final Attribute BINARY = new Attribute("b.b", "Binary.png", new byte[] {0, 1, -1}, true);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bodyIsDigestedAsUtf8() {
        assertThat(Digests.hex(Digests.md5(bytes("This is a test message"))))
                .isEqualTo("fafb00f5732ab283681e124bf8747ed1");
        assertThat(Digests.hex(Digests.md5(bytes("h\u00e9llo <&>\"' \r\n\t \ud83d\ude00"))))
                .isEqualTo("579da63492a7e19bc70fc041bf53829c");
    }

    /** The values are those that botocore 1.44.5 accepted. */
    @Test
    void attributesAreDigestedByNameWithLengthsAndKinds() {
        assertThat(Digests.md5(List.of(TEXT, NUMBER, BINARY))).isEqualTo("b23fe704acb4e74a74563e5e32d3ba80");
        assertThat(Digests.md5(List.of(BINARY, TEXT, NUMBER))).isEqualTo("b23fe704acb4e74a74563e5e32d3ba80");
        assertThat(Digests.md5(List.of(NUMBER, BINARY))).isEqualTo("db4ee194f4514ec3770d77e53069b206");
    }

    @Test
    void traceHeaderIsDigestedLikeAnAttribute() {
        Attribute trace =
                new Attribute("AWSTraceHeader", "String", bytes("Root=1-5759e988-bd862e3fe1be46a994272793"), false);
        assertThat(Digests.md5(List.of(trace))).isEqualTo("62a56dd927315f2b2e12832b84617ea5");
    }
}
