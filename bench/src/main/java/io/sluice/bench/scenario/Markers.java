package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is looked for in answers. */
final class Markers {
    static final byte[] HANDLE = ascii("\"ReceiptHandle\":\"");
    static final byte[] BODY = ascii("\"Body\":\"");
    static final byte[] MESSAGE_ID = ascii("\"MessageId\":\"");
    static final byte[] FAILED_ENTRY = ascii("\"SenderFault\":");

    private Markers() {}

    static List<String> handles(Answer answer) {
        List<String> all = new ArrayList<>();
        for (int at = answer.behind(HANDLE, 0); at >= 0; at = answer.behind(HANDLE, at)) {
            all.add(answer.quoted(at));
        }
        return all;
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
