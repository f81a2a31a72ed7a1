package io.sluice.queue.image;

import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.fair.GroupTags;
import io.sluice.queue.fair.Tagging;
import java.nio.ByteBuffer;

/** What an image has of the groups of a standard topic's messages: how many runs, and of each its first offset, length and tag. */
final class TagImage {
    private TagImage() {}

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
    static void fromWire(ShardState state, TopicState topic, ByteBuffer in) {
        long first = in.getLong();
        int count = in.getInt();
        int tag = in.getInt();
        if (tag == GroupTags.NONE || count <= 0 || first < 0 || first > topic.nextOffset - count) {
            throw new IllegalArgumentException("groups of " + count + " messages from " + first);
        }
        for (int i = 0; i < count; i++) {
            Tagging.putTag(state, topic, first + i, tag);
        }
    }
}
