package io.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An HTTP response in a buffer that is used again: look while it is there. */
public final class Answer {
    private byte[] bytes = new byte[0];
    private int status;
    private int from;
    private int to;

    void set(byte[] buffer, int statusCode, int bodyFrom, int bodyTo) {
        bytes = buffer;
        status = statusCode;
        from = bodyFrom;
        to = bodyTo;
    }

    public boolean ok() {
        return status == 200;
    }

    public int status() {
        return status;
    }

    public int length() {
        return to - from;
    }

    public byte byteAt(int index) {
        return bytes[index];
    }

    /** Index right behind the next occurrence of the marker at or after the index, or -1; 0 is the body's start. */
    public int behind(Marker marker, int index) {
        int at = marker.in(bytes, Math.max(from, index), to);
        return at < 0 ? -1 : at + marker.length();
    }

    /** The text from the index to the closing quote. The strings read here have no escapes. */
    public String quoted(int index) {
        return until('"', index);
    }

    /** The text from the index to the next such character, or to the answer's end. */
    public String until(char stop, int index) {
        int end = index;
        while (end < to && bytes[end] != stop) {
            end++;
        }
        return new String(bytes, index, end - index, StandardCharsets.ISO_8859_1);
    }

    /** The string member right behind the marker, or null. */
    public @Nullable String member(Marker marker) {
        int at = behind(marker, 0);
        return at < 0 ? null : quoted(at);
    }

    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
