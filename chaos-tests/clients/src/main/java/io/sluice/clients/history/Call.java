package io.sluice.clients.history;

import java.util.List;

/**
 * A call from its beginning to its end.
 *
 * @param outcome UNKNOWN also for a call that never ended
 * @param endedNs {@link Long#MAX_VALUE} for a call that never ended
 * @param asked what the caller sent or named
 * @param done what took effect or was delivered; empty unless the outcome is OK
 */
record Call(Event begin, Phase outcome, long endedNs, List<Item> asked, List<Item> done, Event end) {
    Operation operation() {
        return begin.operation();
    }

    QueueName queue() {
        return new QueueName(begin.tenant(), begin.queue());
    }

    long invokedNs() {
        return begin.atNs();
    }

    boolean ok() {
        return outcome == Phase.OK;
    }

    boolean unknown() {
        return outcome == Phase.UNKNOWN;
    }

    /** What took effect or may have. */
    List<Item> possible() {
        return switch (outcome) {
            case OK -> done;
            case FAIL -> List.of();
            case UNKNOWN, INVOKE -> asked;
        };
    }

    @Override
    public String toString() {
        return "%s by %s on %s/%s [%d..%d]"
                .formatted(operation(), begin.client(), begin.tenant(), begin.queue(), begin.index(), end.index());
    }
}
