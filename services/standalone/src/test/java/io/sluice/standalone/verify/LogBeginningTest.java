package io.sluice.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.FileDisk;
import io.sluice.log.SnapshotStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogBeginningTest {
    @TempDir
    Path folder;

    @BeforeEach
    void threeSnapshots() throws IOException {
        SnapshotStore store = new SnapshotStore(new FileDisk(folder), 0, 0);
        for (long position : new long[] {100, 200, 300}) {
            store.write(position, position, List.of(ByteBuffer.allocate(10)).iterator());
        }
    }

    @Test
    void logThatReachesTheOlderSnapshotIsEnough() throws IOException {
        assertThat(said(200)).isEmpty();
    }

    @Test
    void logThatReachesOnlyTheNewestIsNamed() throws IOException {
        assertThat(said(201))
                .contains("DAMAGED  shard-00: the log begins at position 201, and a start")
                .contains("200:");
    }

    @Test
    void newestSnapshotForWhichTheLogWasCutIsMissed() throws IOException {
        Files.delete(snapshots().getLast());
        assertThat(said(200))
                .contains("DAMAGED  shard-00: the log begins at position 200", "a newer snapshot is missing");
    }

    @Test
    void allSnapshotsOfACutLogAreMissed() throws IOException {
        for (Path snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        assertThat(said(200)).contains("the 0 snapshots that are there: a newer snapshot is missing");
        assertThat(said(0)).as("nothing was cut for it").isEmpty();
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith("snapshot-0"))
                    .sorted()
                    .toList();
        }
    }

    private String said(long oldest) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Findings findings = new Findings(out, new ProgressBar(out, false));
        LogBeginning.check(SnapshotStore.toRead(new FileDisk(folder), 0), oldest, "shard-00", findings);
        return said.toString(StandardCharsets.UTF_8);
    }
}
