package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/** Under {@code signed-up/HASH} of the idempotency key. Version 1: account, milliseconds of sign-up, id of the last key. */
final class SignedUpRecord {
    static final String PREFIX = "signed-up/";
    private static final int VERSION = 1;

    private SignedUpRecord() {}

    static String key(IdempotencyKey token) {
        return PREFIX + token.hash();
    }

    static byte[] toWire(SignedUp signedUp) {
        return new WireOut(VERSION)
                .i64(signedUp.tenant().account())
                .i64(signedUp.since().toEpochMilli())
                .text(signedUp.keyId())
                .done();
    }

    static SignedUp fromWire(byte[] record) {
        return WireIn.read("signed-up", VERSION, record, in -> {
            TenantId tenant = new TenantId(in.i64());
            Instant since = Instant.ofEpochMilli(in.i64());
            return new SignedUp(tenant, in.text(), since);
        });
    }
}
