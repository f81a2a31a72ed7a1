package io.sluice.clients.power;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An ext4 file system in an image file, mounted through a loop device, whose power can be cut: what was not forced is lost as
 * the real file system loses it. Needs root and loop devices. However the process ends, short of SIGKILL, the mount, the
 * device and the image go.
 */
public final class LoopDisk implements AutoCloseable {
    /** Sparse: it takes what was written. */
    private static final long IMAGE_BYTES = 4L << 30;

    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);
    /** Whoever has files open there is about to end. */
    private static final int UNMOUNT_TRIES = 100;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int SAID_CHARS = 500;

    private final Path home;
    private final Path image;
    private final Path mounted;
    private final Thread reaper = new Thread(this::end, "unmount");
    private boolean isMounted;
    private boolean ended;

    private LoopDisk(Path home) {
        this.home = home;
        this.image = home.resolve("image");
        this.mounted = home.resolve("disk");
    }

    /**
     * Makes one and mounts it.
     *
     * @throws PowerUnavailable where that cannot be done, in words that say what is missing
     */
    public static LoopDisk create() throws IOException, PowerUnavailable {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new PowerUnavailable("cutting the power takes root, to mount a file system");
        }
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            throw new PowerUnavailable("cutting the power takes loop devices, and there is no /dev/loop-control");
        }
        LoopDisk disk = new LoopDisk(Files.createTempDirectory("sluice-power-"));
        Runtime.getRuntime().addShutdownHook(disk.reaper);
        try {
            disk.format();
            disk.mount();
            return disk;
        } catch (IOException impossible) {
            disk.close();
            throw new PowerUnavailable("no ext4 on a loop device here: " + impossible.getMessage());
        }
    }

    /** Where it is mounted. */
    public Path path() {
        return mounted;
    }

    /** Cuts the power: nothing written from now on, and nothing that was not forced yet, will be there again. */
    public void cut() throws IOException {
        SystemCalls.shutDown(mounted);
    }

    /** Mounts what is left; nobody may have files open. */
    public void powerUp() throws IOException {
        unmount();
        mount();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(reaper);
        end();
    }

    private void format() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        Files.createDirectory(mounted);
        run("mkfs.ext4", "-q", "-F", image.toString());
    }

    private synchronized void mount() throws IOException {
        if (ended) {
            throw new IOException("the run ends");
        }
        // Without a device named, one is taken that is free, and given back when this is unmounted.
        run("mount", "-t", "ext4", "-o", "loop,data=ordered", image.toString(), mounted.toString());
        isMounted = true;
    }

    private synchronized void unmount() throws IOException {
        if (!isMounted) {
            return;
        }
        for (int tries = 1; ; tries++) {
            try {
                run("umount", mounted.toString());
                isMounted = false;
                return;
            } catch (IOException busy) {
                if (tries == UNMOUNT_TRIES) {
                    throw busy;
                }
                rest();
            }
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            unmount();
            Files.deleteIfExists(mounted);
            Files.deleteIfExists(image);
            Files.deleteIfExists(home);
        } catch (IOException stays) {
            throw new UncheckedIOException("left behind: " + home, stays);
        }
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] said = process.getInputStream().readNBytes(SAID_CHARS);
        try {
            if (!process.waitFor(COMMAND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(List.of(command) + " does not end");
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
        if (process.exitValue() != 0) {
            throw new IOException(command[0] + " said: " + new String(said, UTF_8).strip());
        }
    }
}
