package io.sluice.catalog;

import io.sluice.model.TenantId;

/** Under {@code email/ADDRESS}: keeps an address to one tenant. Version 1: account. */
final class EmailRecord {
    private static final int VERSION = 1;

    private EmailRecord() {}

    static String key(EmailAddress email) {
        return "email/" + email.folded();
    }

    static byte[] toWire(TenantId tenant) {
        return new WireOut(VERSION).i64(tenant.account()).done();
    }

    static TenantId fromWire(byte[] record) {
        return WireIn.read("e-mail", VERSION, record, in -> new TenantId(in.i64()));
    }
}
