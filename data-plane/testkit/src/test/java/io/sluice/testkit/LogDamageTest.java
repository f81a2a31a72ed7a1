package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.Frame;
import io.sluice.log.LocalLog;
import io.sluice.log.LogCorrupt;
import io.sluice.log.LogSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Flipped bits, cut and missing files: named, or harmless, or the newest frames; never other frames than were written. */
class LogDamageTest {
    private static final int FUZZ_RUNS = 20_000;

    @Test
    void everyFlippedByteIsFoundOrHarmless() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        List<Frame> frames = threeFiles(disk);
        // Everything but the last batch has a later mark.
        int mustBeThere = frames.size() - 1;
        int named = 0;
        for (String name : logFiles(disk)) {
            byte[] bytes = disk.bytes(name);
            for (int at = 0; at < bytes.length; at += at < 600 || at >= 4096 ? 1 : 64) {
                bytes[at] ^= (byte) (1 << at % 8);
                FaultyDisk damaged = disk.copy();
                damaged.put(name, bytes);
                named += checkDamaged(damaged, frames, mustBeThere, name + " byte " + at) ? 1 : 0;
                bytes[at] ^= (byte) (1 << at % 8);
            }
        }
        assertThat(named).isGreaterThan(25_000);
    }

    /** What the frames themselves say of each other is enough: no mark was put down, no file follows. */
    @Test
    void damageBeforeTheNewestFrameIsNamed() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        fill(life, 6, 100);
        String name = logFiles(disk).getLast();
        long newest = life.frames.get(4).end();
        for (int at = 0; at < newest; at++) {
            FaultyDisk damaged = disk.copy();
            damaged.flipBit(name, 4096 + at, at % 8);
            long before = damaged.contentHash();
            assertThatThrownBy(() -> LogLife.open(damaged))
                    .isInstanceOf(LogCorrupt.class)
                    .hasMessageContaining(name + " is damaged at position ");
            assertThat(damaged.contentHash()).isEqualTo(before);
        }
    }

    @Test
    void newestFrameIsGuardedAfterASecondAndAfterClosing() throws IOException {
        for (boolean closed : new boolean[] {false, true}) {
            FaultyDisk disk = new FaultyDisk();
            LogLife life = LogLife.open(disk);
            fill(life, 6, 100);
            if (closed) {
                life.log.close();
            } else {
                life.log.second();
            }
            disk.flipBit(logFiles(disk).getLast(), (int) (4096 + life.durable - 1), 0);
            assertThatThrownBy(() -> LogLife.open(disk)).isInstanceOf(LogCorrupt.class);
        }
    }

    @Test
    void whatASnapshotKnowsDurableIsNeverCut() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        fill(life, 6, 100);
        disk.flipBit(logFiles(disk).getLast(), (int) (4096 + life.durable - 1), 0);
        FaultyDisk same = disk.copy();
        assertThat(LogLife.open(same).frames).hasSize(5);
        assertThatThrownBy(() -> new LogLife(disk, LogLife.SETTINGS, 0, life.durable))
                .isInstanceOf(LogCorrupt.class);
    }

    @Test
    void everyCutIsNamed() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        threeFiles(disk);
        for (String name : logFiles(disk)) {
            int size = disk.bytes(name).length;
            for (int cut = 0; cut < size; cut += cut < 64 ? 1 : 97) {
                FaultyDisk damaged = disk.copy();
                damaged.cut(name, cut);
                long before = damaged.contentHash();
                assertThatThrownBy(() -> LogLife.open(damaged))
                        .isInstanceOf(LogCorrupt.class)
                        .hasMessageContaining(name);
                assertThat(damaged.contentHash()).isEqualTo(before);
            }
        }
    }

    @Test
    void everyMissingFileIsNamed() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        threeFiles(disk);
        for (String name : logFiles(disk)) {
            FaultyDisk damaged = disk.copy();
            damaged.remove(name);
            assertThatThrownBy(() -> LogLife.open(damaged)).isInstanceOf(LogCorrupt.class);
        }
        for (String name : logFiles(disk)) {
            disk.remove(name);
        }
        assertThatThrownBy(() -> LogLife.open(disk)).isInstanceOf(LogCorrupt.class);
    }

    @Test
    void filesInEachOthersPlaceAreRefused() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        threeFiles(disk);
        List<String> names = logFiles(disk);
        byte[] first = disk.bytes(names.get(0));
        disk.put(names.get(0), disk.bytes(names.get(1)));
        disk.put(names.get(1), first);
        assertThatThrownBy(() -> LogLife.open(disk))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("give it back its name");
    }

    @Test
    void anotherShardsFileIsRefused() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        threeFiles(disk);
        LocalLog other = new LocalLog(disk, LogSettings.ofShard(2).withSizes(16 << 10, 2 << 10), 0);
        assertThatThrownBy(() -> other.replay(0, frame -> {}))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("belongs to shard 1");
    }

    /** The last batch torn at each of its bytes: the rest of it is from the file's former life, or zeros. */
    @Test
    void tailTornAtAnyByteIsCutAndTheLogGoesOn() throws IOException {
        for (boolean recycled : new boolean[] {false, true}) {
            FaultyDisk disk = new FaultyDisk();
            LogLife life = LogLife.open(disk);
            if (recycled) {
                fill(life, 60, 1_000);
                life.log.trim(life.durable);
                fill(life, 60, 1_000);
                life.log.trim(life.durable);
                life.settle();
            }
            long from = life.durable;
            long base = from == 0 ? 0 : life.frames.getLast().end();
            life.append(LogLife.commands(1, 100));
            life.settle();
            String name = logFiles(disk).getLast();
            byte[] before = disk.bytes(name);
            life.append(LogLife.commands(2, 200));
            life.append(LogLife.commands(3, 60));
            life.settle();
            byte[] after = disk.bytes(name);
            int start = Arrays.mismatch(before, after);
            for (int torn = start; torn < start + 330; torn++) {
                byte[] mixed = Arrays.copyOf(after, after.length);
                System.arraycopy(before, torn, mixed, torn, before.length - torn);
                goesOn(disk, name, mixed, life, base);
                byte[] hole = Arrays.copyOf(after, after.length);
                hole[torn] ^= 1;
                goesOn(disk, name, hole, life, base);
            }
        }
    }

    private static void goesOn(FaultyDisk disk, String name, byte[] bytes, LogLife life, long from) throws IOException {
        FaultyDisk crashed = disk.copy();
        crashed.put(name, bytes);
        LogLife next = new LogLife(crashed, LogLife.SETTINGS, from, from);
        List<Frame> written =
                life.frames.stream().filter(frame -> frame.end() > from).toList();
        assertThat(next.frames.size()).isBetween(1, 3);
        assertThat(next.frames).isEqualTo(written.subList(0, next.frames.size()));
        // As long as the torn frame was: what came behind it must not follow the new one.
        next.append(LogLife.commands(9, 200));
        next.settle();
        crashed.kill();
        LogLife last = new LogLife(crashed, LogLife.SETTINGS, from, from);
        assertThat(last.frames).isEqualTo(next.frames);
    }

    @Test
    void randomDamageNeverGivesOtherFrames() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        List<Frame> frames = threeFiles(disk);
        List<String> names = logFiles(disk);
        SplittableRandom random = new SplittableRandom(42);
        int named = 0;
        for (int run = 0; run < FUZZ_RUNS; run++) {
            FaultyDisk damaged = disk.copy();
            String name = names.get(random.nextInt(names.size()));
            byte[] bytes = disk.bytes(name);
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                int at = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - at, random.nextInt(1, 700));
                switch (random.nextInt(5)) {
                    case 0 -> Arrays.fill(bytes, at, at + length, (byte) 0);
                    case 1 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                    case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                    case 3 -> bytes[at] = (byte) random.nextInt();
                    default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
            damaged.put(name, bytes);
            named += checkDamaged(damaged, frames, 0, "run " + run) ? 1 : 0;
        }
        assertThat(named).isBetween(FUZZ_RUNS / 4, FUZZ_RUNS - 1);
    }

    /** True if the damage was named; otherwise the frames must be a long enough prefix. */
    private static boolean checkDamaged(FaultyDisk damaged, List<Frame> frames, int mustBeThere, String where)
            throws IOException {
        List<Frame> found;
        try {
            found = LogLife.open(damaged).frames;
        } catch (LogCorrupt e) {
            assertThat(e).hasMessageContaining("log-");
            return true;
        }
        assertThat(found.size()).as(where).isBetween(mustBeThere, frames.size());
        assertThat(found).as(where).isEqualTo(frames.subList(0, found.size()));
        return false;
    }

    private static List<Frame> threeFiles(FaultyDisk disk) throws IOException {
        LogLife life = LogLife.open(disk);
        fill(life, 30, 1_000);
        life.log.second();
        life.append(LogLife.commands(99, 50));
        life.settle();
        assertThat(logFiles(disk)).hasSize(3);
        return new ArrayList<>(life.frames);
    }

    private static void fill(LogLife life, int frames, int size) {
        Set<Long> ends = new HashSet<>();
        for (int i = 0; i < frames; i++) {
            ends.add(life.append(LogLife.commands(i, size - i)));
            life.settle();
        }
        assertThat(ends).hasSize(frames);
        assertThat(life.failure).isNull();
    }

    private static List<String> logFiles(FaultyDisk disk) throws IOException {
        return disk.list().stream().filter(name -> name.startsWith("log-0")).toList();
    }
}
