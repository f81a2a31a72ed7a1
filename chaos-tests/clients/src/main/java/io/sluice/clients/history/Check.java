package io.sluice.clients.history;

/** One promise, held against a drained history. */
@FunctionalInterface
interface Check {
    Verdict over(History history);
}
