package io.sluice.queue.verb;

import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Note;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notes lie beside their messages, since few have one, and leave with them. */
public final class Noting {
    private Noting() {}

    public static @Nullable Note of(TopicState topic, long offset) {
        return topic.notes == null ? null : topic.notes.get(offset);
    }

    /** In the place of an older one. */
    public static void put(ShardState state, TopicState topic, long offset, Note note) {
        TreeMap<Long, Note> notes = topic.notes;
        if (notes == null) {
            notes = new TreeMap<>();
            topic.notes = notes;
        }
        Note before = notes.put(offset, note);
        state.noteBytes += note.weight() - (before == null ? 0 : before.weight());
    }

    /** What lies between two offsets has gone, or has nothing to say any more. */
    public static void drop(ShardState state, TopicState topic, long first, long last) {
        TreeMap<Long, Note> notes = topic.notes;
        if (notes == null) {
            return;
        }
        SortedMap<Long, Note> gone = notes.subMap(first, true, last, true);
        gone.values().forEach(note -> state.noteBytes -= note.weight());
        gone.clear();
        if (notes.isEmpty()) {
            topic.notes = null;
        }
    }
}
