package io.sluice.standalone.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All rules, in the order in which docs/sqs.md tells them. */
final class Rules {
    private Rules() {}

    static List<Rule> all() {
        return Stream.of(
                        QueueRules.rules(),
                        AttributeRules.rules(),
                        RedriveRules.rules(),
                        SendRules.rules(),
                        ReceiveRules.rules(),
                        BatchRules.rules(),
                        FifoRules.rules(),
                        FifoOrderRules.rules(),
                        MoveRules.rules(),
                        PermissionRules.rules(),
                        WireRules.rules())
                .flatMap(List::stream)
                .toList();
    }
}
