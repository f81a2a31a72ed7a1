package io.sluice.queue;

import java.nio.ByteBuffer;

/** Groups of a standard topic's messages lie beside the messages, since few topics have any, and leave with them. */
final class Tagging {
    private Tagging() {}

    static int of(TopicState topic, long offset) {
        return topic.tags == null ? GroupTags.NONE : topic.tags.get(offset);
    }

    static void put(ShardState state, TopicState topic, long offset, long group) {
        putTag(state, topic, offset, GroupTags.of(group));
    }

    private static void putTag(ShardState state, TopicState topic, long offset, int tag) {
        if (tag == GroupTags.NONE) {
            return;
        }
        GroupTags tags = topic.tags;
        if (tags == null) {
            tags = new GroupTags();
            topic.tags = tags;
            state.taggedTopics++;
        }
        long before = tags.weight();
        tags.put(offset, tag);
        state.groupsWeight.bytes += tags.weight() - before;
    }

    /** What lies between two offsets has gone. */
    static void drop(ShardState state, TopicState topic, long first, long last) {
        GroupTags tags = topic.tags;
        if (tags == null) {
            return;
        }
        long before = tags.weight();
        tags.remove(first, last);
        state.groupsWeight.bytes += tags.weight() - before;
        if (tags.size() == 0) {
            topic.tags = null;
            state.taggedTopics--;
        }
    }

    static void toWire(TopicState topic, ImageWriter out) {
        int[] runs = {0};
        if (topic.tags != null) {
            topic.tags.each((first, count, tag) -> runs[0]++);
        }
        out.room().putInt(runs[0]);
        if (topic.tags != null) {
            topic.tags.each((first, count, tag) ->
                    out.room().putLong(first).putInt(count).putInt(tag));
        }
    }

    /** One run of an image. */
    static void restore(ShardState state, TopicState topic, ByteBuffer in) {
        long first = in.getLong();
        int count = in.getInt();
        int tag = in.getInt();
        if (tag == GroupTags.NONE || count <= 0 || first < 0 || first > topic.nextOffset - count) {
            throw new IllegalArgumentException("groups of " + count + " messages from " + first);
        }
        for (int i = 0; i < count; i++) {
            putTag(state, topic, first + i, tag);
        }
    }
}
