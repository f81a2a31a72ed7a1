package io.sluice.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/** What files take, by the lengths that they have. */
final class DiskUse {
    private DiskUse() {}

    /** Bytes below the directory; each file is told with its name up to the first hyphen. Files that go meanwhile are passed over. */
    static long of(Path directory, ObjLongConsumer<String> each) throws IOException {
        long all = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file)) {
                    long bytes = length(file);
                    all += bytes;
                    String name = file.getFileName().toString();
                    each.accept(name.replaceAll("-.*", ""), bytes);
                }
            }
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
        return all;
    }

    /** Removes a directory with all that is in it. */
    static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }
}
