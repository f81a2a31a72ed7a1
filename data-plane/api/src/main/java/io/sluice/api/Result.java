package io.sluice.api;

import io.sluice.model.Rejection;

/** Done, or refused: expected refusals are values, bugs are exceptions. */
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {}

    record Refused<T>(Rejection rejection) implements Result<T> {}

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(Rejection rejection) {
        return new Refused<>(rejection);
    }
}
