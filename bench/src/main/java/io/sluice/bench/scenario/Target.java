package io.sluice.bench.scenario;

import java.util.Map;

/**
 * What a round is about.
 *
 * @param queue the name of a queue that is made for it
 * @param attributes further ones of that queue
 * @param groups how many message groups take turns; 0: none is named
 * @param dialect the protocol that is spoken
 */
record Target(String queue, Map<String, String> attributes, int groups, Dialect dialect) {
    /** A queue like any other. */
    static Target plain(String queue) {
        return new Target(queue, Map.of(), 0, Dialect.JSON);
    }

    static Target in(Dialect dialect, String queue) {
        return new Target(queue, Map.of(), 0, dialect);
    }
}
