package io.sluice.bench.scenario;

import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Encoded requests on one queue; a batch of 1 is the plain call. */
final class Requests {
    static final int BODY_BYTES = 1024;
    /** Different bodies that take turns. */
    private static final int VARIANTS = 16;

    private final Wire wire;
    private final String url;
    private final Bodies bodies = new Bodies(1);

    Requests(Wire wire, String url) {
        this.wire = wire;
        this.url = url;
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
        return wire.request("SendMessage", "{\"QueueUrl\":\"" + url + "\",\"MessageBody\":\"" + body + "\"}");
    }

    byte[] sendBatch(int batch, int delaySeconds) {
        StringJoiner entries = new StringJoiner(",", "{\"QueueUrl\":\"" + url + "\",\"Entries\":[", "]}");
        for (int i = 0; i < batch; i++) {
            String delay = delaySeconds == 0 ? "" : ",\"DelaySeconds\":" + delaySeconds;
            entries.add("{\"Id\":\"m" + i + "\",\"MessageBody\":\"" + bodies.next("", BODY_BYTES) + "\"" + delay + "}");
        }
        return wire.request("SendMessageBatch", entries.toString());
    }

    byte[] receive(int batch, int waitSeconds) {
        return wire.request(
                "ReceiveMessage",
                "{\"QueueUrl\":\"" + url + "\",\"MaxNumberOfMessages\":" + batch + ",\"WaitTimeSeconds\":" + waitSeconds
                        + "}");
    }

    byte[] delete(List<String> handles) {
        if (handles.size() == 1) {
            return wire.request(
                    "DeleteMessage", "{\"QueueUrl\":\"" + url + "\",\"ReceiptHandle\":\"" + handles.getFirst() + "\"}");
        }
        return deleteBatch(handles);
    }

    byte[] deleteBatch(List<String> handles) {
        StringJoiner entries = new StringJoiner(",", "{\"QueueUrl\":\"" + url + "\",\"Entries\":[", "]}");
        for (int i = 0; i < handles.size(); i++) {
            entries.add("{\"Id\":\"m" + i + "\",\"ReceiptHandle\":\"" + handles.get(i) + "\"}");
        }
        return wire.request("DeleteMessageBatch", entries.toString());
    }
}
