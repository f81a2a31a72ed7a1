package io.sluice.shard.segment;

import io.sluice.log.segment.PackedMessage;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages of a damaged segment that were found elsewhere, to be read as if it still had them. Filled by one thread, then only read. */
public final class Recovered {
    /** By offset. */
    private final Map<PartitionId, List<PackedMessage>> topics = new HashMap<>();

    private long messages;
    private long heapBytes;

    /** Whether a message may still be asked for. */
    public interface Need {
        boolean of(PartitionId partition, long offset);
    }

    /** Those of them that are needed, for more to be added. */
    public Recovered stillNeeded(Need needed) {
        Recovered still = new Recovered();
        topics.forEach((partition, all) -> all.stream()
                .filter(message -> needed.of(partition, message.offset()))
                .forEach(message -> still.add(partition, message)));
        return still;
    }

    /** How many there are. */
    public long messages() {
        return messages;
    }

    /** What they take of the heap, about. */
    public long heapBytes() {
        return heapBytes;
    }

    /** Takes one, but not where it has it. */
    public void add(PartitionId partition, PackedMessage message) {
        List<PackedMessage> topic = topics.computeIfAbsent(partition, none -> new ArrayList<>());
        int at = indexOf(topic, message.offset());
        if (at == topic.size() || topic.get(at).offset() != message.offset()) {
            topic.add(at, message);
            messages++;
            heapBytes += message.heapBytes();
        }
    }

    public boolean has(PartitionId partition, long offset) {
        return hasAny(partition, offset, offset);
    }

    /** The message of that offset and those that follow it without a gap, as {@link SegmentReader#scan}; none if it is not here. */
    List<StoredMessage> scan(PartitionId partition, long from, int max) {
        List<PackedMessage> topic = topics.getOrDefault(partition, List.of());
        List<StoredMessage> found = new ArrayList<>();
        long bytes = 0;
        for (int at = indexOf(topic, from);
                at < topic.size()
                        && found.size() < max
                        && bytes < SegmentReader.SCAN_BYTES
                        && topic.get(at).offset() == from + found.size();
                at++) {
            StoredMessage message = topic.get(at).unpacked();
            found.add(message);
            bytes += message.envelope().length;
        }
        return found;
    }

    /** Whether it has any from the first to the last offset. */
    public boolean hasAny(PartitionId partition, long first, long last) {
        List<PackedMessage> topic = topics.getOrDefault(partition, List.of());
        int at = indexOf(topic, first);
        return at < topic.size() && topic.get(at).offset() <= last;
    }

    /** Of the first one at or behind an offset. */
    private static int indexOf(List<PackedMessage> topic, long offset) {
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
