package io.sluice.sqs.operation;

import io.sluice.model.TenantId;
import java.util.Optional;

/** {@code arn:aws:sqs:REGION:ACCOUNT:NAME}. The region is the client's word for us and says nothing. */
record QueueArn(String region, TenantId tenant, String name) {
    String toWire() {
        return "arn:aws:sqs:" + region + ':' + tenant + ':' + name;
    }

    static Optional<QueueArn> fromWire(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 6
                || !parts[0].equals("arn")
                || !parts[2].equals("sqs")
                || parts[3].isEmpty()
                || !QueueName.isAny(parts[5])) {
            return Optional.empty();
        }
        try {
            return Optional.of(new QueueArn(parts[3], TenantId.parse(parts[4]), parts[5]));
        } catch (IllegalArgumentException notAnAccount) {
            return Optional.empty();
        }
    }
}
