package io.sluice.sqs.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** AWS JSON 1.0: one object; members without a value are left out. */
public final class JsonAnswer extends Answer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Times a byte: that byte eight times. */
    private static final long EACH = 0x0101010101010101L;

    private static final long HIGH = 0x8080808080808080L;

    private boolean first = true;

    public JsonAnswer() {
        put('{');
    }

    @Override
    public String contentType() {
        return JsonCodec.CONTENT_TYPE;
    }

    @Override
    public void utf8(String name, byte[] value) {
        name(name);
        quoted(value);
    }

    @Override
    public void whole(String name, long value) {
        name(name);
        put(Long.toString(value));
    }

    @Override
    public void flag(String name, boolean value) {
        name(name);
        put(value ? "true" : "false");
    }

    @Override
    public void list(String jsonName, String xmlName) {
        name(jsonName);
        put('[');
        first = true;
    }

    @Override
    public void item() {
        comma();
        put('{');
        first = true;
    }

    @Override
    public void endItem() {
        put('}');
        first = false;
    }

    @Override
    public void textItem(String value) {
        comma();
        quoted(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void endList() {
        put(']');
        first = false;
    }

    @Override
    public void map(String jsonName, String xmlName, String xmlKey) {
        name(jsonName);
        put('{');
        first = true;
    }

    @Override
    public void entry(String key, String value) {
        comma();
        quoted(key.getBytes(StandardCharsets.UTF_8));
        put(':');
        quoted(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void entry(String key) {
        comma();
        quoted(key.getBytes(StandardCharsets.UTF_8));
        put(':').put('{');
        first = true;
    }

    @Override
    public void endEntry() {
        endItem();
    }

    @Override
    public void endMap() {
        endItem();
    }

    @Override
    public void end() {
        put('}');
    }

    /** Our own names need no escape. */
    private void name(String name) {
        comma();
        put('"').put(name).put('"').put(':');
    }

    private void comma() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void quoted(byte[] text) {
        put('"');
        int start = 0;
        int i = 0;
        while (i < text.length) {
            if (i <= text.length - Long.BYTES && isPlain((long) EIGHT.get(text, i))) {
                i += Long.BYTES;
                continue;
            }
            byte octet = text[i++];
            if ((octet & 0xe0) == 0 || octet == '"' || octet == '\\') {
                put(text, start, i - 1 - start);
                start = i;
                escape(octet);
            }
        }
        put(text, start, text.length - start);
        put('"');
    }

    /** Whether none of eight bytes at once is a control character, a quotation mark or a backslash; rarely false for no reason. */
    private static boolean isPlain(long eight) {
        long control = (eight - 0x20 * EACH) & ~eight;
        return ((control | zeros(eight ^ '"' * EACH) | zeros(eight ^ '\\' * EACH)) & HIGH) == 0;
    }

    /** The high bit of each byte that is zero. */
    private static long zeros(long eight) {
        return (eight - EACH) & ~eight;
    }

    private void escape(byte octet) {
        put('\\');
        switch (octet) {
            case '"', '\\' -> put(octet);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> put("u00").put(HEX[octet >> 4]).put(HEX[octet & 15]);
        }
    }
}
