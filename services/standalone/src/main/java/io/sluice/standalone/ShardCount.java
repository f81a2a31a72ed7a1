package io.sluice.standalone;

import io.sluice.log.FileDisk;
import io.sluice.log.LogCorrupt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * How many shards a data directory has, put down once all of them have begun: a shard that is missing later was lost, and
 * is not to be begun anew. {@code DIR/shards}: the number as text.
 */
public final class ShardCount {
    public static final String NAME = "shards";

    private static final String WRITING = "shards.new";
    /** Every log has it from its beginning. */
    private static final String STARTED = "log-started";

    private final Path root;

    public ShardCount(Path root) {
        this.root = root;
    }

    /**
     * The number, if it was put down.
     *
     * @throws LogCorrupt when one of so many shards is not there
     */
    public OptionalInt read() throws IOException {
        Path file = root.resolve(NAME);
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        int count;
        try {
            count = Integer.parseInt(Files.readString(file).strip());
        } catch (NumberFormatException damaged) {
            throw new LogCorrupt(file + " is damaged: it should hold the number of shards");
        }
        for (int number = 0; number < count; number++) {
            Path shard = root.resolve("shard-%02d".formatted(number));
            if (!Files.exists(shard.resolve(STARTED))) {
                throw new LogCorrupt(shard + " is missing or empty: put it back from a backup");
            }
        }
        return OptionalInt.of(count);
    }

    void write(int count) throws IOException {
        if (Files.exists(root.resolve(NAME))) {
            return;
        }
        FileDisk disk = new FileDisk(root);
        try (var file = disk.open(WRITING)) {
            file.truncate(0);
            file.write(java.nio.ByteBuffer.wrap((count + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            file.force();
        }
        disk.rename(WRITING, NAME);
        disk.forceNames();
    }
}
