package io.sluice.catalog;

/** Under {@code master-key}: which master key sealed what is stored here. Version 1: its id. */
final class MasterKeyRecord {
    static final String KEY = "master-key";
    private static final int VERSION = 1;

    private MasterKeyRecord() {}

    static byte[] toWire(String id) {
        return new WireOut(VERSION).text(id).done();
    }

    static String fromWire(byte[] record) {
        return WireIn.read("master key", VERSION, record, WireIn::text);
    }
}
