package io.sluice.log.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers the index while blocks are written; at most {@link SegmentIndex#MAX_RUNS} runs. */
final class IndexOut {
    private final List<BlockEntry> blocks = new ArrayList<>();
    private final List<Placed> runs = new ArrayList<>();
    private long messages;
    private long bytes;

    private record Placed(Run run, int block) {}

    void add(BlockEntry block, List<Run> runsOfBlock) {
        runsOfBlock.forEach(run -> {
            runs.add(new Placed(run, blocks.size()));
            messages += run.messages();
            bytes = Math.addExact(bytes, run.bytes());
        });
        blocks.add(block);
    }

    int runs() {
        return runs.size();
    }

    int bytes() {
        return blocks.size() * SegmentIndex.BLOCK_BYTES + runs.size() * SegmentIndex.RUN_BYTES;
    }

    ByteBuffer toWire() {
        ByteBuffer out = ByteBuffer.allocate(bytes());
        for (BlockEntry block : blocks) {
            out.putLong(block.tenant().account()).putInt(block.keyId()).putInt(block.messages());
            out.putInt(block.plainBytes()).putInt(block.storedBytes());
        }
        for (Placed placed : sorted()) {
            Run run = placed.run;
            out.putLong(run.partition().value()).putLong(run.first()).putLong(run.last());
            out.putLong(run.bytes()).putLong(run.oldestMs()).putLong(run.newestMs());
            out.putInt((int) run.messages()).putInt(placed.block);
        }
        return out.flip();
    }

    Trailer trailer(SegmentId id, long indexPosition, ByteBuffer index) {
        int crc = SegmentFormat.crc(id, indexPosition, index);
        return new Trailer(id, indexPosition, blocks.size(), runs.size(), messages, bytes, crc);
    }

    /**
     * What a partition's blocks hold together.
     *
     * @throws IllegalArgumentException where a partition has messages of two tenants
     */
    List<Run> perPartition() {
        List<Run> joined = new ArrayList<>();
        for (Placed placed : sorted()) {
            if (!joined.isEmpty() && joined.getLast().partition().equals(placed.run.partition())) {
                joined.add(joined.removeLast().and(placed.run));
            } else {
                joined.add(placed.run);
            }
        }
        return joined;
    }

    /** By partition; within one they came in order. */
    private List<Placed> sorted() {
        return runs.stream()
                .sorted(Comparator.comparing(placed -> placed.run.partition()))
                .toList();
    }
}
