package io.sluice.clients.load;

import io.sluice.clients.history.Phase;
import java.net.ConnectException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What a failed call tells of its effect. */
final class Attempt {
    private static final String EFFECT = "x-sluice-effect";

    private Attempt() {}

    static Phase outcome(SdkException failure) {
        if (failure instanceof SqsException answered) {
            String effect = Optional.ofNullable(answered.awsErrorDetails())
                    .map(AwsErrorDetails::sdkHttpResponse)
                    .flatMap(response -> response.firstMatchingHeader(EFFECT))
                    .orElse(answered.statusCode() < 500 ? "none" : "unknown");
            return effect.equals("none") ? Phase.FAIL : Phase.UNKNOWN;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return Phase.FAIL; // Nobody listened, so nobody read it.
            }
        }
        return Phase.UNKNOWN;
    }
}
