package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/** An entry of a FIFO topic. */
final class GroupedEntry extends Entry {
    final Group group;
    /** The receive that leased it, while that can be repeated. */
    @Nullable
    Attempt attempt;

    /** Answers that gave it out under its newest delivery: more than one where an attempt was repeated. */
    int holders;

    GroupedEntry(TopicState topic, Group group, long offset, int bytes, long sentMs, @Nullable String origin) {
        super(topic, offset, bytes, sentMs, origin);
        this.group = group;
    }
}
