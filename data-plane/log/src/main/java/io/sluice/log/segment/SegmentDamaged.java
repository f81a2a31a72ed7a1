package io.sluice.log.segment;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A segment is not as it was written. The message names the file, what is damaged and what of it cannot be read. */
public final class SegmentDamaged extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int RUNS_NAMED = 8;

    private final String file;
    private final List<Integer> blocks;
    private final List<Run> lost;

    SegmentDamaged(String file, String what, List<Integer> blocks, List<Run> lost) {
        super(file + ": " + what + (lost.isEmpty() ? "" : "; lost: " + inWords(lost) + "; restore it from a copy"));
        this.file = file;
        this.blocks = List.copyOf(blocks);
        this.lost = List.copyOf(lost);
    }

    /** Not of single blocks. */
    static SegmentDamaged whole(String file, String what) {
        return new SegmentDamaged(file, what, List.of(), List.of());
    }

    public String file() {
        return file;
    }

    /** Numbers of the damaged blocks, from 0; empty when it is the file's header, index or trailer. */
    public List<Integer> blocks() {
        return blocks;
    }

    /** What the damaged blocks held; empty when the index is gone, too, or when no message is lost. */
    public List<Run> lost() {
        return lost;
    }

    private static String inWords(List<Run> lost) {
        String named = lost.stream()
                .limit(RUNS_NAMED)
                .map(run -> "partition " + run.partition().incarnation() + "/"
                        + run.partition().index() + " offsets " + run.first() + " to " + run.last() + " ("
                        + (run.messages() == 1 ? "1 message)" : run.messages() + " messages)"))
                .collect(Collectors.joining(", "));
        return named + (lost.size() > RUNS_NAMED ? " and " + (lost.size() - RUNS_NAMED) + " runs more" : "");
    }
}
