package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Marker;
import java.util.List;

/** What is looked for in answers. */
final class Markers {
    static final Marker HANDLE = new Marker("\"ReceiptHandle\":\"");
    static final Marker XML_HANDLE = new Marker("<ReceiptHandle>");
    static final Marker BODY = new Marker("\"Body\":\"");
    static final Marker MESSAGE_ID = new Marker("\"MessageId\":\"");
    static final Marker FAILED_ENTRY = new Marker("\"SenderFault\":");
    static final Marker XML_FAILED_ENTRY = new Marker("<SenderFault>");

    private Markers() {}

    /** The receipt handles of an answer in JSON. */
    static List<String> handles(Answer answer) {
        return Dialect.JSON.handles(answer);
    }

    static int count(Answer answer, Marker marker) {
        int n = 0;
        for (int at = answer.behind(marker, 0); at >= 0; at = answer.behind(marker, at)) {
            n++;
        }
        return n;
    }
}
