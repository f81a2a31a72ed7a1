package io.sluice.sqs.wire;

import java.nio.charset.StandardCharsets;

/** AWS JSON 1.0: one object; members without a value are left out. */
public final class JsonAnswer extends Answer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

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
        for (int i = 0; i < text.length; i++) {
            byte octet = text[i];
            if ((octet & 0xe0) != 0 && octet != '"' && octet != '\\') {
                continue;
            }
            put(text, start, i - start);
            start = i + 1;
            escape(octet);
        }
        put(text, start, text.length - start);
        put('"');
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
