package io.sluice.sqs.wire;

import io.sluice.model.Effect;
import java.time.Duration;

/**
 * A refusal as the wire tells it.
 *
 * @param retryAfter zero: no hint
 */
public record SqsError(SqsCode code, String message, Effect effect, Duration retryAfter) {
    /** An error without effect. */
    public SqsError(SqsCode code, String message) {
        this(code, message, Effect.NONE, Duration.ZERO);
    }

    /** For the edge, where the first wrong parameter ends the parsing. */
    public Refusal refusal() {
        return new Refusal(this);
    }

    /** Leaves the parsing of a request; never crosses a thread and has no stack trace to pay for. */
    public static final class Refusal extends RuntimeException {
        private final transient SqsError error;

        private Refusal(SqsError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        public SqsError error() {
            return error;
        }
    }
}
