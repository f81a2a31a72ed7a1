package io.sluice.admission;

import java.util.ArrayList;
import java.util.List;

/** Values of elements that may stand alone or in a list. */
final class Elements {
    private Elements() {}

    static List<Json.Text> texts(Json element) {
        return switch (element) {
            case Json.Text text -> List.of(plain(text));
            case Json.Items items -> {
                if (items.values().isEmpty()) {
                    throw new PolicyFault(items.where(), "it must not be empty.");
                }
                List<Json.Text> texts = new ArrayList<>();
                for (Json item : items.values()) {
                    if (!(item instanceof Json.Text text)) {
                        throw new PolicyFault(item.where(), "it must be a text.");
                    }
                    texts.add(plain(text));
                }
                yield texts;
            }
            case Json.Fields fields -> throw new PolicyFault(fields.where(), "it must be a text or a list of texts.");
        };
    }

    static String text(Json element) {
        if (element instanceof Json.Text text) {
            return plain(text).value();
        }
        throw new PolicyFault(element.where(), "it must be a text.");
    }

    /** What looks like a variable would be taken literally, which nobody means. */
    private static Json.Text plain(Json.Text text) {
        if (text.value().contains("${")) {
            throw new PolicyFault(text.where(), "variables such as ${aws:username} are not known here.");
        }
        return text;
    }
}
