package io.sluice.bench.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.SplittableRandom;

/** What the disk gives: writes in order into a preallocated file, each followed by fdatasync. */
public final class RawDisk {
    private static final long FILE_BYTES = 512L << 20;

    private RawDisk() {}

    /**
     * What one size of block reached.
     *
     * @param writesPerSecond writes of that size made durable, one after the other
     * @param bytesPerSecond what that comes to
     */
    public record Speed(double writesPerSecond, double bytesPerSecond) {}

    /** Writes blocks of one size for a while. */
    public static Speed measure(Path directory, int blockBytes, Duration time) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(directory), "raw", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            preallocate(channel);
            ByteBuffer block = random(blockBytes);
            long start = System.nanoTime();
            long end = start + time.toNanos();
            long writes = 0;
            long at = 0;
            while (System.nanoTime() < end) {
                channel.write(block.rewind(), at);
                channel.force(false);
                at = at + 2L * blockBytes > FILE_BYTES ? 0 : at + blockBytes;
                writes++;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Speed(writes / seconds, writes * (double) blockBytes / seconds);
        } finally {
            Files.delete(file);
        }
    }

    /** Blocks that exist make fdatasync cheaper: no file system metadata changes with the content. */
    private static void preallocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            channel.write(zeros.rewind(), at);
        }
        channel.force(true);
    }

    private static ByteBuffer random(int bytes) {
        byte[] content = new byte[bytes];
        new SplittableRandom(3).nextBytes(content);
        return ByteBuffer.allocateDirect(bytes).put(content).flip();
    }
}
