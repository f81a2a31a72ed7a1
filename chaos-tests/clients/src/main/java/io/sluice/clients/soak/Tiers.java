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
    /** Of each shard, where its newest log file begins: what has gone through its log. */
    private final Map<String, Long> logs = new HashMap<>();

    private long looks;
    private long sumOfSegments;
    private long sumOfObjects;
    private long sumOfLogs;

    /** What there is now. */
    record Footprint(long files, long diskBytes, long objectBytes) {}

    Tiers(Path data) {
        this.data = data;
    }

    Footprint look() throws IOException {
        Visit visit = new Visit();
        Files.walkFileTree(data, visit);
        looks++;
        sumOfSegments += visit.segmentBytes;
        sumOfObjects += visit.objectBytes;
        sumOfLogs += visit.logBytes;
        return new Footprint(visit.files, visit.diskBytes, visit.objectBytes);
    }

    /** How often the log was another: bytes that came, over those that were there on average. */
    double logTurns() {
        return turns(logs, sumOfLogs);
    }

    /** The same of segments on disk. */
    double segmentTurns() {
        return turns(segments, sumOfSegments);
    }

    double objectTurns() {
        return turns(objects, sumOfObjects);
    }

    private double turns(Map<String, Long> seen, long sum) {
        long came = seen.values().stream().mapToLong(Long::longValue).sum();
        return sum == 0 ? 0 : came / (sum / (double) looks);
    }

    private final class Visit extends SimpleFileVisitor<Path> {
        private long files;
        private long diskBytes;
        private long segmentBytes;
        private long logBytes;
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
            String last = String.valueOf(file.getFileName());
            if (last.matches("log-\\d+")) {
                logBytes += attributes.size();
                logs.merge(String.valueOf(relative.getParent()), Long.parseLong(last.substring(4)), Math::max);
            } else if (last.startsWith("segment-")) {
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
