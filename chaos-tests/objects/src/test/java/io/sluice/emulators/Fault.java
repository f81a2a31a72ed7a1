package io.sluice.emulators;

/** What a {@link FaultyProxy} does to a request. */
enum Fault {
    NONE,
    /** The server never hears of it; the answer is 500. */
    ERROR,
    /** The server never hears of it; the answer is 503 SlowDown. */
    SLOW_DOWN,
    /** The server never hears of it; the connection is reset. */
    RESET_BEFORE,
    /** It is done; the connection is reset. */
    RESET_AFTER,
    /** It is done; the connection ends in the middle of the answer. */
    CUT,
    /** It is done; the answer is shorter and says so. */
    SHORTENED,
    /** It is done; the answer is 403. */
    REFUSED_AFTER,
    /** The server never hears of it; the answer is 404. */
    NOT_FOUND,
    /** It is done; a bit of the answer's body is another one. */
    DAMAGED,
    /** The answer comes a moment later. */
    DELAYED,
    /** It is done; the answer comes when nobody waits any more. */
    TOO_LATE
}
