package io.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.Effect;
import java.time.Duration;
import java.util.List;

/**
 * A refusal as RFC 9457 writes it.
 *
 * @param detail what is wrong with this request, and what to do
 * @param retryAfter zero: repeating it does not help
 * @param methods that the address takes; empty unless it was another one
 */
record Problem(HttpResponseStatus status, String detail, Effect effect, Duration retryAfter, List<String> methods) {
    Problem(HttpResponseStatus status, String detail, Effect effect, Duration retryAfter) {
        this(status, detail, effect, retryAfter, List.of());
    }

    Problem(HttpResponseStatus status, String detail) {
        this(status, detail, Effect.NONE, Duration.ZERO);
    }

    static Problem otherMethod(List<String> methods) {
        return new Problem(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "this address takes " + String.join(" and ", methods),
                Effect.NONE,
                Duration.ZERO,
                methods);
    }

    Refused refused() {
        return new Refused(this);
    }

    /** Ends the work on a request that goes no further. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        private Refused(Problem problem) {
            super(problem.detail, null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
