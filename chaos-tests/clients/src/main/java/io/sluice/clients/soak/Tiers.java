package io.sluice.clients.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** What lies in a data directory, and how much has passed through each tier since the beginning. */
final class Tiers {
    private final Path data;
    /** Segments on disk that were ever seen, and their bytes; a name is used once. */
    private final Map<String, Long> segments = new HashMap<>();

    private final Map<String, Long> objects = new HashMap<>();
    private long mostSegments;
    private long mostObjects;

    /** What there is now. */
    record Footprint(long files, long diskBytes, long objectBytes) {}

    Tiers(Path data) {
        this.data = data;
    }

    Footprint look() throws IOException {
        Visit visit = new Visit();
        Files.walkFileTree(data, visit);
        mostSegments = Math.max(mostSegments, visit.segmentBytes);
        mostObjects = Math.max(mostObjects, visit.objectBytes);
        return new Footprint(visit.files, visit.diskBytes, visit.objectBytes);
    }

    /** How often the segments on disk were others: bytes that came, over the most that were there at a time. */
    double segmentTurns() {
        return turns(segments, mostSegments);
    }

    double objectTurns() {
        return turns(objects, mostObjects);
    }

    private static double turns(Map<String, Long> seen, long most) {
        return most == 0 ? 0 : seen.values().stream().mapToLong(Long::longValue).sum() / (double) most;
    }

    private final class Visit extends SimpleFileVisitor<Path> {
        private long files;
        private long diskBytes;
        private long segmentBytes;
        private long objectBytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path relative = data.relativize(file);
            String name = relative.toString();
            files++;
            if (relative.startsWith("objects")) {
                objectBytes += attributes.size();
                objects.merge(name, attributes.size(), Math::max);
                return FileVisitResult.CONTINUE;
            }
            diskBytes += attributes.size();
            if (String.valueOf(file.getFileName()).startsWith("segment-")) {
                segmentBytes += attributes.size();
                segments.merge(name, attributes.size(), Math::max);
            }
            return FileVisitResult.CONTINUE;
        }

        /** Files go while we look. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
