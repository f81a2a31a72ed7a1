package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a real directory, driven by its own thread. */
class FileDiskRunTest {
    private static final LogSettings SETTINGS = LogSettings.ofShard(3).withSizes(256 << 10, 16 << 10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void framesComeBackAfterReopening() throws Exception {
        List<Long> ends = new ArrayList<>();
        try (LogWriter log = open(0)) {
            Told told = new Told();
            log.replay(0, frame -> {
                throw new AssertionError("an empty log has no frames");
            });
            log.listen(told);
            for (int i = 0; i < 2_000; i++) {
                ends.add(log.append(frame(i), i));
                if (i % 100 == 99) {
                    told.await(ends.getLast());
                }
            }
        }
        try (LogWriter log = open(0)) {
            List<Long> found = new ArrayList<>();
            log.replay(0, frame -> {
                assertThat(frame.commands()).isEqualTo(frame(found.size()));
                assertThat(frame.timeMs()).isEqualTo(found.size());
                found.add(frame.end());
            });
            assertThat(found).isEqualTo(ends);
        }
        try (LogWriter log = open(0)) {
            List<Long> found = new ArrayList<>();
            log.replay(ends.get(1_500), frame -> found.add(frame.end()));
            assertThat(found).isEqualTo(ends.subList(1_501, 2_000));
        }
    }

    @Test
    void trimmedFilesAreWrittenAgain() throws Exception {
        try (LogWriter log = open(0)) {
            Told told = new Told();
            log.replay(0, frame -> {});
            log.listen(told);
            long end = 0;
            for (int i = 0; i < 5_000; i++) {
                end = log.append(frame(i), i);
                if (i % 50 == 49) {
                    told.await(end);
                    log.trim(end);
                }
            }
            assertThat(log.keptBytes()).isLessThan(3 * SETTINGS.fileBytes());
            assertThat(log.roomToGrow()).isTrue();
        }
        assertThat(new FileDisk(directory).list()).hasSizeLessThan(10);
        try (LogWriter log = open(0)) {
            assertThatThrownBy(() -> log.replay(0, frame -> {}))
                    .isInstanceOf(LogCorrupt.class)
                    .hasMessageContaining("restore the earlier files");
        }
    }

    private LogWriter open(long knownDurable) {
        return new LogWriter(
                new LocalLog(new FileDisk(directory), SETTINGS, knownDurable), "log-writer", System::nanoTime);
    }

    private static ByteBuffer frame(int i) {
        byte[] bytes = new byte[1 + i % 1_000];
        for (int j = 0; j < bytes.length; j++) {
            bytes[j] = (byte) (i + j);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static final class Told implements ShardLog.Listener {
        private final BlockingQueue<Long> positions = new LinkedBlockingQueue<>();

        @Override
        public void durable(long position) {
            positions.add(position);
        }

        @Override
        public void failed(IOException cause) {
            throw new AssertionError(cause);
        }

        void await(long position) throws InterruptedException {
            long last = 0;
            while (last < position) {
                long next = positions.take();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }
}
