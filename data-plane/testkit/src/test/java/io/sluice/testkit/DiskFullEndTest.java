package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * When a full disk counts as having room again: with a whole reserve and not before, or sends would eat what consumers need
 * to drain the disk.
 */
final class DiskFullEndTest {
    private static final long FILE_BYTES = LogLife.SETTINGS.fileBytes();
    private static final int FILES = 10;
    /** A full disk is tried again after so long at the latest. */
    private static final int SECONDS_TO_A_TRY = 40;

    private final FaultyDisk disk = new FaultyDisk();
    private final LogLife life;

    DiskFullEndTest() throws IOException {
        disk.fillAfter(FILES * FILE_BYTES);
        life = LogLife.open(disk);
        while (life.log.roomToGrow()) {
            append(1_000);
        }
        // Consumers go on: both files of the reserve are begun.
        for (long until = life.durable + 2 * (FILE_BYTES - 8_000); life.durable < until; ) {
            append(500);
        }
        assertThat(spares()).as("files of the reserve left").isZero();
    }

    @Test
    void sendsStayRefusedWhileTheReserveIsNotWhole() throws IOException {
        trimFiles(1);
        refusesWhileSettling();
        assertThat(spares()).as("one of two files of the reserve is back").isEqualTo(1);
        for (int second = 0; second < SECONDS_TO_A_TRY; second++) {
            life.log.second();
            refusesWhileSettling();
        }
        trimFiles(1);
        life.settle();
        assertThat(spares()).isEqualTo(2);
        assertThat(life.log.roomToGrow()).as("the reserve is whole").isTrue();
    }

    @Test
    void spaceForLessThanTheReserveIsNoRoom() throws IOException {
        disk.fillAfter((FILES + 1) * FILE_BYTES);
        for (int second = 0; second < SECONDS_TO_A_TRY; second++) {
            life.log.second();
            refusesWhileSettling();
        }
        assertThat(spares()).as("what came back was taken into the reserve").isEqualTo(1);
    }

    private void append(int bytes) {
        life.append(LogLife.commands(1, bytes));
        life.settle();
        assertThat(life.failure).isNull();
    }

    /** Lets the log forget its oldest files. */
    private void trimFiles(int count) throws IOException {
        String nextKept = disk.list().stream()
                .filter(name -> name.startsWith("log-"))
                .skip(count)
                .findFirst()
                .orElseThrow();
        life.log.trim(Long.parseLong(nextKept.substring("log-".length())));
    }

    /** The log's thread does what it has to do, and at no moment in between would it take a send. */
    private void refusesWhileSettling() {
        boolean more = true;
        while (more) {
            more = life.log.tidy();
            assertThat(life.log.roomToGrow()).isFalse();
        }
    }

    private long spares() throws IOException {
        return disk.list().stream().filter(name -> name.startsWith("spare")).count();
    }
}
