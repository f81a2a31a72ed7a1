package io.sluice.queue.fifo;

import io.sluice.queue.TopicState;
import io.sluice.queue.command.Hash128;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an image has of a FIFO topic's entries beside themselves: their groups and their attempts, until they are there. */
public record RestoredGroups(
        TopicState topic, Long2LongOpenHashMap groups, Long2LongOpenHashMap holders, List<ReadAttempt> attempts) {
    GroupedEntry entry(long offset, int bytes, long sentMs, @Nullable String origin) {
        if (!groups.containsKey(offset)) {
            throw new IllegalArgumentException("message " + offset + " has no group");
        }
        Group group = topic.existingGroups().group(groups.get(offset));
        GroupedEntry entry = new GroupedEntry(topic, group, offset, bytes, sentMs, origin);
        entry.holders = (int) holders.get(offset);
        return entry;
    }

    void finish() {
        for (ReadAttempt attempt : attempts) {
            List<GroupedEntry> entries = new ArrayList<>(attempt.offsets.length);
            for (long offset : attempt.offsets) {
                if (!(topic.entry(offset) instanceof GroupedEntry entry)) {
                    throw new IllegalArgumentException("an attempt names message " + offset + ", which is not there");
                }
                entries.add(entry);
            }
            topic.existingGroups().attempts.add(new Attempt(attempt.name, attempt.atMs, List.copyOf(entries)));
        }
    }

    /** An attempt whose entries are not there yet. */
    public record ReadAttempt(Hash128 name, long atMs, long[] offsets) {}
}
