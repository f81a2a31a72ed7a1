package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogCorrupt;
import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a snapshot's writer may count on when {@link SnapshotStore#write} returns, and when it does not. */
final class SnapshotPromiseTest {
    private static final int BLOCK_BYTES = 300 << 10;

    private final FaultyDisk disk = new FaultyDisk();

    @Test
    void writtenSnapshotIsFoundAfterAnyPowerLossTheFirstOneToo() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            FaultyDisk lossy = new FaultyDisk();
            for (long position = 100; position <= 400; position += 100) {
                SnapshotStore store = new SnapshotStore(lossy, 1, 0);
                assertThat(newest(store)).as("seed %d", seed).isEqualTo(position - 100);
                store.write(position, position, blocks(position).iterator());
                lossy.crash(new Random(seed));
            }
        }
    }

    @Test
    void snapshotThatReadsBackWrongDoesNotBecomeTheNewest() throws IOException {
        SnapshotStore store = new SnapshotStore(disk, 1, 0);
        store.write(100, 100, blocks(1).iterator());
        store.write(200, 200, blocks(2).iterator());
        assertThatThrownBy(() -> store.write(300, 300, rotting(blocks(3))))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("snapshot-tmp");
        assertThat(newest(new SnapshotStore(disk, 1, 0))).isEqualTo(200);
        assertThat(store.trimPosition()).as("the log is kept as before").isEqualTo(100);
        assertThat(store.knownDurable()).isEqualTo(200);

        store.write(400, 400, blocks(4).iterator());
        assertThat(newest(new SnapshotStore(disk, 1, 0))).isEqualTo(400);
        assertThat(store.trimPosition()).isEqualTo(200);
    }

    private static long newest(SnapshotStore store) throws IOException {
        return store.newest(damaged -> {
                    throw new AssertionError(damaged);
                })
                .map(Snapshot::position)
                .orElse(0L);
    }

    /** The disk changes a bit of what it was given before the rest is there. */
    private Iterator<ByteBuffer> rotting(List<ByteBuffer> blocks) {
        Iterator<ByteBuffer> all = blocks.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public ByteBuffer next() {
                ByteBuffer next = all.next();
                if (!all.hasNext()) {
                    flip();
                }
                return next;
            }
        };
    }

    private void flip() {
        try {
            disk.flipBit("snapshot-tmp", 1_000, 3);
        } catch (IOException notThere) {
            throw new UncheckedIOException(notThere);
        }
    }

    private static List<ByteBuffer> blocks(long seed) {
        return List.of(LogLife.commands(seed, BLOCK_BYTES), LogLife.commands(seed + 1, 10));
    }
}
