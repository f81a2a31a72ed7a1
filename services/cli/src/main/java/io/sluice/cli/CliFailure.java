package io.sluice.cli;

/** What a person is told in one line, as {@code sluice: message}; the command then ends with exit code 1. */
sealed class CliFailure extends RuntimeException permits LostAnswer {
    CliFailure(String message) {
        super(message);
    }

    CliFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
