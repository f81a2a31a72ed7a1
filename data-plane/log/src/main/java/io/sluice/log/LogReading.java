package io.sluice.log;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A log as a start would find it, read without changing anything.
 *
 * @param oldest the first position that is kept
 * @param end behind the last frame
 * @param torn what a start would cut, if anything
 */
public record LogReading(long oldest, long end, Optional<TornTail> torn) {
    private static final LogReading NONE = new LogReading(0, 0, Optional.empty());

    /** The first position that is kept; 0 if there is no log. */
    public static long oldest(Disk disk) throws IOException {
        return disk.list().stream()
                .flatMap(name -> LogNames.number(LogNames.LOG, name).stream())
                .min(Long::compare)
                .orElse(0L);
    }

    /** Names of the files that hold frames, in order. */
    public static List<String> files(Disk disk) throws IOException {
        return disk.list().stream()
                .filter(name -> LogNames.number(LogNames.LOG, name).isPresent())
                .toList();
    }

    /**
     * Reads all frames behind a position; the reader is told of each.
     *
     * @param from where a frame ends, or {@link #oldest}
     * @param knownDurable a position that is durable for other reasons than the log's own, or 0
     * @throws LogCorrupt when something durable is missing or damaged, naming file, position and byte
     */
    public static LogReading read(Disk disk, LogSettings settings, long from, long knownDurable, ShardLog.Reader reader)
            throws IOException {
        Replay.Outcome found = new Replay(disk, settings, from, knownDurable, reader).look();
        if (found == null) {
            return NONE;
        }
        found.file().close();
        return new LogReading(found.bases().getFirst(), found.end(), Optional.ofNullable(found.torn()));
    }
}
