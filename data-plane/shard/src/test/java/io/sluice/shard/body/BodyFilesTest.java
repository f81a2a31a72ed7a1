package io.sluice.shard.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.MessageId;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.shard.segment.Memtable;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the files of messages that went may go, and their objects. */
final class BodyFilesTest {
    private final FaultyDisk disk = new FaultyDisk();
    private final Memtable memtable = new Memtable(1 << 20);
    private final List<String> objects = new ArrayList<>();
    private StoredBodies stored;
    private BodyFiles files;

    @BeforeEach
    void none() throws Exception {
        Rig rig = new Rig(1);
        stored = new StoredBodies(rig.objects, 0);
        files = new BodyFiles(rig.storage(disk), stored, memtable, objects::add);
    }

    /** A snapshot that stands where the command stands by which the message went still names the file. */
    @Test
    void fileGoesWhenEveryKeptSnapshotStandsBehindTheCommand() throws IOException {
        BodyFile first = gone(1, true, false, 100);
        BodyFile second = gone(2, true, false, 200);
        assertThat(files.oldestLeftover()).isEqualTo(100);
        files.trimmed(100);
        assertThat(disk.list()).containsExactly(StoredBodies.name(first), StoredBodies.name(second));
        files.trimmed(101);
        assertThat(disk.list()).containsExactly(StoredBodies.name(second));
        assertThat(files.oldestLeftover()).isEqualTo(200);
        files.trimmed(201);
        assertThat(disk.list()).isEmpty();
        assertThat(files.hasLeftovers()).isFalse();
        assertThat(files.oldestLeftover()).isEqualTo(-1);
    }

    @Test
    void objectGoesWithItsFileAndUntilThenIsNobodysOrphan() {
        BodyFile here = gone(1, true, false, 100);
        BodyFile both = gone(2, true, true, 100);
        BodyFile there = gone(3, false, true, 200);
        assertThat(files.hasObject(stored.object(here))).isFalse();
        assertThat(files.hasObject(stored.object(both))).isTrue();
        files.trimmed(150);
        assertThat(objects).containsExactly(stored.object(both));
        assertThat(files.hasObject(stored.object(both))).isFalse();
        assertThat(files.hasObject(stored.object(there))).isTrue();
        files.trimmed(201);
        assertThat(objects).containsExactly(stored.object(both), stored.object(there));
    }

    @Test
    void whatTheyTakeIsCountedUntilTheyGo() {
        gone(1, true, false, 100);
        gone(2, true, true, 200);
        gone(3, false, true, 300);
        assertThat(files.leftoverBytes()).isEqualTo(1_001 + 1_002);
        assertThat(files.liveDiskBytes()).isZero();
        files.trimmed(101);
        assertThat(files.leftoverBytes()).isEqualTo(1_002);
        files.trimmed(301);
        assertThat(files.leftoverBytes()).isZero();
        assertThat(files.diskBytes()).isZero();
    }

    /** Its message comes, and goes with a command that stands there in the log. */
    private BodyFile gone(int number, boolean onDisk, boolean inStore, long logPosition) {
        BodyFile file = new BodyFile(
                Segment.id(1, number),
                new MessageId(7, number),
                Rig.TENANT,
                1_000,
                1_000 + number,
                new byte[32],
                onDisk,
                inStore);
        if (onDisk) {
            disk.put(StoredBodies.name(file), new byte[1]);
        }
        files.moved(null, file);
        memtable.at(logPosition);
        files.moved(file, null);
        return file;
    }
}
