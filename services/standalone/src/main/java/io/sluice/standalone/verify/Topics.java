package io.sluice.standalone.verify;

import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;

/** A shard's topics in words, as an operator knows them. */
final class Topics {
    private final ShardState state;

    Topics(ShardState state) {
        this.state = state;
    }

    String name(PartitionId partition) {
        String id = "partition " + partition.incarnation() + "/" + partition.index();
        TopicState topic = state.topic(partition);
        return topic == null
                ? "a queue that is deleted (" + id + ")"
                : "queue " + topic.rules().name() + " of account "
                        + topic.rules().tenant() + " (" + id + ")";
    }

    /** What is lost with a range of offsets. */
    String taken(PartitionId partition, long first, long last) {
        long[] needed = new long[1];
        TopicState topic = state.topic(partition);
        if (topic != null) {
            topic.eachMessage((from, to) -> needed[0] += Math.max(0, Math.min(to, last) - Math.max(from, first) + 1));
        }
        return name(partition) + ", offsets " + first + " to " + last + ", of which "
                + (needed[0] == 0 ? "none is" : needed[0] + (needed[0] == 1 ? " is" : " are")) + " still needed";
    }
}
