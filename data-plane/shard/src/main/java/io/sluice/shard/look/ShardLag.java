package io.sluice.shard.look;

import java.util.List;

/**
 * How far the consumers of a shard's topics were behind when somebody looked last.
 *
 * @param ageMs of the oldest ready message
 * @param worst the topics with the oldest ready messages, the oldest first
 */
public record ShardLag(long ready, long leased, long delayed, long parking, long ageMs, List<TopicLag> worst) {
    static final ShardLag NONE = new ShardLag(0, 0, 0, 0, 0, List.of());

    public ShardLag {
        worst = List.copyOf(worst);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
