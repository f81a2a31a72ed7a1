package io.sluice.catalog;

/** Under {@code unapplied/INCARNATION}, in nineteen digits. Version 1: whether deleted, the topic's fields. */
final class UnappliedRecord {
    static final String PREFIX = "unapplied/";
    private static final int VERSION = 1;
    private static final int DIGITS = 19;

    private UnappliedRecord() {}

    static String key(long incarnation) {
        String digits = Long.toString(incarnation);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }

    static byte[] toWire(Unapplied change) {
        WireOut out = new WireOut(VERSION).u8(change.deleted() ? 1 : 0);
        TopicWire.toWire(out, change.topic());
        return out.done();
    }

    static Unapplied fromWire(byte[] record) {
        return WireIn.read("unapplied", VERSION, record, in -> {
            boolean deleted = in.flag();
            return new Unapplied(TopicWire.fromWire(in), deleted);
        });
    }
}
