package io.sluice.clients.power;

import io.sluice.clients.load.Outage;
import io.sluice.harness.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The power goes: the server is frozen, so that it answers nothing any more, then its file system is shut down, and only then
 * is it killed; what it had answered by then has to be there when the file system is mounted again.
 */
public final class PowerCut implements Outage {
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(1);

    private final LoopDisk disk;
    private final Sightings sightings;

    /** @param data where the server's data is, on that disk */
    public PowerCut(LoopDisk disk, Path data) {
        this.disk = disk;
        this.sightings = new Sightings(data);
    }

    /** Whether there was something of each kind to lose. */
    public boolean metEveryTier() {
        return sightings.everyTier();
    }

    /** In words, what there was to lose. */
    public String met() {
        return sightings.toString();
    }

    @Override
    public void strike(ServerProcess server) throws InterruptedException {
        try {
            freeze(server.pid());
            disk.cut();
            server.kill();
            disk.powerUp();
            sightings.look();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public String toString() {
        return "power cuts";
    }

    private static void freeze(long pid) throws IOException, InterruptedException {
        SystemCalls.stop(pid);
        long deadline = System.nanoTime() + FREEZE_PATIENCE.toNanos();
        while (!frozen(pid)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("process " + pid + " does not stop");
            }
            Thread.sleep(POLL);
        }
    }

    /** Each thread on its own: one that waits for the disk stops when that has answered. */
    private static boolean frozen(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = all.toList();
        }
        for (Path thread : threads) {
            String stat = Files.readString(thread.resolve("stat"));
            if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                return false;
            }
        }
        return true;
    }
}
