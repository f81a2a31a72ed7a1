package io.sluice.catalog;

import io.sluice.catalog.TopicEntry.Live;
import io.sluice.catalog.TopicEntry.Resting;
import io.sluice.model.TenantId;
import java.time.Instant;

/**
 * Under {@code topic/ACCOUNT/NAME}. Version 1: 1 and the topic's fields, or 2 with account, name and milliseconds of the
 * deletion.
 */
final class TopicRecord {
    static final String PREFIX = "topic/";
    private static final int VERSION = 1;
    private static final int LIVE = 1;
    private static final int RESTING = 2;

    private TopicRecord() {}

    static String key(TopicName name) {
        return PREFIX + name.tenant() + '/' + name.name();
    }

    static TopicName name(String key) {
        int slash = PREFIX.length() + 12;
        return new TopicName(TenantId.parse(key.substring(PREFIX.length(), slash)), key.substring(slash + 1));
    }

    static byte[] toWire(TopicEntry entry) {
        WireOut out = new WireOut(VERSION);
        switch (entry) {
            case Live live -> TopicWire.toWire(out.u8(LIVE), live.topic());
            case Resting(TopicName name, Instant since) ->
                out.u8(RESTING).i64(name.tenant().account()).text(name.name()).i64(since.toEpochMilli());
        }
        return out.done();
    }

    static TopicEntry fromWire(byte[] record) {
        return WireIn.read("topic", VERSION, record, in -> {
            int kind = in.u8();
            return switch (kind) {
                case LIVE -> new Live(TopicWire.fromWire(in));
                case RESTING -> {
                    TopicName name = new TopicName(new TenantId(in.i64()), in.text());
                    yield new Resting(name, Instant.ofEpochMilli(in.i64()));
                }
                default -> throw new IllegalArgumentException("kind " + kind);
            };
        });
    }
}
