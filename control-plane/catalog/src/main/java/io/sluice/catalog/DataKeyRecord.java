package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/** Under {@code datakey/ID}. Version 1: id, account, milliseconds of creation, sealed key. */
final class DataKeyRecord {
    static final String PREFIX = "datakey/";
    private static final int VERSION = 1;

    private DataKeyRecord() {}

    static String key(int id) {
        return PREFIX + id;
    }

    static int id(String key) {
        return Integer.parseInt(key.substring(PREFIX.length()));
    }

    static byte[] toWire(SealedDataKey key) {
        return new WireOut(VERSION)
                .i32(key.id())
                .i64(key.tenant().account())
                .i64(key.since().toEpochMilli())
                .bytes(key.secret())
                .done();
    }

    static SealedDataKey fromWire(byte[] record) {
        return WireIn.read("data key", VERSION, record, in -> {
            int id = in.i32();
            TenantId tenant = new TenantId(in.i64());
            Instant since = Instant.ofEpochMilli(in.i64());
            return new SealedDataKey(id, tenant, in.bytes(), since);
        });
    }
}
