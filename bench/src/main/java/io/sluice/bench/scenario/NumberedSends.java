package io.sluice.bench.scenario;

import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Batches, of ten if nothing else is said, whose bodies begin with the number of the message, which also says its group and its deduplication id; made
 * and signed when they are needed.
 */
final class NumberedSends {
    /** Within a block of a segment no body comes twice, so that it compresses like messages that differ. */
    private static final int VARIANTS = 64;

    private static final String MARK = "\"MessageBody\":\"";
    private static final String NUMBER = "0".repeat(Consumer.NUMBER_DIGITS);

    /**
     * Which groups the messages are in.
     *
     * @param count they take turns; 0: no message has one
     * @param prefix of their names and of the deduplication ids; needs no escapes
     * @param deduplicated whether each message has a deduplication id, the prefix and its number
     */
    record Groups(int count, String prefix, boolean deduplicated) {
        static final Groups NONE = new Groups(0, "", false);

        static Groups ofFifo(int count, String prefix) {
            return new Groups(count, prefix, true);
        }
    }

    private final Wire wire;
    private final Groups groups;
    private final List<byte[]> variants = new ArrayList<>();
    private final int[] bodyAt;
    private final int[] groupAt;
    private final int[] idAt;

    NumberedSends(Wire wire, String url) {
        this(wire, url, Filling.BATCH);
    }

    static NumberedSends ofBytes(Wire wire, String url, int bodyBytes) {
        return new NumberedSends(wire, url, bodyBytes, Groups.NONE, Filling.BATCH);
    }

    NumberedSends(Wire wire, String url, int batch) {
        this(wire, url, Requests.BODY_BYTES, Groups.NONE, batch);
    }

    NumberedSends(Wire wire, String url, Groups groups) {
        this(wire, url, Requests.BODY_BYTES, groups, Filling.BATCH);
    }

    private NumberedSends(Wire wire, String url, int bodyBytes, Groups groups, int batch) {
        this.wire = wire;
        this.bodyAt = new int[batch];
        this.groupAt = new int[batch];
        this.idAt = new int[batch];
        this.groups = groups;
        Bodies bodies = new Bodies(2);
        for (int i = 0; i < VARIANTS; i++) {
            StringJoiner entries = new StringJoiner(",", "{\"QueueUrl\":\"" + url + "\",\"Entries\":[", "]}");
            for (int j = 0; j < bodyAt.length; j++) {
                String body = bodies.next(NUMBER, bodyBytes);
                entries.add("{\"Id\":\"m" + j + "\"," + MARK + body + "\"" + group() + id() + "}");
            }
            String json = entries.toString();
            find(json, MARK, bodyAt);
            if (groups.count > 0) {
                find(json, "\"MessageGroupId\":\"" + groups.prefix, groupAt);
            }
            if (groups.deduplicated) {
                find(json, "\"MessageDeduplicationId\":\"" + groups.prefix, idAt);
            }
            variants.add(json.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String group() {
        return groups.count == 0 ? "" : ",\"MessageGroupId\":\"" + groups.prefix + NUMBER + "\"";
    }

    private String id() {
        return groups.deduplicated ? ",\"MessageDeduplicationId\":\"" + groups.prefix + NUMBER + "\"" : "";
    }

    private static void find(String json, String mark, int[] at) {
        int from = 0;
        for (int j = 0; j < at.length; j++) {
            from = json.indexOf(mark, from) + mark.length();
            at[j] = from;
        }
    }

    /** Messages in a batch. */
    int size() {
        return bodyAt.length;
    }

    /** A whole request with the messages from that number on. */
    byte[] batch(int first) {
        byte[] json = variants.get(first / size() % VARIANTS);
        for (int j = 0; j < bodyAt.length; j++) {
            write(first + j, json, bodyAt[j]);
            if (groups.count > 0) {
                write((first + j) % groups.count, json, groupAt[j]);
            }
            if (groups.deduplicated) {
                write(first + j, json, idAt[j]);
            }
        }
        return wire.request("SendMessageBatch", json);
    }

    private static void write(int number, byte[] json, int at) {
        int rest = number;
        for (int digit = Consumer.NUMBER_DIGITS - 1; digit >= 0; digit--) {
            json[at + digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
