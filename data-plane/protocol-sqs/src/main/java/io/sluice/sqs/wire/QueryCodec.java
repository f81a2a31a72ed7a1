package io.sluice.sqs.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Query protocol: dotted names such as {@code Attribute.1.Name} become the tree that JSON would have said. Lists and
 * maps are known by their names, which differ from JSON's.
 */
public final class QueryCodec {
    private static final int MAX_DEPTH = 8;
    /** Of an item's number. */
    private static final int MAX_DIGITS = 9;

    private sealed interface Shape {
        record Listed(String jsonName) implements Shape {}

        record Mapped(String jsonName, String key, String value) implements Shape {}
    }

    private static final Map<String, Shape> SHAPES = Map.ofEntries(
            Map.entry("Attribute", new Shape.Mapped("Attributes", "Name", "Value")),
            Map.entry("MessageAttribute", new Shape.Mapped("MessageAttributes", "Name", "Value")),
            Map.entry("MessageSystemAttribute", new Shape.Mapped("MessageSystemAttributes", "Name", "Value")),
            Map.entry("Tag", new Shape.Mapped("tags", "Key", "Value")),
            Map.entry("TagKey", new Shape.Listed("TagKeys")),
            Map.entry("ActionName", new Shape.Listed("Actions")),
            Map.entry("AWSAccountId", new Shape.Listed("AWSAccountIds")),
            Map.entry("AttributeName", new Shape.Listed("AttributeNames")),
            Map.entry("MessageAttributeName", new Shape.Listed("MessageAttributeNames")),
            Map.entry("MessageSystemAttributeName", new Shape.Listed("MessageSystemAttributeNames")),
            Map.entry("StringListValue", new Shape.Listed("StringListValues")),
            Map.entry("BinaryListValue", new Shape.Listed("BinaryListValues")));

    /** Behind the name of a batch's action: the list of its entries. Those of another action are nothing to this one. */
    private static final String ENTRY = "RequestEntry";

    private static final Shape ENTRIES = new Shape.Listed("Entries");

    /** A name's part: its own value, if any, and what lies below. */
    private static final class Part {
        @Nullable
        String value;

        /** Whether it was given a value more than once. */
        boolean repeated;
        /** Whether it was given two that differ, so that nobody can tell which is meant. */
        boolean unclear;

        Map<String, Part> below = Map.of();

        Part child(String name) {
            if (below.isEmpty()) {
                below = new LinkedHashMap<>(4);
            }
            return below.computeIfAbsent(name, added -> new Part());
        }

        void give(String given) {
            repeated |= value != null;
            unclear |= value != null && !value.equals(given);
            value = given;
        }
    }

    private QueryCodec() {}

    public static Param.Fields fromWire(List<UrlText.Pair> pairs) {
        Part root = new Part();
        Part parent = root;
        String path = ""; // to the parent: most pairs have it in common with the pair before
        for (UrlText.Pair pair : pairs) {
            String name = pair.name();
            int last = name.lastIndexOf('.') + 1;
            if (last != path.length() || !name.startsWith(path)) {
                path = name.substring(0, last);
                parent = parent(root, path);
            }
            parent.child(name.substring(last)).give(pair.value());
        }
        Part action = root.below.get("Action");
        return fields(root, action == null ? null : action.value + ENTRY);
    }

    /** @param path each part with a dot behind it */
    private static Part parent(Part root, String path) {
        Part part = root;
        int from = 0;
        for (int depth = 1; from < path.length(); depth++) {
            if (depth == MAX_DEPTH) {
                throw malformed("a name of more than " + MAX_DEPTH + " parts");
            }
            int dot = path.indexOf('.', from);
            part = part.child(path.substring(from, dot));
            from = dot + 1;
        }
        return part;
    }

    private static Param.Fields fields(Part part) {
        return fields(part, null);
    }

    /** @param entry what a batch's entry is called where there may be some */
    private static Param.Fields fields(Part part, @Nullable String entry) {
        Param.Fields fields = new Param.Fields();
        part.below.forEach((name, below) -> {
            switch (name.equals(entry) ? ENTRIES : SHAPES.get(name)) {
                case null -> fields.put(name, value(name, below));
                case Shape.Listed(String jsonName) -> fields.put(jsonName, list(name, below));
                case Shape.Mapped(String jsonName, String key, String value) ->
                    fields.put(jsonName, map(name, below, key, value));
            }
        });
        return fields;
    }

    private static Param value(String name, Part part) {
        return part.below.isEmpty() ? text(name, part) : fields(part);
    }

    private static Param text(String name, Part part) {
        if (part.unclear) {
            throw malformed("more than one value of " + name);
        }
        return new Param.Text(part.value == null ? "" : part.value, true);
    }

    private static Param.Items list(String name, Part part) {
        List<Param> values = new ArrayList<>();
        if (part.below.isEmpty()) {
            values.add(text(name, part)); // "AttributeName=All", without a number
        }
        for (Part item : numbered(name, part)) {
            values.add(value(name, item));
        }
        return new Param.Items(values);
    }

    private static Param.Fields map(String name, Part part, String keyName, String valueName) {
        boolean unnumbered = part.below.containsKey(keyName) || part.below.containsKey(valueName);
        if (unnumbered) {
            checkOnlyPair(name, part, keyName, valueName);
        }
        Param.Fields fields = new Param.Fields();
        for (Part entry : unnumbered ? List.of(part) : numbered(name, part)) {
            Part key = entry.below.get(keyName);
            Part value = entry.below.get(valueName);
            if (key == null || key.value == null) {
                throw Param.missing(name + (unnumbered ? "." : ".n.") + keyName);
            }
            if (fields.get(key.value) != null) {
                throw new SqsError(SqsCode.INVALID_PARAMETER_VALUE, name + " '" + key.value + "' already exists.")
                        .refusal();
            }
            fields.put(key.value, value == null ? new Param.Text("", true) : value(valueName, value));
        }
        return fields;
    }

    /** {@code Attribute.Name=…&Attribute.Value=…} says one pair, and nothing stands beside it. */
    private static void checkOnlyPair(String name, Part part, String keyName, String valueName) {
        part.below.forEach((under, below) -> {
            if (!under.equals(keyName) && !under.equals(valueName)) {
                throw malformed(name + "." + under + " beside " + name + " without a number");
            }
            if (below.repeated) {
                throw malformed("more than one " + name + "." + under + " without a number");
            }
        });
    }

    private static Iterable<Part> numbered(String name, Part part) {
        Map<Integer, Part> items = new TreeMap<>();
        part.below.forEach((number, item) -> {
            if (!isNumber(number)) {
                throw malformed("the name " + name + "." + number + ", whose second part is not a number");
            }
            items.put(Integer.parseInt(number), item);
        });
        return items.values();
    }

    /** Each number has one way to be written, so that no two names mean the same item. */
    private static boolean isNumber(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && text.length() <= MAX_DIGITS && (text.length() == 1 || text.charAt(0) != '0');
    }

    private static SqsError.Refusal malformed(String what) {
        return new SqsError(SqsCode.MALFORMED_INPUT, "The request has " + what + ".").refusal();
    }
}
