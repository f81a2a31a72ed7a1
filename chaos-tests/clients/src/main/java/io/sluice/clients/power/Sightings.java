package io.sluice.clients.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Which files lay in the data directory when the power came back: a cut that meets no segment proves nothing about them. */
final class Sightings {
    private static final String OBJECTS = "objects";

    private final Path data;
    private final Set<String> segments = new HashSet<>();
    private final Set<String> objects = new HashSet<>();
    private final Set<String> snapshots = new HashSet<>();

    Sightings(Path data) {
        this.data = data;
    }

    void look() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            all.filter(Files::isRegularFile).map(data::relativize).forEach(this::see);
        }
    }

    boolean everyTier() {
        return !segments.isEmpty() && !objects.isEmpty() && !snapshots.isEmpty();
    }

    private void see(Path file) {
        String name = String.valueOf(file.getFileName());
        if (file.startsWith(OBJECTS)) {
            objects.add(name);
        } else if (name.startsWith("segment-")) {
            segments.add(file.toString());
        } else if (name.startsWith("snapshot-0")) {
            snapshots.add(file.toString());
        }
    }

    @Override
    public String toString() {
        return "%d segments, %d objects and %d snapshots were there when the power came back"
                .formatted(segments.size(), objects.size(), snapshots.size());
    }
}
