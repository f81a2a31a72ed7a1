package io.sluice.log.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a segment's messages are. Stays as it was read, some 80 bytes a block of one partition, and is searched by halving.
 *
 * <p>Version 1, big-endian. First the blocks in their order, 24 bytes each: tenant 8, key id 4, messages 4, plain bytes 4,
 * stored bytes 4; positions follow from the lengths. Then the runs, sorted by partition and offset, 56 bytes each: partition
 * 8, first offset 8, last offset 8, bytes 8, oldest 8, newest 8, messages 4, block 4.
 */
final class SegmentIndex {
    static final int BLOCK_BYTES = 24;
    static final int RUN_BYTES = 56;
    static final int MAX_RUNS = 1 << 18;
    static final int MAX_BYTES = MAX_RUNS * (RUN_BYTES + BLOCK_BYTES);
    private static final int LAST_AT = 16;
    private static final int BLOCK_AT = 52;

    private final ByteBuffer bytes;
    private final long[] positions;
    private final int runs;

    private SegmentIndex(ByteBuffer bytes, int blocks, int runs) {
        this.bytes = bytes;
        this.positions = new long[blocks];
        this.runs = runs;
        long position = SegmentFormat.HEADER_BYTES;
        for (int number = 0; number < blocks; number++) {
            positions[number] = position;
            position += block(number).bytes();
        }
    }

    /** @throws IllegalArgumentException on an index that contradicts itself or the trailer */
    static SegmentIndex fromWire(ByteBuffer bytes, Trailer trailer) {
        SegmentIndex index = new SegmentIndex(bytes, trailer.blocks(), trailer.runs());
        index.check(trailer);
        return index;
    }

    int blocks() {
        return positions.length;
    }

    BlockEntry block(int number) {
        int at = number * BLOCK_BYTES;
        return new BlockEntry(
                positions[number],
                new TenantId(bytes.getLong(at)),
                bytes.getInt(at + 8),
                bytes.getInt(at + 12),
                bytes.getInt(at + 16),
                bytes.getInt(at + 20));
    }

    int runs() {
        return runs;
    }

    Run run(int i) {
        int at = at(i);
        return new Run(
                new TenantId(bytes.getLong(blockOf(i) * BLOCK_BYTES)),
                new PartitionId(bytes.getLong(at)),
                bytes.getLong(at + 8),
                bytes.getLong(at + LAST_AT),
                bytes.getInt(at + 48),
                bytes.getLong(at + 24),
                bytes.getLong(at + 32),
                bytes.getLong(at + 40));
    }

    int blockOf(int run) {
        return bytes.getInt(at(run) + BLOCK_AT);
    }

    boolean isOf(PartitionId partition, int run) {
        return run < runs && bytes.getLong(at(run)) == partition.value();
    }

    /** The first run that ends at or behind the offset in the partition, or one of a later partition; the count if none. */
    int firstReaching(PartitionId partition, long offset) {
        int low = 0;
        int high = runs;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int byPartition = Long.compare(bytes.getLong(at(middle)), partition.value());
            if (byPartition < 0 || (byPartition == 0 && bytes.getLong(at(middle) + LAST_AT) < offset)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether the block's content is what the index says of it. */
    boolean agrees(int number, Block block) {
        return block.messages() == block(number).messages()
                && block.runs(block(number).tenant()).stream().allMatch(run -> {
                    int i = firstReaching(run.partition(), run.first());
                    return i < runs && blockOf(i) == number && run(i).equals(run);
                });
    }

    /** What a block holds; looks at all runs. */
    List<Run> runsOf(int block) {
        return IntStream.range(0, runs)
                .filter(i -> blockOf(i) == block)
                .mapToObj(this::run)
                .toList();
    }

    private int at(int run) {
        return positions.length * BLOCK_BYTES + run * RUN_BYTES;
    }

    private void check(Trailer trailer) {
        long messages = 0;
        long metered = 0;
        int[] perBlock = new int[positions.length];
        Run before = null;
        for (int i = 0; i < runs; i++) {
            if (blockOf(i) < 0 || blockOf(i) >= positions.length) {
                throw new IllegalArgumentException("a run in block " + blockOf(i));
            }
            Run run = run(i);
            if (before != null && before.partition().equals(run.partition())) {
                before.and(run);
            } else if (before != null && before.partition().compareTo(run.partition()) > 0) {
                throw new IllegalArgumentException(run + " stands behind " + before);
            }
            before = run;
            messages += run.messages();
            metered += run.bytes();
            perBlock[blockOf(i)] += (int) run.messages();
        }
        for (int number = 0; number < perBlock.length; number++) {
            if (perBlock[number] != block(number).messages()) {
                throw new IllegalArgumentException("block " + number + " has not the messages of its runs");
            }
        }
        BlockEntry last = block(positions.length - 1);
        if (messages != trailer.messages()
                || metered != trailer.bytes()
                || last.position() + last.bytes() != trailer.indexPosition()) {
            throw new IllegalArgumentException("the index is of another file");
        }
    }
}
