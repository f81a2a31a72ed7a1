package io.sluice.sqs.wire;

import java.nio.charset.StandardCharsets;

/**
 * The body of a successful answer, written once, front to back. Where the protocols name a thing differently, both
 * names are given: first JSON's, then XML's.
 */
public abstract sealed class Answer extends ByteText permits JsonAnswer, XmlAnswer {
    /** Writes fields into an answer. */
    @FunctionalInterface
    public interface Fields {
        void writeTo(Answer answer);
    }

    public abstract String contentType();

    public final void text(String name, String value) {
        utf8(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that is UTF-8 already. */
    public abstract void utf8(String name, byte[] value);

    /** The text as {@link #utf8} brings it to the client: what the format cannot carry is a question mark. */
    public byte[] carried(byte[] utf8) {
        return utf8;
    }

    public abstract void whole(String name, long value);

    public abstract void flag(String name, boolean value);

    public abstract void list(String jsonName, String xmlName);

    public abstract void item();

    public abstract void endItem();

    /** An item that is a mere text. */
    public abstract void textItem(String value);

    public abstract void endList();

    public final void map(String jsonName, String xmlName) {
        map(jsonName, xmlName, "Name");
    }

    /**
     * A map whose entries follow.
     *
     * @param xmlKey what an entry's key is called in XML
     */
    public abstract void map(String jsonName, String xmlName, String xmlKey);

    public abstract void entry(String key, String value);

    /** An entry whose value has fields, which follow. */
    public abstract void entry(String key);

    public abstract void endEntry();

    public abstract void endMap();

    /** Nothing is written after this. */
    public abstract void end();
}
