package io.sluice.catalog;

/** Under {@code counter/NAME}: the first number that nobody took yet. Version 1: that number. */
final class CounterRecord {
    private static final int VERSION = 1;

    private CounterRecord() {}

    static String key(String name) {
        return "counter/" + name;
    }

    static byte[] toWire(long next) {
        return new WireOut(VERSION).i64(next).done();
    }

    static long fromWire(byte[] record) {
        return WireIn.read("counter", VERSION, record, WireIn::i64);
    }
}
