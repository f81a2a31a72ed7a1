package io.sluice.queue.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The few shapes that commands and state images are made of. */
public final class Wire {
    private Wire() {}

    public static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xffff) {
            throw new IllegalArgumentException("a text of " + bytes.length + " bytes does not fit");
        }
        out.putShort((short) bytes.length).put(bytes);
    }

    public static String text(ByteBuffer in) {
        byte[] bytes = new byte[fitting(in, in.getShort() & 0xffff)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void putBytes(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[fitting(in, in.getInt())];
        in.get(bytes);
        return bytes;
    }

    public static boolean flag(ByteBuffer in) {
        return in.get() != 0;
    }

    /** A list's length, which the rest of the buffer must be able to hold. */
    public static int count(ByteBuffer in, int bytesEach) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / bytesEach) {
            throw new IllegalArgumentException("a list of " + count + " in " + in.remaining() + " bytes");
        }
        return count;
    }

    private static int fitting(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes in " + in.remaining());
        }
        return length;
    }
}
