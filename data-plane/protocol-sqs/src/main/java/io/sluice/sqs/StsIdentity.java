package io.sluice.sqs;

import io.sluice.model.Caller;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.Wire;
import io.sluice.sqs.wire.XmlAnswer;

/** The one action of STS that tools log in with: whose key this is. Speaks Query, as STS does. */
final class StsIdentity {
    static final String ACTION = "GetCallerIdentity";

    private StsIdentity() {}

    static void check(Wire wire, Param.Fields params) {
        if (wire != Wire.QUERY || !ACTION.equals(params.text("Action"))) {
            throw new SqsError(
                            SqsCode.INVALID_ACTION,
                            "Of STS there is only " + ACTION
                                    + " here, in the Query protocol; for SQS sign for the service" + " sqs.")
                    .refusal();
        }
    }

    static XmlAnswer answer(Caller caller, String requestId) {
        XmlAnswer answer = XmlAnswer.ofSts(ACTION, requestId);
        answer.text("Arn", caller.arn());
        answer.text("UserId", caller.principal());
        answer.text("Account", caller.tenant().toString());
        answer.end();
        return answer;
    }
}
