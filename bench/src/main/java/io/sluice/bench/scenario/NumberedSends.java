package io.sluice.bench.scenario;

import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Batches of ten whose bodies begin with the number of the message; made and signed when they are needed. */
final class NumberedSends {
    /** Within a block of a segment no body comes twice, so that it compresses like messages that differ. */
    private static final int VARIANTS = 64;

    private static final String MARK = "\"MessageBody\":\"";

    private final Wire wire;
    private final List<byte[]> variants = new ArrayList<>();
    private final int[] at = new int[Filling.BATCH];

    NumberedSends(Wire wire, String url) {
        this(wire, url, Requests.BODY_BYTES);
    }

    NumberedSends(Wire wire, String url, int bodyBytes) {
        this.wire = wire;
        Bodies bodies = new Bodies(2);
        for (int i = 0; i < VARIANTS; i++) {
            StringJoiner entries = new StringJoiner(",", "{\"QueueUrl\":\"" + url + "\",\"Entries\":[", "]}");
            for (int j = 0; j < Filling.BATCH; j++) {
                String body = bodies.next("0".repeat(Consumer.NUMBER_DIGITS), bodyBytes);
                entries.add("{\"Id\":\"m" + j + "\"," + MARK + body + "\"}");
            }
            String json = entries.toString();
            int from = 0;
            for (int j = 0; j < Filling.BATCH; j++) {
                from = json.indexOf(MARK, from) + MARK.length();
                at[j] = from;
            }
            variants.add(json.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A whole request with the messages from that number on. */
    byte[] batch(int first) {
        byte[] json = variants.get(first / Filling.BATCH % VARIANTS);
        for (int j = 0; j < Filling.BATCH; j++) {
            int rest = first + j;
            for (int digit = Consumer.NUMBER_DIGITS - 1; digit >= 0; digit--) {
                json[at[j] + digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return wire.request("SendMessageBatch", json);
    }
}
