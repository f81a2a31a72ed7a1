package io.sluice.sqs.fuzz;

import io.sluice.sqs.fuzz.Members.Member;
import io.sluice.sqs.operation.SqsAction;
import io.sluice.sqs.wire.Wire;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes requests that mostly follow the service model, and breaks them: by member, by type, and by byte. */
final class Requests {
    private static final byte[] TOKENS =
            "{}[]\":,\\u0%+=&./;\0\n\r\t -9eE<>\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    /** What JSON may have where the model wants something else. */
    private static final String[] STRANGE = {
        "null",
        "true",
        "0",
        "-1",
        "5",
        "1.5",
        "1e999",
        "99999999999999999999999",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "{\"a\":{\"b\":[1]}}",
        "\"\\ud800\"",
        "\"x\"",
    };

    private static final String[] NUMBERS = {"0", "1", "5", "10", "11", "30", "900", "901", "-1", "43201", "2147483648"
    };

    private final Random random;
    private final Texts texts;

    Requests(Random random, Texts texts) {
        this.random = random;
        this.texts = texts;
    }

    /** A request's body as bytes of the wire. */
    byte[] body(SqsAction action, Wire wire) {
        StringBuilder out = new StringBuilder();
        if (wire == Wire.JSON) {
            json(out, Members.ofRequest(action), action);
        } else {
            out.append("Action=").append(action.wireName());
            query(out, "", Members.ofRequest(action), action);
        }
        byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(5) == 0 ? mutated(bytes) : bytes;
    }

    private boolean isStrange() {
        return random.nextInt(64) == 0;
    }

    private boolean isThere() {
        return random.nextInt(8) != 0;
    }

    private void json(StringBuilder out, List<Member> members, SqsAction action) {
        out.append('{');
        int start = out.length();
        for (Member member : members) {
            for (int n = isThere() ? 1 : isStrange() ? 2 : 0; n > 0; n--) {
                out.append(out.length() == start ? "" : ",")
                        .append(quoted(member.json()))
                        .append(':');
                if (isStrange()) {
                    out.append(STRANGE[random.nextInt(STRANGE.length)]);
                } else {
                    json(out, member, action);
                }
            }
        }
        if (isStrange()) {
            out.append(out.length() == start ? "" : ",").append("\"New\":{\"a\":[1,{}]}");
        }
        out.append('}');
    }

    private void json(StringBuilder out, Member member, SqsAction action) {
        switch (member.kind()) {
            case TEXT, BLOB -> out.append(quoted(texts.value(member.json())));
            case NUMBER -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case TEXTS -> {
                out.append('[');
                for (int i = few(); i > 0; i--) {
                    out.append(quoted(text())).append(i == 1 ? "" : ",");
                }
                out.append(']');
            }
            case TEXT_MAP, VALUE_MAP -> {
                out.append('{');
                for (int i = few(); i > 0; i--) {
                    out.append(quoted(texts.name())).append(':');
                    if (member.kind() == Members.Kind.VALUE_MAP) {
                        json(out, Members.ofValue(), action);
                    } else {
                        out.append(quoted(texts.value("")));
                    }
                    out.append(i == 1 ? "" : ",");
                }
                out.append('}');
            }
            case ENTRIES -> {
                out.append('[');
                for (int i = few(); i > 0; i--) {
                    json(out, Members.ofEntry(action), action);
                    out.append(i == 1 ? "" : ",");
                }
                out.append(']');
            }
        }
    }

    private void query(StringBuilder out, String prefix, List<Member> members, SqsAction action) {
        for (Member member : members) {
            if (!isThere()) {
                continue;
            }
            String name = prefix + member.query();
            switch (member.kind()) {
                case TEXT, BLOB -> pair(out, name, texts.value(member.json()));
                case NUMBER -> pair(out, name, NUMBERS[random.nextInt(NUMBERS.length)]);
                case TEXTS -> {
                    for (int i = few(); i > 0; i--) {
                        pair(out, name + '.' + index(i), text());
                    }
                }
                case TEXT_MAP, VALUE_MAP -> {
                    String key = member.query().equals("Tag") ? ".Key" : ".Name";
                    for (int i = few(); i > 0; i--) {
                        String entry = name + '.' + index(i);
                        pair(out, entry + key, texts.name());
                        if (member.kind() == Members.Kind.VALUE_MAP) {
                            query(out, entry + ".Value.", Members.ofValue(), action);
                        } else {
                            pair(out, entry + ".Value", texts.value(""));
                        }
                    }
                }
                case ENTRIES -> {
                    for (int i = few(); i > 0; i--) {
                        query(out, name + '.' + index(i) + '.', Members.ofEntry(action), action);
                    }
                }
            }
        }
    }

    private String index(int i) {
        return isStrange() ? texts.value("") : Integer.toString(i);
    }

    private String text() {
        return random.nextBoolean() ? texts.name() : texts.value("");
    }

    /** Mostly none to three; now and then more than any limit. */
    private int few() {
        return isStrange() ? 12 : random.nextInt(4);
    }

    private static void pair(StringBuilder out, String name, String value) {
        out.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                out.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private byte[] mutated(byte[] body) {
        byte[] bytes = body;
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = TOKENS[random.nextInt(TOKENS.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    int from = random.nextInt(at + 1);
                    byte[] doubled = Arrays.copyOf(bytes, bytes.length + at - from);
                    System.arraycopy(bytes, from, doubled, at, bytes.length - from);
                    bytes = doubled;
                }
                default -> {
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                    System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }
}
