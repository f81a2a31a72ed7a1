package io.sluice.bench.scenario;

/** A request on a queue, put into the words of one protocol; names are JSON's, values need no escapes. */
sealed interface Words permits JsonWords, QueryWords {
    Words text(String name, String value);

    Words whole(String name, int value);

    /** The next entry of a batch begins, and what follows belongs to it. */
    Words entry(String id);

    /** All of it, encoded and signed. */
    byte[] request();
}
