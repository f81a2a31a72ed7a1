package io.sluice.queue.fifo;

import io.sluice.queue.command.Hash128;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A FIFO topic's receives that can be repeated, by name; no more than it has leased messages. */
public final class Attempts {
    private final Map<Hash128, Attempt> attempts = new LinkedHashMap<>();

    /** One that can be repeated now, or null. */
    public @Nullable Attempt find(Hash128 name, long nowMs) {
        Attempt attempt = attempts.get(name);
        return attempt == null || nowMs - attempt.atMs() >= Attempt.WINDOW_MS ? null : attempt;
    }

    /** Takes the place of one that is too old. */
    public void add(Attempt attempt) {
        Attempt before = attempts.get(attempt.name());
        if (before != null) {
            end(before);
        }
        attempts.put(attempt.name(), attempt);
        attempt.entries().forEach(entry -> entry.attempt = attempt);
    }

    /** It cannot be repeated any more. Null: nothing. */
    public void end(@Nullable Attempt attempt) {
        if (attempt != null) {
            attempts.remove(attempt.name());
            attempt.entries().forEach(entry -> entry.attempt = null);
        }
    }

    void clear() {
        List.copyOf(attempts.values()).forEach(this::end);
    }

    /** In the order in which they came. */
    public Collection<Attempt> all() {
        return attempts.values();
    }
}
