package io.sluice.shard.segment;

import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages of a damaged segment that were found elsewhere, to be read as if it still had them. Filled by one thread, then only read. */
public final class Recovered {
    /** By offset. */
    private final Map<PartitionId, List<StoredMessage>> topics = new HashMap<>();

    private long messages;

    /** How many there are. */
    public long messages() {
        return messages;
    }

    /** Takes one; of each partition in the order of offsets, but for those that it has. */
    public void add(StoredMessage message) {
        List<StoredMessage> topic = topics.computeIfAbsent(message.partition(), none -> new ArrayList<>());
        int at = indexOf(topic, message.offset());
        if (at == topic.size() || topic.get(at).offset() != message.offset()) {
            topic.add(at, message);
            messages++;
        }
    }

    public boolean has(PartitionId partition, long offset) {
        return hasAny(partition, offset, offset);
    }

    /** The message of that offset and those that follow it without a gap; none if it is not here. */
    List<StoredMessage> scan(PartitionId partition, long from, int max) {
        List<StoredMessage> topic = topics.getOrDefault(partition, List.of());
        int begin = indexOf(topic, from);
        int end = begin;
        while (end < topic.size() && end - begin < max && topic.get(end).offset() == from + (end - begin)) {
            end++;
        }
        return topic.subList(begin, end);
    }

    /** Whether it has any from the first to the last offset. */
    public boolean hasAny(PartitionId partition, long first, long last) {
        List<StoredMessage> topic = topics.getOrDefault(partition, List.of());
        int at = indexOf(topic, first);
        return at < topic.size() && topic.get(at).offset() <= last;
    }

    /** Of the first one at or behind an offset. */
    private static int indexOf(List<StoredMessage> topic, long offset) {
        int low = 0;
        int high = topic.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (topic.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
