package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * What {@code DIR/object-store} holds: where messages are that left the disk. Its last line is the checksum of those before it,
 * which only one that was written by hand or by an older version is without. It is written before the place is given the
 * number, and again after it: a start that dies in between finds its own number there.
 *
 * @param id this directory's number
 * @param place {@link #FOLDER}, or a bucket in words
 * @param owned whether the place was given the number, too, as the object {@link #OWNER}
 * @param checked whether a checksum said that all this is as it was written
 */
public record KnownPlace(String id, String place, boolean owned, boolean checked) {
    public static final String FOLDER = "objects";

    /** The place's own file, or object, with the number. */
    public static final String OWNER = "owner";

    static final String ID = "[0-9a-f]{32}";

    static final String FILE = "object-store";
    private static final String WRITING = "object-store-new";
    /** The third line once the place has the number; older versions wrote two lines, before it. */
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
        String text = new String(Files.readAllBytes(file), UTF_8);
        List<String> lines = text.lines().toList();
        boolean owned = lines.size() > 2 && lines.get(2).equals(OWNED);
        boolean checked = lines.size() > 2 && text.contains(ChecksumLine.WORD);
        boolean whole = checked
                ? text.equals(written(lines.getFirst(), lines.get(1), owned))
                : lines.size() == (owned ? 3 : 2) && !text.contains(ChecksumLine.WORD);
        if (!whole || !lines.getFirst().matches(ID)) {
            throw new LogCorrupt(
                    file + " is damaged, which says where messages are that left the disk: put it back from"
                            + " a backup, or write it anew (docs/operations.md)");
        }
        return Optional.of(new KnownPlace(lines.getFirst(), lines.get(1), owned, checked));
    }

    /** Whether messages may be there: nothing goes to a place before it has the number. */
    boolean isUsed() {
        return owned || !checked;
    }

    /** Before the place is given the number. */
    static void begin(Path data, String id, String place) throws IOException {
        write(data, written(id, place, false));
    }

    /** Once the place has the number. */
    static void write(Path data, String id, String place) throws IOException {
        write(data, written(id, place, true));
    }

    private static void write(Path data, String text) throws IOException {
        FileDisk disk = new FileDisk(data);
        try (DiskFile file = disk.open(WRITING)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
            file.force();
        }
        disk.rename(WRITING, FILE);
        disk.forceNames();
    }

    private static String written(String id, String place, boolean owned) {
        return ChecksumLine.below(id + "\n" + place + "\n" + (owned ? OWNED + "\n" : ""));
    }
}
