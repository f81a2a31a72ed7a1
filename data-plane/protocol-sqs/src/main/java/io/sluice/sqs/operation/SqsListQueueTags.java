package io.sluice.sqs.operation;

import java.util.Map;

final class SqsListQueueTags implements SqsOperation {
    private final QueueAddress addresses;

    SqsListQueueTags(QueueAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Map<String, String> tags = Tags.of(addresses.find(call).config());
        return new Outcome.Now(answer -> {
            if (!tags.isEmpty()) {
                answer.map("Tags", "Tag", "Key");
                tags.forEach(answer::entry);
                answer.endMap();
            }
        });
    }
}
