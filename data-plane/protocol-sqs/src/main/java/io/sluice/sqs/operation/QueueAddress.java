package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import org.jspecify.annotations.Nullable;

/**
 * Finds the queue that a request means: by its QueueUrl, whatever host that names, or by the path that was asked. Another
 * account's queue is answered like one that does not exist.
 */
final class QueueAddress {
    private static final int ACCOUNT_DIGITS = 12;

    private final Queues queues;

    QueueAddress(Queues queues) {
        this.queues = queues;
    }

    static String url(SqsCall call, String name) {
        return call.endpoint() + '/' + call.caller().tenant() + '/' + name;
    }

    Topic find(SqsCall call) {
        String url = call.params().text("QueueUrl");
        if (url == null || url.isEmpty()) {
            if (call.path().length() <= 1) {
                throw new SqsError(SqsCode.MISSING_PARAMETER, "The request must contain the parameter QueueUrl.")
                        .refusal();
            }
            url = call.path();
        }
        int last = url.lastIndexOf('/');
        int account = last - ACCOUNT_DIGITS;
        if (account < 1 || last == url.length() - 1 || url.charAt(account - 1) != '/') {
            throw new SqsError(
                            SqsCode.INVALID_ADDRESS,
                            "The address " + SqsErrors.shortened(url) + " is not valid for this endpoint.")
                    .refusal();
        }
        TenantId tenant = tenant(url.substring(account, last));
        if (tenant == null || !tenant.equals(call.caller().tenant())) {
            throw SqsErrors.noSuchQueue().refusal();
        }
        return queues.find(call.caller(), url.substring(last + 1))
                .orElseThrow(() -> SqsErrors.noSuchQueue().refusal());
    }

    private static @Nullable TenantId tenant(String digits) {
        try {
            return TenantId.parse(digits);
        } catch (IllegalArgumentException notAnAccount) {
            return null;
        }
    }
}
