package io.sluice.admin;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.sluice.model.Effect;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** What the HTTP server itself refuses (unknown path, wrong method, too large, …) as problems, too. */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        int status = response.code();
        boolean inside = status >= HttpStatus.INTERNAL_SERVER_ERROR.getCode();
        // What went wrong inside is for the log alone.
        String detail = inside
                ? "the server could not do this: its log tells why"
                : context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        @SuppressWarnings("unchecked") // The body is replaced.
        MutableHttpResponse<byte[]> bytes = (MutableHttpResponse<byte[]>) response;
        return Problem.fill(bytes, status, response.reason(), detail, inside ? Effect.UNKNOWN : Effect.NONE);
    }
}
