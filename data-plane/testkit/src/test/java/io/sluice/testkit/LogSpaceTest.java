package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogSettings;
import io.sluice.log.ShardLog;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A full disk stops sends while the reserve is whole, and trimming alone brings them back; a failed force stops everything. */
class LogSpaceTest {
    private static final long FILE_BYTES = LogLife.SETTINGS.fileBytes();
    /** The largest, with what it takes beside its commands. */
    private static final long FRAME_BYTES = 64L + LogLife.SETTINGS.maxFrameBytes();

    @Test
    void fullDiskStopsSendsAndTrimmingBringsThemBack() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.fillAfter(10 * FILE_BYTES);
        fillsAndDrains(disk, LogLife.SETTINGS, 10);
    }

    @Test
    void budgetActsAsAFullDisk() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogSettings settings = LogLife.SETTINGS.withMaxBytes(8 * FILE_BYTES);
        fillsAndDrains(disk, settings, 8);
        assertThat(disk.usedBytes()).isLessThanOrEqualTo(8 * FILE_BYTES);
    }

    private static void fillsAndDrains(FaultyDisk disk, LogSettings settings, int files) throws IOException {
        LogLife life = new LogLife(disk, settings, 0, 0);
        for (int round = 0; round < 5; round++) {
            int sent = 0;
            while (life.log.roomToGrow()) {
                life.append(LogLife.commands(sent++, 1_000));
                life.settle();
            }
            assertThat(life.failure).isNull();
            assertThat(life.durable).isEqualTo(life.frames.getLast().end());
            // It did use the disk: all but the reserve and one file.
            assertThat(life.log.keptBytes()).isGreaterThan((files - 5) * (FILE_BYTES - 5_000));
            // The reserve still takes two files of other commands.
            long until = life.durable + 2 * (FILE_BYTES - 8_000);
            while (life.durable < until) {
                life.append(LogLife.commands(7, 500));
                life.settle();
                assertThat(life.log.roomToGrow()).isFalse();
            }
            assertThat(life.failure).isNull();
            life.log.trim(life.durable);
            life.settle();
            assertThat(life.log.roomToGrow()).isTrue();
        }
    }

    @Test
    void usedUpReserveWaitsForTrimming() throws IOException {
        LogLife life = usedUp(new FaultyDisk());
        long kept = life.durable;
        life.append(LogLife.commands(2, 10));
        life.settle();
        assertThat(life.durable).as("one waits behind the other").isEqualTo(kept);
        life.log.trim(kept);
        life.settle();
        assertThat(life.failure).isNull();
        assertThat(life.durable).isEqualTo(life.frames.getLast().end());
        assertThat(life.log.leftBytes()).isPositive();
    }

    @Test
    void usedUpReserveWaitsForTheDisk() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = usedUp(disk);
        disk.fillAfter(Long.MAX_VALUE);
        life.log.second();
        life.settle();
        assertThat(life.durable).isEqualTo(life.frames.getLast().end());
        for (int second = 0; second < 40; second++) {
            life.log.second();
            life.settle();
        }
        assertThat(life.log.roomToGrow()).isTrue();
        assertThat(life.log.leftBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void usedUpReserveIsNoReasonNotToStart() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = usedUp(disk);
        long kept = life.durable;
        disk.kill();
        LogLife next = LogLife.open(disk);
        assertThat(next.durable).isEqualTo(kept);
        assertThat(next.log.roomToGrow()).as("part of the reserve is used").isFalse();
        next.append(LogLife.commands(3, 1_000));
        next.settle();
        assertThat(next.failure).isNull();
        next.log.trim(kept);
        next.settle();
        assertThat(next.durable).isGreaterThan(kept);
    }

    @Test
    void whatIsLeftIsKnownToTheByte() throws IOException {
        for (int bytes : new int[] {1, 100, 999, 2_000}) {
            FaultyDisk disk = new FaultyDisk();
            disk.fillAfter(9 * FILE_BYTES);
            LogLife life = LogLife.open(disk);
            while (life.log.roomToGrow()) {
                life.append(LogLife.commands(1, 1_000));
                life.settle();
            }
            assertThat(life.log.leftBytes()).isGreaterThan(life.log.reserveBytes() - 2 * FRAME_BYTES);
            while (life.log.leftBytes() >= 3 * FRAME_BYTES) {
                life.append(LogLife.commands(1, bytes));
                life.settle();
                assertThat(life.durable).isEqualTo(life.frames.getLast().end());
            }
        }
    }

    /** A log that has used up its reserve, and holds one frame that nothing has room for. */
    private static LogLife usedUp(FaultyDisk disk) throws IOException {
        disk.fillAfter(5 * FILE_BYTES);
        LogLife life = LogLife.open(disk);
        do {
            life.append(LogLife.commands(life.frames.size(), 1_000));
            life.settle();
        } while (life.durable == life.frames.getLast().end());
        assertThat(life.failure).isNull();
        assertThat(life.log.roomToGrow()).isFalse();
        assertThat(life.log.hasWork()).as("until something changes").isFalse();
        assertThat(life.durable).isGreaterThan(4 * (FILE_BYTES - 6_000));
        return life;
    }

    @Test
    void fullDiskIsTriedAgainWithoutTrimming() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.fillAfter(6 * FILE_BYTES);
        LogLife life = LogLife.open(disk);
        while (life.log.roomToGrow()) {
            life.append(LogLife.commands(1, 1_000));
            life.settle();
        }
        disk.fillAfter(Long.MAX_VALUE);
        assertThat(life.log.tidy()).isFalse();
        for (int second = 0; second < 40; second++) {
            life.log.second();
            life.settle();
        }
        assertThat(life.log.roomToGrow()).isTrue();
    }

    @Test
    void fullDiskWithATornTailStillOpens() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        life.append(LogLife.commands(1, 1_000));
        life.append(LogLife.commands(2, 1_000));
        life.settle();
        disk.flipBit("log-00000000000000000000", 4096 + 100, 3);
        for (String name : disk.list()) {
            if (name.startsWith("spare")) {
                disk.remove(name);
            }
        }
        disk.fillAfter(disk.usedBytes());
        LogLife next = LogLife.open(disk);
        assertThat(next.frames).isEmpty();
        assertThat(next.log.tornTail()).isPresent();
        assertThat(next.log.roomToGrow()).isFalse();
        next.append(LogLife.commands(3, 1_000));
        next.settle();
        assertThat(next.failure).isNull();
    }

    @Test
    void failedForceStopsEverything() throws IOException {
        for (int nth = 1; nth < 40; nth++) {
            FaultyDisk disk = new FaultyDisk();
            LogLife life = LogLife.open(disk);
            disk.failForce(nth);
            for (int i = 0; i < 100 && life.failure == null; i++) {
                life.append(LogLife.commands(i, 1_000));
                life.settle();
            }
            assertThat(life.failure).hasMessageContaining("on purpose");
            long durable = life.durable;
            long written = disk.writtenBytes();
            life.append(LogLife.commands(1, 100));
            life.log.second();
            life.settle();
            assertThat(life.durable).isEqualTo(durable);
            life.log.close();
            assertThat(disk.writtenBytes()).isEqualTo(written);
            disk.crash(new SplittableRandom(nth));
            assertThat(LogLife.open(disk).durable).isGreaterThanOrEqualTo(durable);
        }
    }

    @Test
    void tooManyFramesUnderWayIsTheCallersMistake() throws IOException {
        LogLife life = LogLife.open(new FaultyDisk());
        for (int i = 0; i < ShardLog.MAX_UNDER_WAY; i++) {
            life.append(LogLife.commands(i, 10));
        }
        assertThatThrownBy(() -> life.append(LogLife.commands(0, 10))).isInstanceOf(IllegalStateException.class);
        life.settle();
        assertThat(life.durable).isEqualTo(life.frames.getLast().end());
    }
}
