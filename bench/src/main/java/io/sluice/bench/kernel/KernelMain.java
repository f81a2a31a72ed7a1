package io.sluice.bench.kernel;

import io.sluice.api.Outgoing;
import io.sluice.bench.report.DiskWrites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The kernel in a process of its own: one shard, client threads with many lifecycles under way, on a real directory.
 * Arguments: directory, batch size, client threads, warm-up and measured seconds, bytes of a body, messages under way, and
 * whether they are consumed. Prints one {@code key=value} a line.
 */
public final class KernelMain {
    private static final int BODIES = 64;

    private KernelMain() {}

    /** Ends the process when the time is over. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        OneShard shard = OneShard.open(directory, Integer.MAX_VALUE);
        int batch = Integer.parseInt(args[1]);
        int clients = Integer.parseInt(args[2]);
        List<Outgoing> bodies = bodies(Integer.parseInt(args[5]));
        int underWay = Math.max(1, Integer.parseInt(args[6]) / batch / clients);
        boolean consumed = Boolean.parseBoolean(args[7]);
        LongAdder acked = new LongAdder();
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < clients; i++) {
            Thread.ofPlatform()
                    .name("client-" + i)
                    .daemon()
                    .uncaughtExceptionHandler((thread, failure) -> {
                        failure.printStackTrace();
                        Runtime.getRuntime().halt(1);
                    })
                    .start(() -> client(shard, bodies, batch, underWay, consumed, acked, over));
        }
        Thread.sleep(Duration.ofSeconds(Long.parseLong(args[3])));
        long before = acked.sum();
        DiskWrites written = DiskWrites.on(directory);
        long start = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(Long.parseLong(args[4])));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "lifecyclesPerSecond=%.1f%n", (acked.sum() - before) / seconds);
        System.out.printf(Locale.ROOT, "writtenBytesPerSecond=%.1f%n", written.bytes() / seconds);
        over.set(true);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void client(
            OneShard shard,
            List<Outgoing> bodies,
            int batch,
            int lifecycles,
            boolean consumed,
            LongAdder acked,
            AtomicBoolean over) {
        Turns turns = new Turns(Integer.highestOneBit(lifecycles) * 2, Thread.currentThread());
        for (int i = 0; i < lifecycles; i++) {
            List<Outgoing> messages = new ArrayList<>(batch);
            for (int j = 0; j < batch; j++) {
                messages.add(bodies.get((i * batch + j) % BODIES));
            }
            new Lifecycle(shard.messaging(), OneShard.CALLER, shard.topic(), turns, messages, consumed).step();
        }
        while (!over.get()) {
            int done = turns.take().step();
            if (done > 0) {
                acked.add(done);
            }
        }
    }

    private static List<Outgoing> bodies(int bytes) {
        SplittableRandom random = new SplittableRandom(5);
        List<Outgoing> all = new ArrayList<>(BODIES);
        for (int i = 0; i < BODIES; i++) {
            byte[] body = new byte[bytes];
            random.nextBytes(body);
            all.add(new Outgoing(body, List.of(), Optional.empty(), null, null, null));
        }
        return all;
    }
}
