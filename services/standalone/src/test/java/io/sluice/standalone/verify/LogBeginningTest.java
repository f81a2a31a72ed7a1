package io.sluice.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.FileDisk;
import io.sluice.log.SnapshotStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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

    private String said(long oldest) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Findings findings = new Findings(out, new ProgressBar(out, false));
        LogBeginning.check(SnapshotStore.toRead(new FileDisk(folder), 0), oldest, "shard-00", findings);
        return said.toString(StandardCharsets.UTF_8);
    }
}
