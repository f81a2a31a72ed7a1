package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.log.DataDirectory;
import io.sluice.log.DiskFull;
import io.sluice.log.FileDisk;
import io.sluice.log.LogCorrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How many shards a data directory has, put down once all of them have begun: a shard that is missing later was lost, and
 * is not to be begun anew. {@code DIR/shards}: the number as text, and its checksum in a second line, which only one that was
 * written by hand or by an older version is without.
 */
public final class ShardCount {
    public static final String NAME = "shards";

    private static final String WRITING = "shards.new";
    /** Every log has it from its beginning. */
    private static final String STARTED = "log-started";

    private static final String LOG = "log-";
    private static final String NUMBER = "[1-9][0-9]{0,5}";

    private final Path root;

    public ShardCount(Path root) {
        this.root = root;
    }

    /** A shard's folder. */
    public static String folder(int shard) {
        return "shard-%02d".formatted(shard);
    }

    /**
     * The number, if it was put down.
     *
     * @throws LogCorrupt when that is damaged, when one of so many shards is not there, or when there are more
     */
    public OptionalInt read() throws IOException {
        Path file = root.resolve(NAME);
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        int count = number(file);
        List<Integer> there = DataDirectory.shards(root);
        for (int shard : there) {
            if (shard >= count && hasLog(shard)) {
                throw new LogCorrupt(file + " says that the number of shards is " + count + ", and " + folder(shard)
                        + " has a log, too: " + whatToDo(there));
            }
        }
        for (int shard = 0; shard < count; shard++) {
            if (!Files.exists(root.resolve(folder(shard)).resolve(STARTED))) {
                throw new LogCorrupt(root.resolve(folder(shard)) + " is missing or empty: put it back from a backup");
            }
        }
        return OptionalInt.of(count);
    }

    /**
     * The number for a start: where none was put down, as many as a start that broke off has begun, or those of a new directory.
     *
     * @param named shards that have queues by the catalog, with the words for one of these
     * @throws LogCorrupt also when one of those is not among them
     */
    int orElse(int ofNew, Map<Integer, String> named) throws IOException {
        OptionalInt recorded = read();
        List<Integer> there = DataDirectory.shards(root);
        int count = recorded.orElse(there.isEmpty() ? ofNew : there.getLast() + 1);
        for (int shard = 0; recorded.isEmpty() && shard < there.size(); shard++) {
            if (!there.contains(shard)) {
                throw new LogCorrupt(root.resolve(folder(shard)) + " is missing: put it back from a backup");
            }
        }
        for (Map.Entry<Integer, String> one : named.entrySet()) {
            if (one.getKey() >= count) {
                throw new LogCorrupt(root.resolve(folder(one.getKey())) + " is missing, which has " + one.getValue()
                        + ": put it back from a backup, and " + NAME);
            }
        }
        return count;
    }

    /** Puts it down, or puts a checksum below it. */
    void write(int count) throws IOException {
        Path file = root.resolve(NAME);
        String wanted = ChecksumLine.below(count + "\n");
        if (!Files.exists(file)) {
            replace(wanted);
        } else if (!Files.readString(file, ISO_8859_1).equals(wanted)) {
            try {
                replace(wanted);
            } catch (DiskFull later) {
                // Draining a full disk comes first; the next start tries again.
            }
        }
    }

    private void replace(String text) throws IOException {
        FileDisk disk = new FileDisk(root);
        try (var file = disk.open(WRITING)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(text.getBytes(US_ASCII)), 0);
            file.force();
        }
        disk.rename(WRITING, NAME);
        disk.forceNames();
    }

    private int number(Path file) throws IOException {
        String text = Files.readString(file, ISO_8859_1); // whatever bytes damage has made
        List<String> lines = text.lines().toList();
        String number = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (!number.matches(NUMBER) || (lines.size() > 1 && !text.equals(ChecksumLine.below(number + "\n")))) {
            throw new LogCorrupt(file + " is damaged, which says how many shards there are: "
                    + whatToDo(DataDirectory.shards(root)));
        }
        return Integer.parseInt(number);
    }

    private static String whatToDo(List<Integer> there) {
        return "put it back from a backup, or write the number alone there (" + there.size()
                + (there.size() == 1 ? " has a folder" : " have folders") + " now)";
    }

    private boolean hasLog(int shard) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder(shard)))) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(LOG));
        }
    }
}
