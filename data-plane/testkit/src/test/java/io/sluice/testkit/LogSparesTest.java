package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LogSettings;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Spares are made while frames come, little by little, and not any more once trimmed files come back. */
class LogSparesTest {
    private static final long FILE_BYTES = 4L << 20;
    private static final LogSettings SETTINGS = LogSettings.ofShard(1).withSizes(FILE_BYTES, 16 << 10);
    private static final int FRAME_BYTES = 8 << 10;
    /** A batch, and for each missing spare, of which there may be three, twice as much; a slice and a mark round it up. */
    private static final long MOST_A_BATCH = 7L * FRAME_BYTES + (256 << 10);

    /** One file for each of the most that lie between two trims, and the spares behind them. */
    private static final int FIRST_ROUNDS = 8;

    private static final int MARKS_A_FILE = 8 << 10;

    private int sent;

    @Test
    void noBatchMakesAWholeFileThoughThereIsNeverAQuietMoment() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = new LogLife(disk, SETTINGS, 0, 0);
        while (life.durable < 10 * FILE_BYTES) {
            long before = disk.writtenBytes();
            batch(life);
            assertThat(disk.writtenBytes() - before).isLessThanOrEqualTo(MOST_A_BATCH);
        }
    }

    @Test
    void steadyLoadMakesNoFileAfterTheFirstRounds() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = new LogLife(disk, SETTINGS, 0, 0);
        long rolled = 0;
        long wasteOfFirstRounds = 0;
        for (long round = 1; round <= 30; round++) {
            while (life.durable < 2 * round * FILE_BYTES) {
                batch(life);
            }
            // as snapshots do: from the one before the last on the log is needed
            life.log.trim(life.durable - 4 * FILE_BYTES);
            if (round == FIRST_ROUNDS) {
                rolled = life.durable / FILE_BYTES;
                wasteOfFirstRounds = disk.writtenBytes() - life.durable;
            }
        }
        long waste = disk.writtenBytes() - life.durable - wasteOfFirstRounds;
        // A file that was begun may be ended; beside that there are headers and marks.
        assertThat(waste).isLessThan(FILE_BYTES + (life.durable / FILE_BYTES - rolled) * MARKS_A_FILE);
        assertThat(life.failure).isNull();
    }

    private void batch(LogLife life) {
        life.append(LogLife.commands(sent++, FRAME_BYTES));
        life.log.writeBatch();
        life.frames.clear();
    }
}
