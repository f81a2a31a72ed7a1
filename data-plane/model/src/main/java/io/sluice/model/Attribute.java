package io.sluice.model;

import java.util.Arrays;

/**
 * A named, typed value beside a message's body.
 *
 * @param name 1 to 256 characters
 * @param type the sender's own type name, such as {@code String}, {@code Number.int} or {@code Binary.png}
 * @param value UTF-8 text, or raw bytes where {@code binary}; never changed by anybody after construction
 * @param binary whether the value is bytes rather than text
 */
public record Attribute(String name, String type, byte[] value, boolean binary) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Attribute that
                && name.equals(that.name)
                && type.equals(that.type)
                && binary == that.binary
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(value);
    }
}
