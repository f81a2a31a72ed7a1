package io.sluice.cli;

/** A request was sent, and nobody knows what came of it. */
final class LostAnswer extends CliFailure {
    LostAnswer(String message) {
        super(message);
    }

    LostAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
