package io.sluice.catalog;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Reads what {@link WireOut} wrote; anything else is a {@link StoreFailed}. */
final class WireIn {
    private final ByteBuffer in;

    private WireIn(byte[] record) {
        in = ByteBuffer.wrap(record);
    }

    /** @param kind of the record, for the message */
    static <T> T read(String kind, int version, byte[] record, Function<WireIn, T> fields) {
        WireIn in = new WireIn(record);
        int found = record.length == 0 ? 0 : in.u8();
        if (found > version) {
            throw new StoreFailed("the catalog holds a " + kind + " record of version " + found
                    + ", written by a newer version of Sluice: start that one");
        }
        try {
            T value = fields.apply(in);
            if (found == version && !in.in.hasRemaining()) {
                return value;
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw damaged(kind, e);
        }
        throw damaged(
                kind, new IllegalArgumentException("version " + found + ", " + in.in.remaining() + " bytes over"));
    }

    private static StoreFailed damaged(String kind, RuntimeException cause) {
        return new StoreFailed("the catalog holds a damaged " + kind + " record: put it back from a backup", cause);
    }

    int u8() {
        return in.get() & 0xff;
    }

    boolean flag() {
        int value = u8();
        if (value > 1) {
            throw new IllegalArgumentException("flag " + value);
        }
        return value == 1;
    }

    int i32() {
        return in.getInt();
    }

    long i64() {
        return in.getLong();
    }

    /** How many of something come that take a byte each at least. */
    int count() {
        int count = i32();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException("count " + count);
        }
        return count;
    }

    byte[] bytes() {
        byte[] value = new byte[count()];
        in.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
