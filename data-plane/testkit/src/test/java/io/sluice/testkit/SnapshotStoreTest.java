package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.DiskFull;
import io.sluice.log.LogCorrupt;
import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
    private static final int RESERVE_BYTES = 40_000;

    @Test
    void newestTwoAreKept() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore store = new SnapshotStore(disk, 1, 0);
        assertThat(store.newest(damaged -> {})).isEmpty();
        assertThat(store.trimPosition()).isZero();
        for (int i = 1; i <= 5; i++) {
            store.write(i * 100L, i * 100L, blocks(i, 10).iterator());
            assertThat(store.trimPosition()).isEqualTo(i < 2 ? 0 : (i - 1) * 100L);
            assertThat(store.knownDurable()).isEqualTo(i * 100L);
        }
        assertThat(disk.list()).containsExactly("snapshot-" + digits(400), "snapshot-" + digits(500));
        assertThat(read(new SnapshotStore(disk, 1, 0), List.of())).isEqualTo(blocks(5, 10));
    }

    @Test
    void emptySnapshotIsOne() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore store = new SnapshotStore(disk, 1, 0);
        store.write(0, 0, blocks(0, 0).iterator());
        assertThat(read(store, List.of())).isEmpty();
    }

    @Test
    void everyFlippedBitAndCutIsFound() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore store = new SnapshotStore(disk, 1, 0);
        store.write(100, 100, blocks(1, 3).iterator());
        store.write(200, 200, blocks(2, 7).iterator());
        String name = "snapshot-" + digits(200);
        byte[] whole = disk.bytes(name);
        for (int at = 0; at < whole.length; at++) {
            FaultyDisk flipped = disk.copy();
            flipped.flipBit(name, at, at % 8);
            assertThat(read(new SnapshotStore(flipped, 1, 0), List.of(name))).isEqualTo(blocks(1, 3));
            FaultyDisk cut = disk.copy();
            cut.cut(name, at);
            assertThat(read(new SnapshotStore(cut, 1, 0), List.of(name))).isEqualTo(blocks(1, 3));
        }
        // Damage that comes after verifying is found at reading.
        Snapshot snapshot = store.newest(damaged -> {}).orElseThrow();
        disk.flipBit(name, whole.length / 2, 1);
        assertThatThrownBy(() -> snapshot.read(block -> {})).isInstanceOf(LogCorrupt.class);
    }

    @Test
    void logIsKeptForTheOlderOneUntilTwoAreVerified() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore first = new SnapshotStore(disk, 1, 0);
        first.write(100, 100, blocks(1, 3).iterator());
        first.write(200, 200, blocks(2, 3).iterator());
        disk.flipBit("snapshot-" + digits(200), 50, 1);
        SnapshotStore store = new SnapshotStore(disk, 1, 0);
        List<String> damaged = new ArrayList<>();
        assertThat(store.newest(damaged::add).orElseThrow().position()).isEqualTo(100);
        assertThat(damaged).singleElement().asString().contains("snapshot-" + digits(200));
        assertThat(store.trimPosition()).isZero();
        assertThat(store.knownDurable()).isEqualTo(200);
        store.write(300, 300, blocks(3, 3).iterator());
        assertThat(store.trimPosition()).isEqualTo(100);
        assertThat(disk.list()).containsExactly("snapshot-" + digits(100), "snapshot-" + digits(300));
    }

    @Test
    void fullDiskIsServedFromTheReserve() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore store = new SnapshotStore(disk, 1, RESERVE_BYTES);
        for (int i = 1; i <= 20; i++) {
            // Nothing beyond what is there: every snapshot starts with no space, or with less than it needs.
            disk.fillAfter(disk.usedBytes() + (i % 3) * 10_000L);
            store.write(i * 100L, i * 100L, blocks(i, 30).iterator());
            assertThat(read(new SnapshotStore(disk, 1, RESERVE_BYTES), List.of()))
                    .isEqualTo(blocks(i, 30));
            disk.fillAfter(disk.usedBytes() + 2 * RESERVE_BYTES);
            SnapshotStore again = new SnapshotStore(disk, 1, RESERVE_BYTES);
            again.newest(damaged -> {
                throw new AssertionError(damaged);
            });
            store = again;
            assertThat(disk.bytes("snapshot-reserve")).hasSizeGreaterThanOrEqualTo(RESERVE_BYTES);
        }
    }

    @Test
    void tooSmallAReserveChangesNothing() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        SnapshotStore store = new SnapshotStore(disk, 1, 1_000);
        store.write(100, 100, blocks(1, 3).iterator());
        disk.fillAfter(disk.usedBytes() + 100);
        assertThatThrownBy(() -> store.write(200, 200, blocks(2, 30).iterator()))
                .isInstanceOf(DiskFull.class);
        assertThat(read(new SnapshotStore(disk, 1, 1_000), List.of())).isEqualTo(blocks(1, 3));
        assertThat(disk.list()).doesNotContain("snapshot-tmp");
    }

    @Test
    void lastWrittenSnapshotSurvivesEveryPowerLoss() throws IOException {
        int interrupted = 0;
        for (long seed = 0; seed < 600; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FaultyDisk disk = new FaultyDisk();
            long written = 0;
            long begun = 0;
            for (int life = 0; life < 8; life++) {
                long trim = 0;
                try {
                    SnapshotStore store = new SnapshotStore(disk, 1, RESERVE_BYTES);
                    Optional<Snapshot> newest = store.newest(damaged -> {
                        throw new AssertionError(damaged);
                    });
                    long found = newest.map(Snapshot::position).orElse(0L);
                    assertThat(found).as("seed %d", seed).isBetween(written, begun);
                    assertThat(found == 0 ? blocks(0, 0) : read(store, List.of()))
                            .as("seed %d", seed)
                            .isEqualTo(found == 0 ? blocks(0, 0) : blocks((int) found, 30));
                    written = found;
                    begun = found;
                    disk.powerLossAfter(random.nextInt(1, 60), random);
                    while (true) {
                        disk.fillAfter(disk.usedBytes() + random.nextInt(60_000));
                        begun++;
                        store.write(begun, begun, blocks((int) begun, 30).iterator());
                        written = begun;
                        assertThat(store.trimPosition()).isGreaterThanOrEqualTo(trim);
                        trim = store.trimPosition();
                    }
                } catch (PowerLoss off) {
                    interrupted++;
                } catch (DiskFull full) {
                    disk.kill();
                }
                disk.fillAfter(Long.MAX_VALUE);
                disk.crash(random);
            }
        }
        assertThat(interrupted).isGreaterThan(1_000);
    }

    private static List<ByteBuffer> read(SnapshotStore store, List<String> damagedNames) throws IOException {
        List<String> damaged = new ArrayList<>();
        Snapshot snapshot = store.newest(damaged::add).orElseThrow();
        assertThat(damaged).hasSameSizeAs(damagedNames);
        for (int i = 0; i < damaged.size(); i++) {
            assertThat(damaged.get(i)).contains(damagedNames.get(i));
        }
        List<ByteBuffer> blocks = new ArrayList<>();
        snapshot.read(block -> {
            byte[] copy = new byte[block.remaining()];
            block.get(copy);
            blocks.add(ByteBuffer.wrap(copy));
        });
        return blocks;
    }

    private static List<ByteBuffer> blocks(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> LogLife.commands(seed * 100L + i, 1 + (i * 137) % 2_000))
                .toList();
    }

    private static String digits(long position) {
        return "%020d".formatted(position);
    }
}
