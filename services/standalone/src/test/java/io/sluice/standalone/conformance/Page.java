package io.sluice.standalone.conformance;

import io.sluice.standalone.conformance.Rule.Source;
import io.sluice.standalone.conformance.Rule.Standing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** docs/sqs.md: what is the same as in SQS, what is better, what differs and why. */
final class Page {
    private static final String HEAD = """
            # SQS, rule by rule

            Each line is tried in CI on the whole server, in JSON and in Query. This page is written by these tests and compared with them; after a change of a rule:

            ```bash
            ./sluice test -pl services/standalone -am -Dtest=ConformanceTest -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.write-docs=true
            ```

            *Same* is what SQS does; *better* and *differs* say why. Codes are those of Query; JSON answers carry them in the header `x-amzn-query-error` and their own names in `__type`.

            """;

    private Page() {}

    static String of(List<Rule> rules) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("Where the rules are from: ")
                .append(Arrays.stream(Source.values())
                        .map(source -> letter(source) + " = " + source.text)
                        .collect(Collectors.joining("; ")))
                .append(".\n\n## In short\n\n");
        page.append(count(rules, Standing.SAME)).append(" rules the same, ");
        page.append(count(rules, Standing.BETTER)).append(" better, ");
        page.append(count(rules, Standing.DIFFERS)).append(" differ.\n\n");
        for (Standing standing : new Standing[] {Standing.BETTER, Standing.DIFFERS}) {
            for (Rule rule : rules) {
                if (rule.standing() == standing) {
                    page.append("- *")
                            .append(word(standing))
                            .append(":* ")
                            .append(rule.action())
                            .append(", `")
                            .append(rule.subject())
                            .append("`: ")
                            .append(rule.why())
                            .append(".\n");
                }
            }
        }
        Map<String, List<Rule>> byAction =
                rules.stream().collect(Collectors.groupingBy(Rule::action, LinkedHashMap::new, Collectors.toList()));
        byAction.forEach((action, its) -> {
            page.append("\n## ")
                    .append(action)
                    .append("\n\n| About | Rule | Error | | From |\n|---|---|---|---|---|\n");
            its.forEach(rule -> page.append("| `")
                    .append(rule.subject())
                    .append("` | ")
                    .append(escaped(rule.says()))
                    .append(" | ")
                    .append(rule.code().isEmpty() ? "" : "`" + rule.code() + "`")
                    .append(" | ")
                    .append(word(rule.standing()))
                    .append(" | ")
                    .append(letter(rule.source()))
                    .append(" |\n"));
        });
        return page.toString();
    }

    private static long count(List<Rule> rules, Standing standing) {
        return rules.stream().filter(rule -> rule.standing() == standing).count();
    }

    private static String letter(Source source) {
        return source.name().substring(0, 1);
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case SAME -> "same";
            case BETTER -> "better";
            case DIFFERS -> "differs";
        };
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
