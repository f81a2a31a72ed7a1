package io.sluice.sqs.operation;

import io.sluice.api.Delivery;
import io.sluice.model.Topic;
import java.nio.charset.StandardCharsets;

/**
 * What a consumer of SQS gets in place of a body that is longer than SQS's messages: how long it is, and the address on this
 * server where the same key reads it while the message is leased. All else about the message is as always, so who does not
 * know of such bodies can delete it, or leave it to the dead-letter queue.
 */
final class BodyPointer {
    private BodyPointer() {}

    /** JSON. Nothing in it needs escaping: names of queues, receipts and account numbers are plain. */
    static byte[] of(Delivery delivery, String receipt, Topic topic) {
        String path = "/v1/queues/" + topic.name() + "/messages/" + receipt + "/body?owner=" + topic.tenant();
        String json = "{\"largeBody\":{\"bytes\":" + delivery.bytesElsewhere() + ",\"path\":\"" + path + "\"}}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }
}
