package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/** Under {@code key/ID}. Version 1: account, milliseconds of creation, id, principal, sealed secret. */
final class KeyRecord {
    static final String PREFIX = "key/";
    private static final int VERSION = 1;

    private KeyRecord() {}

    static String key(String id) {
        return PREFIX + id;
    }

    static byte[] toWire(SealedKey key) {
        return new WireOut(VERSION)
                .i64(key.tenant().account())
                .i64(key.since().toEpochMilli())
                .text(key.id())
                .text(key.principal())
                .bytes(key.secret())
                .done();
    }

    static SealedKey fromWire(byte[] record) {
        return WireIn.read("key", VERSION, record, in -> {
            TenantId tenant = new TenantId(in.i64());
            Instant since = Instant.ofEpochMilli(in.i64());
            return new SealedKey(in.text(), tenant, in.text(), in.bytes(), since);
        });
    }
}
