package io.sluice.sqs.wire;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The Query protocol's XML: lists and maps are flat, each item an element of its own. */
public final class XmlAnswer extends Answer {
    static final String CONTENT_TYPE = "text/xml";
    static final String DECLARATION = "<?xml version=\"1.0\"?>";
    static final String NAMESPACE = " xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"";
    private static final String STS_NAMESPACE = " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"";

    /** How U+F000 to U+FFFF begin in UTF-8. */
    private static final byte NONCHARACTER = (byte) 0xef;

    /** By octet: what does not stand as it is, or may not. */
    private static final boolean[] ESCAPED = new boolean[256];

    static {
        Arrays.fill(ESCAPED, 0, ' ', true);
        for (int octet : new int[] {'<', '>', '&', '"', NONCHARACTER & 0xff}) {
            ESCAPED[octet] = true;
        }
    }

    private final String action;
    private final boolean result;
    private final String requestId;
    private final int emptyLength;
    private final Deque<String> elements = new ArrayDeque<>(4);
    /** Maps hold no maps. */
    private String keyName = "Name";

    /**
     * An action's answer.
     *
     * @param result whether it has a result element, be it empty
     */
    public XmlAnswer(String action, boolean result, String requestId) {
        this(NAMESPACE, action, result, requestId);
    }

    /** An answer of STS, which looks the same in another namespace. */
    public static XmlAnswer ofSts(String action, String requestId) {
        return new XmlAnswer(STS_NAMESPACE, action, true, requestId);
    }

    private XmlAnswer(String namespace, String action, boolean result, String requestId) {
        this.action = action;
        this.result = result;
        this.requestId = requestId;
        put(DECLARATION).put('<').put(action).put("Response").put(namespace).put('>');
        if (result) {
            put('<').put(action).put("Result>");
        }
        emptyLength = length();
    }

    @Override
    public String contentType() {
        return CONTENT_TYPE;
    }

    @Override
    public void utf8(String name, byte[] value) {
        open(name);
        escaped(value);
        close(name);
    }

    @Override
    public void whole(String name, long value) {
        open(name);
        put(Long.toString(value));
        close(name);
    }

    @Override
    public void flag(String name, boolean value) {
        open(name);
        put(value ? "true" : "false");
        close(name);
    }

    @Override
    public void list(String jsonName, String xmlName) {
        elements.push(xmlName);
    }

    @Override
    public void item() {
        open(elements.element());
    }

    @Override
    public void endItem() {
        close(elements.element());
    }

    @Override
    public void textItem(String value) {
        text(elements.element(), value);
    }

    @Override
    public void endList() {
        elements.pop();
    }

    @Override
    public void map(String jsonName, String xmlName, String xmlKey) {
        elements.push(xmlName);
        keyName = xmlKey;
    }

    @Override
    public void entry(String key, String value) {
        open(elements.element());
        text(keyName, key);
        text("Value", value);
        close(elements.element());
    }

    @Override
    public void entry(String key) {
        open(elements.element());
        text(keyName, key);
        open("Value");
    }

    @Override
    public void endEntry() {
        close("Value");
        close(elements.element());
    }

    @Override
    public void endMap() {
        elements.pop();
    }

    @Override
    public void end() {
        if (result && length() == emptyLength) {
            cut(emptyLength - 1);
            put("/>");
        } else if (result) {
            put("</").put(action).put("Result>");
        }
        put("<ResponseMetadata><RequestId>").put(requestId).put("</RequestId></ResponseMetadata>");
        put("</").put(action).put("Response>");
    }

    /** An error's body. */
    static ByteText error(SqsError error, String requestId) {
        XmlAnswer out = new XmlAnswer(requestId);
        if (error.code() == SqsCode.UNKNOWN_OPERATION) {
            out.put("<UnknownOperationException/>");
            return out;
        }
        out.put(DECLARATION).put("<ErrorResponse").put(NAMESPACE).put("><Error>");
        out.text("Type", error.code().fault());
        out.text("Code", error.code().queryCode());
        out.text("Message", message(error));
        out.put("<Detail/></Error>");
        out.text("RequestId", requestId);
        out.put("</ErrorResponse>");
        return out;
    }

    /** The service says one thing in two ways. */
    private static String message(SqsError error) {
        return error.code() == SqsCode.QUEUE_DOES_NOT_EXIST
                ? error.message().replace("does not exist.", "does not exist for this wsdl version.")
                : error.message();
    }

    private XmlAnswer(String requestId) {
        this.emptyLength = 0;
        this.action = "";
        this.result = false;
        this.requestId = requestId;
    }

    private void open(String name) {
        put('<').put(name).put('>');
    }

    private void close(String name) {
        put("</").put(name).put('>');
    }

    /** A character that XML 1.0 cannot carry, which only other protocols and errors bring, is a question mark. */
    private void escaped(byte[] text) {
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (!ESCAPED[text[i] & 0xff]) {
                continue;
            }
            String escape = switch (text[i]) {
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '&' -> "&amp;";
                case '"' -> "&quot;";
                // A parser would turn a bare carriage return into a line feed, and the digest would not match.
                case '\r' -> "&#xD;";
                case '\n', '\t' -> "";
                case NONCHARACTER -> isNoncharacter(text, i) ? "?" : "";
                default -> text[i] >= 0 && text[i] < ' ' ? "?" : "";
            };
            if (!escape.isEmpty()) {
                put(text, start, i - start);
                put(escape);
                i += text[i] == NONCHARACTER ? 2 : 0;
                start = i + 1;
            }
        }
        put(text, start, text.length - start);
    }

    @Override
    public byte[] carried(byte[] utf8) {
        ByteText carried = new ByteText();
        int start = 0;
        for (int i = 0; i < utf8.length; i++) {
            boolean noncharacter = utf8[i] == NONCHARACTER && isNoncharacter(utf8, i);
            boolean control = utf8[i] >= 0 && utf8[i] < ' ' && utf8[i] != '\n' && utf8[i] != '\r' && utf8[i] != '\t';
            if (noncharacter || control) {
                carried.put(utf8, start, i - start).put('?');
                i += noncharacter ? 2 : 0;
                start = i + 1;
            }
        }
        return start == 0
                ? utf8
                : Arrays.copyOf(carried.put(utf8, start, utf8.length - start).bytes(), carried.length());
    }

    /** U+FFFE or U+FFFF. */
    private static boolean isNoncharacter(byte[] text, int at) {
        return at + 2 < text.length && text[at + 1] == (byte) 0xbf && (text[at + 2] & 0xfe) == 0xbe;
    }
}
