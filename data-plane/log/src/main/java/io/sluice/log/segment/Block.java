package io.sluice.log.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a block, decompressed. Never changes.
 *
 * <p>Content, version 1, big-endian: for each message a head of 32 bytes (partition 8, offset 8, sent 8, bytes 4, end 4:
 * where its envelope ends, counted from the end of all heads), then all envelopes. Heads of one size in front are found by
 * halving, and compress as well as differences would.
 */
final class Block {
    static final int HEAD_BYTES = 32;
    private static final int OFFSET_AT = 8;
    private static final int SENT_AT = 16;
    private static final int BYTES_AT = 24;
    private static final int END_AT = 28;

    private final ByteBuffer content;
    private final int messages;

    private Block(byte[] content, int messages) {
        this.content = ByteBuffer.wrap(content);
        this.messages = messages;
    }

    /** The content of a block of these messages, in this order. */
    static byte[] toWire(List<StoredMessage> messages) {
        int envelopes =
                messages.stream().mapToInt(message -> message.envelope().length).sum();
        ByteBuffer out = ByteBuffer.allocate(messages.size() * HEAD_BYTES + envelopes);
        int end = 0;
        for (StoredMessage message : messages) {
            end += message.envelope().length;
            out.putLong(message.partition().value()).putLong(message.offset()).putLong(message.sentMs());
            out.putInt(message.bytes()).putInt(end);
        }
        messages.forEach(message -> out.put(message.envelope()));
        return out.array();
    }

    /** @throws IllegalArgumentException on a content that {@link #toWire} did not make of messages in order */
    static Block fromWire(byte[] content, int messages) {
        if (messages < 1 || messages > content.length / HEAD_BYTES) {
            throw new IllegalArgumentException(messages + " messages in " + content.length + " bytes");
        }
        Block block = new Block(content, messages);
        int end = 0;
        for (int i = 0; i < messages; i++) {
            if (block.end(i) < end
                    || block.offset(i) < 0
                    || block.partition(i) < 0
                    || block.bytes(i) < 0
                    || (i > 0 && block.order(i, block.partition(i - 1), block.offset(i - 1)) <= 0)) {
                throw new IllegalArgumentException("message " + i + " is out of order");
            }
            end = block.end(i);
        }
        if (end != content.length - messages * HEAD_BYTES) {
            throw new IllegalArgumentException("the envelopes have not the length that their heads name");
        }
        return block;
    }

    int messages() {
        return messages;
    }

    /** Bytes on the heap, about. */
    int weight() {
        return content.capacity();
    }

    StoredMessage message(int i) {
        int start = messages * HEAD_BYTES;
        byte[] envelope = Arrays.copyOfRange(content.array(), start + (i == 0 ? 0 : end(i - 1)), start + end(i));
        return new StoredMessage(
                new PartitionId(partition(i)), offset(i), content.getLong(at(i) + SENT_AT), bytes(i), envelope);
    }

    void give(int i, Stretch.Sink sink) {
        int start = i == 0 ? 0 : end(i - 1);
        ByteBuffer envelope = content.slice(messages * HEAD_BYTES + start, end(i) - start);
        sink.message(offset(i), content.getLong(at(i) + SENT_AT), bytes(i), envelope);
    }

    Optional<StoredMessage> find(PartitionId partition, long offset) {
        int i = firstFrom(partition, offset);
        return i < messages && order(i, partition.value(), offset) == 0 ? Optional.of(message(i)) : Optional.empty();
    }

    /** The first message of the partition at or behind the offset, or of a later partition; the count if there is none. */
    int firstFrom(PartitionId partition, long offset) {
        int low = 0;
        int high = messages;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order(middle, partition.value(), offset) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean isOf(PartitionId partition, int i) {
        return i < messages && partition(i) == partition.value();
    }

    /** One run a partition, in order. */
    List<Run> runs(TenantId tenant) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < messages; ) {
            int start = i;
            long bytes = 0;
            long oldest = Long.MAX_VALUE;
            long newest = Long.MIN_VALUE;
            for (; i < messages && partition(i) == partition(start); i++) {
                bytes += bytes(i);
                oldest = Math.min(oldest, content.getLong(at(i) + SENT_AT));
                newest = Math.max(newest, content.getLong(at(i) + SENT_AT));
            }
            PartitionId partition = new PartitionId(partition(start));
            runs.add(new Run(tenant, partition, offset(start), offset(i - 1), i - start, bytes, oldest, newest));
        }
        return runs;
    }

    private int order(int i, long partition, long offset) {
        int byPartition = Long.compare(partition(i), partition);
        return byPartition != 0 ? byPartition : Long.compare(offset(i), offset);
    }

    private static int at(int i) {
        return i * HEAD_BYTES;
    }

    private long partition(int i) {
        return content.getLong(at(i));
    }

    private long offset(int i) {
        return content.getLong(at(i) + OFFSET_AT);
    }

    private int bytes(int i) {
        return content.getInt(at(i) + BYTES_AT);
    }

    private int end(int i) {
        return content.getInt(at(i) + END_AT);
    }
}
