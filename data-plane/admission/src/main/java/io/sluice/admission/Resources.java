package io.sluice.admission;

import io.sluice.model.Topic;
import java.util.ArrayList;
import java.util.List;

/**
 * Which queues a statement is about. The region of an ARN counts for nothing, because clients choose it: a policy that
 * looked at it would be evaded by signing for another one.
 *
 * @param patterns of ARNs, their region left open
 * @param others whether it is {@code NotResource}: all but these
 */
record Resources(List<Glob> patterns, boolean others) {
    private static final int REGION = 3;
    private static final int PARTS = 6;
    private static final String FRONT = "arn:aws:sqs:";

    boolean include(Topic topic) {
        String arn = FRONT + ':' + topic.tenant() + ':' + topic.name();
        return patterns.stream().anyMatch(pattern -> pattern.matches(arn)) != others;
    }

    static Resources read(Json element, boolean others) {
        List<Glob> patterns = new ArrayList<>();
        for (Json.Text text : Elements.texts(element)) {
            patterns.add(new Glob(openRegion(text)));
        }
        return new Resources(List.copyOf(patterns), others);
    }

    private static String openRegion(Json.Text text) {
        String value = text.value();
        if (value.equals("*")) {
            return value;
        }
        String[] parts = value.split(":", PARTS);
        if (!value.startsWith(FRONT) || (parts.length != PARTS && !value.endsWith("*"))) {
            throw new PolicyFault(
                    text.where(),
                    "it must be \"*\" or a queue's ARN, arn:aws:sqs:REGION:ACCOUNT:QUEUE, not "
                            + PolicyFault.quoted(value) + ".");
        }
        parts[REGION] = "*";
        return String.join(":", parts);
    }
}
