package io.sluice.sqs.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a request says, the same tree whichever protocol it came in. */
public sealed interface Param {
    /** Longer digits are no number that anybody means. */
    int MAX_NUMBER_CHARS = 64;

    /** A text; in Query everything is one and is read as what the operation expects. */
    record Text(String value, boolean loose) implements Param {}

    record Whole(BigInteger value) implements Param {}

    /** A JSON value that nothing in SQS takes: a truth value or a fraction. */
    record Unfit(String kind) implements Param {}

    record Items(List<Param> values) implements Param {}

    /** Named values. A name's last value counts; a null is no value. Few names, so a scan beats hashing. */
    final class Fields implements Param {
        public static final Fields NONE = new Fields();

        private String[] names = new String[4];
        private Param[] values = new Param[4];
        private int size;

        void put(String name, Param value) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size++] = value;
        }

        public @Nullable Param get(String name) {
            for (int i = size - 1; i >= 0; i--) {
                if (names[i].equals(name)) {
                    return values[i];
                }
            }
            return null;
        }

        public boolean isEmpty() {
            return size == 0;
        }

        public int size() {
            return size;
        }

        public void each(BiConsumer<String, Param> visitor) {
            for (int i = 0; i < size; i++) {
                visitor.accept(names[i], values[i]);
            }
        }

        public @Nullable String text(String name) {
            Param value = get(name);
            return value == null ? null : asText(name, value);
        }

        /** Refuses an absent or empty text. */
        public String required(String name) {
            String value = text(name);
            if (value == null || value.isEmpty()) {
                throw missing(name);
            }
            return value;
        }

        /** Beyond an int: the int next to it. */
        public @Nullable Integer whole(String name) {
            Param value = get(name);
            return switch (value) {
                case null -> null;
                case Whole(BigInteger number) -> clamp(number);
                case Text(String text, boolean loose) when loose -> parse(name, text);
                case Text t -> throw misfit("STRING_VALUE", "Integer");
                case Unfit(String kind) -> throw misfit(kind, "Integer");
                case Items i -> throw misfit("START_ARRAY", "Integer");
                case Fields f -> throw misfit("START_OBJECT", "Integer");
            };
        }

        /** A number as it was sent, for whoever is told that it is none of those that will do. */
        public String sent(String name) {
            return get(name) instanceof Whole(BigInteger number) ? number.toString() : required(name);
        }

        /** Base64 on the wire. */
        public byte @Nullable [] bytes(String name) {
            String text = text(name);
            if (text == null) {
                return null;
            }
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException notBase64) {
                throw new SqsError(SqsCode.MALFORMED_INPUT, name + " is not base64.").refusal();
            }
        }

        public @Nullable Fields fields(String name) {
            Param value = get(name);
            return value == null ? null : asFields(name, value);
        }

        public List<Param> items(String name) {
            return switch (get(name)) {
                case null -> List.of();
                case Items(List<Param> values) -> values;
                // How Query writes an empty list.
                case Text(String text, boolean loose) when loose && text.isEmpty() -> List.of();
                case Text t -> throw misfit("STRING_VALUE", "List");
                case Whole w -> throw misfit("NUMBER_VALUE", "List");
                case Unfit(String kind) -> throw misfit(kind, "List");
                case Fields f -> throw misfit("START_OBJECT", "List");
            };
        }

        public List<String> texts(String name) {
            List<Param> items = items(name);
            if (items.isEmpty()) {
                return List.of();
            }
            List<String> texts = new ArrayList<>(items.size());
            for (Param item : items) {
                texts.add(asText(name, item));
            }
            return texts;
        }
    }

    static String asText(String name, Param value) {
        return switch (value) {
            case Text(String text, boolean loose) -> text;
            case Whole w -> throw misfit("NUMBER_VALUE", "String");
            case Unfit(String kind) -> throw misfit(kind, "String");
            case Items i -> throw misfit("START_ARRAY", "String");
            case Fields f -> throw misfit("START_OBJECT", "String");
        };
    }

    static Fields asFields(String name, Param value) {
        if (value instanceof Fields fields) {
            return fields;
        }
        throw new SqsError(SqsCode.MALFORMED_INPUT, name + " is not a structure.").refusal();
    }

    public static SqsError.Refusal missing(String name) {
        return new SqsError(SqsCode.MISSING_PARAMETER, "The request must contain the parameter " + name + ".")
                .refusal();
    }

    private static SqsError.Refusal misfit(String found, String wanted) {
        return new SqsError(SqsCode.MALFORMED_INPUT, found + " can not be converted to " + wanted).refusal();
    }

    /** Numbers beyond an int are out of every range, and stay so. */
    private static int clamp(BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    /**
     * A whole number as the wire writes it: digits, and a minus before them.
     *
     * @return null: it is none; beyond an int: the int next to it
     */
    public static @Nullable Integer number(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        if (text.length() == first || text.length() > MAX_NUMBER_CHARS) {
            return null;
        }
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        return clamp(new BigInteger(text));
    }

    private static Integer parse(String name, String text) {
        Integer number = number(text);
        if (number == null) {
            String shown = text.length() <= MAX_NUMBER_CHARS ? text : text.substring(0, MAX_NUMBER_CHARS) + "…";
            throw new SqsError(
                            SqsCode.INVALID_PARAMETER_VALUE,
                            "Value " + shown + " for parameter " + name + " is invalid. Reason: Must be an integer.")
                    .refusal();
        }
        return number;
    }
}
