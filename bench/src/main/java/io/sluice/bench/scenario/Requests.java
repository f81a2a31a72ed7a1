package io.sluice.bench.scenario;

import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.Wire;
import java.util.ArrayList;
import java.util.List;

/** Encoded requests on one queue; a batch of 1 is the plain call. */
final class Requests {
    static final int BODY_BYTES = 1024;
    /** Different bodies that take turns. */
    private static final int VARIANTS = 16;

    private final Wire wire;
    private final String url;
    private final int groups;
    private final Dialect dialect;
    private final Bodies bodies = new Bodies(1);
    private int nextGroup;

    Requests(Wire wire, String url) {
        this(wire, url, 0, Dialect.JSON);
    }

    /** @param groups how many message groups the sends name, one after the other; 0: none */
    Requests(Wire wire, String url, int groups, Dialect dialect) {
        this.wire = wire;
        this.url = url;
        this.groups = groups;
        this.dialect = dialect;
    }

    /** Sends that take turns, all valid for 15 minutes. */
    List<byte[]> sends(int batch) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            all.add(batch == 1 ? send(bodies.next("", BODY_BYTES)) : sendBatch(batch, 0));
        }
        return all;
    }

    byte[] send(String body) {
        return grouped(words("SendMessage").text("MessageBody", body)).request();
    }

    byte[] sendBatch(int batch, int delaySeconds) {
        Words words = words("SendMessageBatch");
        for (int i = 0; i < batch; i++) {
            words.entry("m" + i).text("MessageBody", bodies.next("", BODY_BYTES));
            if (delaySeconds > 0) {
                words.whole("DelaySeconds", delaySeconds);
            }
            grouped(words);
        }
        return words.request();
    }

    private Words grouped(Words words) {
        return groups == 0 ? words : words.text("MessageGroupId", "group-" + nextGroup++ % groups);
    }

    byte[] receive(int batch, int waitSeconds) {
        return words("ReceiveMessage")
                .whole("MaxNumberOfMessages", batch)
                .whole("WaitTimeSeconds", waitSeconds)
                .request();
    }

    byte[] delete(List<String> handles) {
        if (handles.size() == 1) {
            return words("DeleteMessage")
                    .text("ReceiptHandle", handles.getFirst())
                    .request();
        }
        return deleteBatch(handles);
    }

    byte[] deleteBatch(List<String> handles) {
        Words words = words("DeleteMessageBatch");
        for (int i = 0; i < handles.size(); i++) {
            words.entry("m" + i).text("ReceiptHandle", handles.get(i));
        }
        return words.request();
    }

    private Words words(String action) {
        return dialect.words(wire, url, action);
    }
}
