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

/** The log on a real directory, driven by its own thread and the appending one. */
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
                    log.help();
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

    /** The appending thread and the log's own write by turns, as frames are large or small, and never both at once. */
    @Test
    void bothThreadsWriteInOrder() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        try (LogWriter log = open(0)) {
            Told told = new Told();
            log.replay(0, frame -> {});
            log.listen(told);
            for (int round = 0; round < 300; round++) {
                long end = 0;
                int frames = round % 3 == 0 ? 40 : 4;
                for (int i = 0; i < frames; i++) {
                    byte[] bytes = new byte[round % 3 == 0 ? 8_000 : 1 + i];
                    bytes[0] = (byte) sizes.size();
                    end = log.append(ByteBuffer.wrap(bytes), sizes.size());
                    sizes.add(bytes.length);
                }
                log.help();
                told.await(end);
                log.trim(0);
            }
        }
        try (LogWriter log = open(0)) {
            List<Integer> found = new ArrayList<>();
            log.replay(0, frame -> {
                assertThat(frame.commands().get(frame.commands().position())).isEqualTo((byte) found.size());
                found.add(frame.commands().remaining());
            });
            assertThat(found).isEqualTo(sizes);
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
                    log.help();
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

    /** The frames of one batch were not durable before each other: damage among them is a crash's, and not called corruption. */
    @Test
    void batchTornInItsFirstFrameIsATornTail() throws Exception {
        FileDisk disk = new FileDisk(directory);
        LocalLog log = new LocalLog(disk, SETTINGS, 0);
        log.replay(0, frame -> {});
        for (int i = 0; i < 3; i++) {
            log.append(frame(100), i);
        }
        assertThat(log.writeBatch()).isTrue();
        assertThat(log.hasWork()).as("one batch").isFalse();
        try (DiskFile file = disk.open(LogNames.log(0))) {
            file.write(ByteBuffer.allocate(1), FileHeader.PAGE_BYTES + FrameFormat.HEADER_BYTES);
            file.write(ByteBuffer.wrap(new byte[] {-1}), FileHeader.PAGE_BYTES + FrameFormat.HEADER_BYTES + 1L);
        }
        LocalLog next = new LocalLog(disk, SETTINGS, 0);
        next.replay(0, frame -> {
            throw new AssertionError("a frame of a torn batch");
        });
        assertThat(next.tornTail()).contains(new TornTail(LogNames.log(0), 0));
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
        private long last;

        @Override
        public void durable(long position) {
            positions.add(position);
        }

        @Override
        public void failed(IOException cause) {
            throw new AssertionError(cause);
        }

        void await(long position) throws InterruptedException {
            while (last < position) {
                long next = positions.take();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }
}
