package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/** Under {@code tenant/ACCOUNT}. Version 1: account, milliseconds of sign-up, e-mail, name. */
final class TenantRecord {
    static final String PREFIX = "tenant/";
    private static final int VERSION = 1;

    private TenantRecord() {}

    static String key(TenantId id) {
        return PREFIX + id;
    }

    static byte[] toWire(Tenant tenant) {
        return new WireOut(VERSION)
                .i64(tenant.id().account())
                .i64(tenant.since().toEpochMilli())
                .text(tenant.email().text())
                .text(tenant.name())
                .done();
    }

    static Tenant fromWire(byte[] record) {
        return WireIn.read("tenant", VERSION, record, in -> {
            TenantId id = new TenantId(in.i64());
            Instant since = Instant.ofEpochMilli(in.i64());
            return new Tenant(id, new EmailAddress(in.text()), in.text(), since);
        });
    }
}
