package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogCorrupt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames read once more beside a log that goes on. */
class LogLookTest {
    private static final int FRAMES = 60;

    @Test
    void eachFrameIsSeenOnceThoughTheNewestFileEndsMeanwhile() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        append(life);
        List<Long> written = ends(life);
        List<Long> seen = new ArrayList<>();
        int files = disk.list().size();
        life.log.look(0, frame -> {
            if (seen.size() == FRAMES / 2) {
                append(life);
            }
            seen.add(frame.end());
        });
        assertThat(disk.list()).hasSizeGreaterThan(files);
        assertThat(seen)
                .hasSizeGreaterThanOrEqualTo(FRAMES)
                .isEqualTo(ends(life).subList(0, seen.size()));
        assertThat(seen).containsAll(written);
    }

    @Test
    void lookFromAFrameOnSeesTheLaterOnesAndChangesNothing() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        append(life);
        long before = disk.contentHash();
        List<Long> seen = new ArrayList<>();
        life.log.look(ends(life).get(9), frame -> seen.add(frame.end()));
        assertThat(seen).isEqualTo(ends(life).subList(10, FRAMES));
        assertThat(disk.contentHash()).isEqualTo(before);
    }

    @Test
    void whatIsTrimmedMeanwhileIsMissedAndNotMadeAgain() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        LogLife life = LogLife.open(disk);
        append(life);
        String second = logs(disk).get(1);
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> life.log.look(0, frame -> {
                    if (seen.isEmpty()) {
                        life.log.trim(life.durable);
                        life.settle();
                    }
                    seen.add(frame.end());
                }))
                .isInstanceOf(IOException.class);
        assertThat(seen).isNotEmpty();
        assertThat(logs(disk)).hasSize(1).doesNotContain(second);
        assertThatThrownBy(() -> life.log.look(0, frame -> {})).isInstanceOf(LogCorrupt.class);
    }

    private static void append(LogLife life) {
        for (int i = 0; i < FRAMES; i++) {
            life.append(LogLife.commands(i, 1_000));
            life.settle();
        }
    }

    private static List<Long> ends(LogLife life) {
        return life.frames.stream().map(frame -> frame.end()).toList();
    }

    private static List<String> logs(FaultyDisk disk) throws IOException {
        return disk.list().stream().filter(name -> name.startsWith("log-0")).toList();
    }
}
