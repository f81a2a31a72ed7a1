package io.sluice.queue.fair;

import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;

/** Groups of a standard topic's messages lie beside the messages, since few topics have any, and leave with them. */
public final class Tagging {
    private Tagging() {}

    public static int of(TopicState topic, long offset) {
        return topic.tags == null ? GroupTags.NONE : topic.tags.get(offset);
    }

    public static void put(ShardState state, TopicState topic, long offset, long group) {
        putTag(state, topic, offset, GroupTags.of(group));
    }

    /**
     * Notes the group of a message by its tag.
     *
     * @param tag see {@link GroupTags#of}
     */
    public static void putTag(ShardState state, TopicState topic, long offset, int tag) {
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
    public static void drop(ShardState state, TopicState topic, long first, long last) {
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
}
