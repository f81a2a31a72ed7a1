package io.sluice.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a record's fields: big-endian numbers, texts in UTF-8 and bytes behind a four-byte length. */
final class WireOut {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    WireOut(int version) {
        out.write(version);
    }

    WireOut u8(int value) {
        out.write(value);
        return this;
    }

    WireOut i32(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
        return this;
    }

    WireOut i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    WireOut bytes(byte[] value) {
        i32(value.length);
        out.writeBytes(value);
        return this;
    }

    WireOut text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] done() {
        return out.toByteArray();
    }
}
