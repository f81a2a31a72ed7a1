package io.sluice.shard.tier;

import io.sluice.log.segment.Run;
import io.sluice.log.segment.SegmentDamaged;
import java.util.List;

/** What of one copy of a segment cannot be read. */
sealed interface Damage {
    /** It is as it was written. */
    record None() implements Damage {}

    /** All of it: it is missing, cut, or its index is damaged. */
    record All(String why) implements Damage {}

    /**
     * Some of its blocks.
     *
     * @param lost what they held; empty when no message is concerned
     */
    record Blocks(String why, List<Run> lost) implements Damage {}

    /** Of a segment that could be opened. */
    static Damage of(SegmentDamaged damaged) {
        List<Integer> blocks = damaged.blocks();
        String why = switch (blocks.size()) {
            case 0 -> String.valueOf(damaged.getMessage());
            case 1 -> damaged.file() + " is damaged in block " + blocks.getFirst();
            default -> damaged.file() + " is damaged in " + blocks.size() + " blocks from " + blocks.getFirst();
        };
        return new Blocks(why, damaged.lost());
    }

    /** What neither this copy nor another one has. */
    default Damage and(Damage other) {
        return switch (this) {
            case None none -> none;
            case All all -> other;
            case Blocks(String why, List<Run> lost) ->
                switch (other) {
                    case None none -> none;
                    case All all -> this;
                    case Blocks(String also, List<Run> theirs) ->
                        new Blocks(why, lost.stream().filter(theirs::contains).toList());
                };
        };
    }
}
