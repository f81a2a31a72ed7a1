package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is looked for in answers. */
final class Markers {
    static final byte[] HANDLE = ascii("\"ReceiptHandle\":\"");
    static final byte[] XML_HANDLE = ascii("<ReceiptHandle>");
    static final byte[] BODY = ascii("\"Body\":\"");
    static final byte[] MESSAGE_ID = ascii("\"MessageId\":\"");
    static final byte[] FAILED_ENTRY = ascii("\"SenderFault\":");
    static final byte[] XML_FAILED_ENTRY = ascii("<SenderFault>");

    private Markers() {}

    /** The receipt handles of an answer in JSON. */
    static List<String> handles(Answer answer) {
        return Dialect.JSON.handles(answer);
    }

    static int count(Answer answer, byte[] marker) {
        int n = 0;
        for (int at = answer.behind(marker, 0); at >= 0; at = answer.behind(marker, at)) {
            n++;
        }
        return n;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
