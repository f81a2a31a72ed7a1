package io.sluice.clients.history;

import io.sluice.harness.server.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history: a call's beginning or its end.
 *
 * @param index place in the history, by time
 * @param client who called; unique in a run
 * @param tenant the caller's tenant; empty for what the harness did
 * @param call joins the two lines of a call; unique within the client
 * @param atNs the harness's monotonic clock
 * @param queue by name; empty where none is meant
 * @param seconds the lease that a receive or extend asks for; else 0
 * @param max messages that a receive asks for; else 0
 * @param items what was sent or named (INVOKE), what was done or delivered (OK), what was not (FAIL)
 * @param usage what a USAGE call read; else null
 */
public record Event(
        long index,
        String client,
        String tenant,
        long call,
        Operation operation,
        Phase phase,
        long atNs,
        String queue,
        int seconds,
        int max,
        List<Item> items,
        @Nullable Reading usage) {
    public Event {
        items = List.copyOf(items);
    }

    Event at(long newIndex) {
        return new Event(newIndex, client, tenant, call, operation, phase, atNs, queue, seconds, max, items, usage);
    }
}
