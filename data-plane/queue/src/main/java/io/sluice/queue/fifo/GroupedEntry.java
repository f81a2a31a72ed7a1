package io.sluice.queue.fifo;

import io.sluice.queue.Entry;
import io.sluice.queue.TopicState;
import org.jspecify.annotations.Nullable;

/** An entry of a FIFO topic. */
public final class GroupedEntry extends Entry {
    public final Group group;
    /** The receive that leased it, while that can be repeated. */
    public @Nullable Attempt attempt;

    /** Answers that gave it out under its newest delivery: more than one where an attempt was repeated. */
    public int holders;

    GroupedEntry(TopicState topic, Group group, long offset, int bytes, long sentMs, @Nullable String origin) {
        super(topic, offset, bytes, sentMs, origin);
        this.group = group;
    }
}
