package io.sluice.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer, the same tree whichever protocol it came in.
 *
 * @param tree of texts, lists and maps; an error has {@code Code} and {@code Message}
 */
record Reply(int status, Map<String, Object> tree, String body, Map<String, String> headers) {
    Reply assertOk() {
        assertThat(status).as(body).isEqualTo(200);
        return this;
    }

    void assertRefused(String code, String message) {
        assertThat(Objects.toString(tree.get("Code"))).as(body).isEqualTo(code);
        assertThat(status).as(body).isEqualTo(Errors.status(code));
        if (!message.isEmpty()) {
            StringBuilder pattern = new StringBuilder();
            for (String part : message.split("…", -1)) {
                pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
            }
            assertThat(Objects.toString(tree.get("Message")))
                    .matches(Pattern.compile(pattern.toString(), Pattern.DOTALL));
        }
    }

    boolean has(String name) {
        return tree.containsKey(name);
    }

    String text(String name) {
        return text(tree, name);
    }

    Map<String, Object> map(String name) {
        return map(tree, name);
    }

    List<Map<String, Object>> list(String name) {
        return list(tree, name);
    }

    /** Texts of a list of texts. */
    @SuppressWarnings("unchecked") // the parsers make nothing else
    List<String> texts(String name) {
        return (List<String>) tree.getOrDefault(name, List.of());
    }

    static String text(Map<String, Object> of, String name) {
        @Nullable Object value = of.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + of);
        }
        return value.toString();
    }

    @SuppressWarnings("unchecked") // the parsers make nothing else
    static Map<String, Object> map(Map<String, Object> of, String name) {
        return (Map<String, Object>) of.getOrDefault(name, Map.of());
    }

    @SuppressWarnings("unchecked") // the parsers make nothing else
    static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }
}
