package io.sluice.sqs.operation;

import io.sluice.api.Action;
import io.sluice.api.Admission;
import io.sluice.api.Queues;
import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the queue that a request means, by its QueueUrl, whatever host that names, or by the path that was asked, and
 * lets through whom its policy lets through. Who may do nothing with another account's queue is answered as if there were
 * none.
 */
final class QueueAddress {
    private static final int ACCOUNT_DIGITS = 12;

    private final Queues queues;
    private final Admission admission;

    QueueAddress(Queues queues, Admission admission) {
        this.queues = queues;
        this.admission = admission;
    }

    static String url(SqsCall call, TenantId owner, String name) {
        return call.endpoint() + '/' + owner + '/' + name;
    }

    static String url(SqsCall call, Topic topic) {
        return url(call, topic.tenant(), topic.name());
    }

    /**
     * The queue of the request's QueueUrl or path, with or without a slash behind its name; a QueueUrl that is a mere name is
     * the caller's queue of that name.
     */
    Topic find(SqsCall call) {
        String url = call.params().text("QueueUrl");
        if (url == null || url.isEmpty()) {
            if (call.path().length() <= 1) {
                throw new SqsError(SqsCode.MISSING_PARAMETER, "The request must contain the parameter QueueUrl.")
                        .refusal();
            }
            url = call.path();
        }
        if (url.indexOf('/') < 0 && QueueName.isAny(url)) {
            return find(call, call.caller().tenant().toString(), url);
        }
        int end = url.endsWith("/") ? url.length() - 1 : url.length();
        int last = url.lastIndexOf('/', end - 1);
        int account = last - ACCOUNT_DIGITS;
        if (account < 1 || last == end - 1 || url.charAt(account - 1) != '/') {
            throw new SqsError(
                            SqsCode.INVALID_ADDRESS,
                            "The address " + SqsErrors.shortened(url) + " is not valid for this endpoint.")
                    .refusal();
        }
        return find(call, url.substring(account, last), url.substring(last + 1, end));
    }

    /** @param account digits, as the client gave them */
    Topic find(SqsCall call, String account, String name) {
        TenantId owner = tenant(account);
        if (owner == null) {
            throw SqsErrors.noSuchQueue().refusal();
        }
        Action action = Objects.requireNonNull(call.action().onQueue(), "an action on a queue");
        return find(call, owner, name, List.of(action), SqsErrors.noSuchQueue());
    }

    /**
     * The queue of an ARN.
     *
     * @param actions all of which the caller has to be allowed
     * @param none the answer where there is no such queue
     */
    Topic find(SqsCall call, QueueArn arn, List<Action> actions, SqsError none) {
        return find(call, arn.tenant(), arn.name(), actions, none);
    }

    private Topic find(SqsCall call, TenantId owner, String name, List<Action> actions, SqsError none) {
        Caller caller = call.caller();
        Caller asking = owner.equals(caller.tenant()) ? caller : new Caller(owner, caller.principal());
        Topic topic = queues.find(asking, name).orElseThrow(none::refusal);
        for (Action action : actions) {
            switch (admission.decide(caller, topic, action, call)) {
                case ALLOWED -> {}
                case DENIED -> throw SqsErrors.denied(topic).refusal();
                case HIDDEN -> throw none.refusal();
            }
        }
        return topic;
    }

    private static @Nullable TenantId tenant(String digits) {
        try {
            return TenantId.parse(digits);
        } catch (IllegalArgumentException notAnAccount) {
            return null;
        }
    }
}
