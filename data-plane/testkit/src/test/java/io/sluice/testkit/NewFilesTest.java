package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name that is to be new is taken once, and a look at a file makes none: on a real disk and on the simulated one. */
class NewFilesTest {
    private static final int TAKERS = 2;
    private static final int ROUNDS = 2_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private List<Disk> disks() throws IOException {
        return List.of(new FileDisk(Files.createTempDirectory(directory, "disk")), new FaultyDisk());
    }

    /** A way to open a file. */
    private interface Opening {
        DiskFile open(Disk disk, String name) throws IOException;
    }

    private static final List<Opening> MAKING = List.of(Disk::create, Disk::createStream);
    private static final List<Opening> LOOKING = List.of(Disk::openToRead, Disk::openStream);

    @Test
    void newFileIsEmptyAndCanBeWritten() throws IOException {
        for (Disk disk : disks()) {
            for (Opening making : MAKING) {
                try (DiskFile file = making.open(disk, "a")) {
                    assertThat(file.size()).isZero();
                    file.write(
                            ByteBuffer.allocateDirect(2 * Disk.STREAM_BLOCK_BYTES)
                                    .alignedSlice(Disk.STREAM_BLOCK_BYTES)
                                    .limit(Disk.STREAM_BLOCK_BYTES),
                            0);
                    file.truncate(77);
                    assertThat(file.size()).isEqualTo(77);
                }
                disk.remove("a");
            }
        }
    }

    @Test
    void takenNameIsRefusedByNameAndItsFileStaysAsItIs() throws IOException {
        for (Disk disk : disks()) {
            try (DiskFile first = disk.create("taken")) {
                first.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            }
            for (Opening making : MAKING) {
                assertThatThrownBy(() -> making.open(disk, "taken"))
                        .isInstanceOf(FileAlreadyExistsException.class)
                        .hasMessageContaining("taken");
            }
            try (DiskFile file = disk.openToRead("taken")) {
                ByteBuffer bytes = ByteBuffer.allocate(10);
                assertThat(file.read(bytes, 0)).isEqualTo(3);
                assertThat(bytes.array()).startsWith(1, 2, 3, 0);
            }
        }
    }

    @Test
    void lookAtAFileThatIsNotThereLeavesNone() throws IOException {
        for (Disk disk : disks()) {
            for (Opening looking : LOOKING) {
                assertThatThrownBy(() -> looking.open(disk, "missing"))
                        .isInstanceOf(NoSuchFileException.class)
                        .hasMessageContaining("missing");
            }
            assertThat(disk.list()).isEmpty();
        }
    }

    /** The simulated disk is for one thread. */
    @Test
    void ofSeveralThatWantANameOneGetsIt() throws Exception {
        Disk disk = new FileDisk(directory);
        AtomicInteger ready = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(TAKERS)) {
            Callable<Integer> taker = () -> {
                int taken = 0;
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        ready.incrementAndGet();
                        while (ready.get() < TAKERS * (round + 1) && !ended.get()) {
                            Thread.onSpinWait(); // so that they come at the same time
                        }
                        taken += takes(disk, MAKING.get(round % MAKING.size()), "file-" + round) ? 1 : 0;
                    }
                } finally {
                    ended.set(true);
                }
                return taken;
            };
            int taken = 0;
            for (Future<Integer> one : threads.invokeAll(Collections.nCopies(TAKERS, taker))) {
                taken += one.get();
            }
            assertThat(taken).isEqualTo(ROUNDS);
        }
    }

    private static boolean takes(Disk disk, Opening making, String name) throws IOException {
        try {
            making.open(disk, name).close();
            return true;
        } catch (FileAlreadyExistsException others) {
            return false;
        }
    }
}
