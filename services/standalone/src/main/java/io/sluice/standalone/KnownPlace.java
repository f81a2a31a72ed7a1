package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.LogCorrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code DIR/object-store} holds: where messages are that left the disk.
 *
 * @param id this directory's number
 * @param place {@link #FOLDER}, or a bucket in words
 * @param owned whether the place was given the number, too, as the object {@link #OWNER}
 */
public record KnownPlace(String id, String place, boolean owned) {
    public static final String FOLDER = "objects";

    /** The place's own file, or object, with the number. */
    public static final String OWNER = "owner";

    static final String ID = "[0-9a-f]{32}";

    static final String FILE = "object-store";
    private static final String WRITING = "object-store-new";
    /** The last line once the place has the number; older versions wrote two lines. */
    private static final String OWNED = "owned";

    /**
     * Empty if there is no such file.
     *
     * @throws LogCorrupt when it is damaged
     */
    public static Optional<KnownPlace> read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readString(file, ISO_8859_1).lines().toList();
        boolean owned = lines.size() == 3 && lines.getLast().equals(OWNED);
        if ((lines.size() != 2 && !owned) || !lines.getFirst().matches(ID)) {
            throw new LogCorrupt(file + " is damaged: it should hold a number and where objects are");
        }
        return Optional.of(new KnownPlace(lines.getFirst(), lines.get(1), owned));
    }

    void write(Path data) throws IOException {
        FileDisk disk = new FileDisk(data);
        try (DiskFile file = disk.open(WRITING)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap((id + "\n" + place + "\n" + OWNED + "\n").getBytes(US_ASCII)), 0);
            file.force();
        }
        disk.rename(WRITING, FILE);
        disk.forceNames();
    }
}
