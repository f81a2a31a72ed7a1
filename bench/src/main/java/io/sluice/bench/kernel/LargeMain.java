package io.sluice.bench.kernel;

import io.sluice.api.Delivery;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Want;
import io.sluice.bench.load.Tally;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Large bodies through a kernel in a process of its own. Arguments: {@code beside}, directory, seconds, small sends a second,
 * streams: small sends at a steady rate, alone and beside bodies of 64 MiB that are streamed in, received and acked, in turns.
 * Or {@code sizes}, directory, seconds, bytes of a body, bytes from which on bodies lie in files, lifecycles under way. Prints
 * one {@code key=value} a line.
 */
public final class LargeMain {
    private static final int SMALL_BYTES = 1_024;
    private static final int ROUNDS = 3;
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final long CALL_SECONDS = 60;

    private final OneShard shard;
    private final AtomicLong largeBytes = new AtomicLong();
    private volatile boolean streaming;
    private volatile boolean over;

    private LargeMain(OneShard shard) {
        this.shard = shard;
    }

    /** Ends the process when the time is over. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[2]);
        if (args[0].equals("beside")) {
            new LargeMain(OneShard.open(Path.of(args[1]), 256 << 10))
                    .beside(seconds, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        } else {
            new LargeMain(OneShard.open(Path.of(args[1]), Integer.parseInt(args[4])))
                    .sizes(seconds, Integer.parseInt(args[3]), Integer.parseInt(args[5]));
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void beside(int seconds, int perSecond, int streams) throws Exception {
        small(seconds, perSecond, new Tally()); // warms up
        for (int i = 0; i < streams; i++) {
            thread("stream-" + i, this::stream);
        }
        Tally alone = new Tally();
        Tally beside = new Tally();
        double mbs = 0;
        for (int round = 0; round < ROUNDS; round++) {
            small(seconds, perSecond, alone);
            streaming = true;
            long before = largeBytes.get();
            long start = System.nanoTime();
            small(seconds, perSecond, beside);
            mbs += (largeBytes.get() - before) / 1e6 / ((System.nanoTime() - start) / 1e9) / ROUNDS;
            streaming = false;
            Thread.sleep(1_000);
        }
        print("aloneP50Ms", alone.percentile(50));
        print("aloneP99Ms", alone.percentile(99));
        print("besideP50Ms", beside.percentile(50));
        print("besideP99Ms", beside.percentile(99));
        print("largeMBs", mbs);
    }

    /** Sends at a steady rate, and waits for the last answer; latencies count from when a send was due. */
    private void small(int seconds, int perSecond, Tally tally) throws Exception {
        byte[] body = new byte[SMALL_BYTES];
        new SplittableRandom(1).nextBytes(body);
        Outgoing message = new Outgoing(body, List.of(), Optional.empty(), null, null, null);
        long count = (long) seconds * perSecond;
        AtomicLong left = new AtomicLong(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            shard.messaging()
                    .send(OneShard.CALLER, shard.topic(), List.of(message))
                    .thenAccept(sent -> {
                        synchronized (tally) {
                            tally.record(System.nanoTime() - due, System.nanoTime());
                        }
                        left.decrementAndGet();
                    });
        }
        while (left.get() > 0) {
            Thread.sleep(1);
        }
        drain();
    }

    private void drain() throws Exception {
        while (true) {
            List<Delivery> got = receive(10);
            if (got.isEmpty()) {
                return;
            }
            ack(got);
        }
    }

    private void stream() throws Exception {
        byte[] piece = new byte[LargeMessages.MAX_PIECE_BYTES];
        new SplittableRandom(2).nextBytes(piece);
        while (!over) {
            if (!streaming) {
                Thread.sleep(10);
                continue;
            }
            LargeMessages.Incoming incoming = await(shard.large()
                    .begin(
                            OneShard.CALLER,
                            shard.topic(),
                            new Outgoing(new byte[0], List.of(), Optional.empty(), null, null, null),
                            LargeMessages.MAX_BODY_BYTES));
            for (long at = 0; at < LargeMessages.MAX_BODY_BYTES; at += piece.length) {
                await(incoming.add(ByteBuffer.wrap(piece)));
                largeBytes.addAndGet(piece.length);
            }
            await(incoming.end());
        }
    }

    private void sizes(int seconds, int bytes, int lifecycles) throws Exception {
        byte[] body = new byte[bytes];
        new SplittableRandom(1).nextBytes(body);
        Outgoing message = new Outgoing(body, List.of(), Optional.empty(), null, null, null);
        Tally tally = new Tally();
        for (int i = 0; i < lifecycles; i++) {
            thread("lifecycle-" + i, () -> {
                while (!over) {
                    long start = System.nanoTime();
                    await(shard.messaging().send(OneShard.CALLER, shard.topic(), List.of(message)));
                    long took = System.nanoTime() - start;
                    ack(receive(1));
                    if (streaming) {
                        largeBytes.addAndGet(bytes);
                        synchronized (tally) {
                            tally.record(took, System.nanoTime());
                        }
                    }
                }
            });
        }
        Thread.sleep(Duration.ofSeconds(Math.max(2, seconds / 2)));
        streaming = true;
        Thread.sleep(Duration.ofSeconds(seconds));
        streaming = false;
        synchronized (tally) {
            print("sendP50Ms", tally.percentile(50));
            print("sendP99Ms", tally.percentile(99));
        }
        print("MBs", largeBytes.get() / 1e6 / seconds);
    }

    private List<Delivery> receive(int max) throws Exception {
        return await(shard.messaging()
                .receive(OneShard.CALLER, shard.topic(), new Want(max, Optional.of(LEASE), Optional.of(Duration.ZERO)))
                .deliveries());
    }

    private void ack(List<Delivery> got) throws Exception {
        if (!got.isEmpty()) {
            await(shard.messaging()
                    .ack(
                            OneShard.CALLER,
                            shard.topic(),
                            got.stream().map(Delivery::receipt).toList()));
        }
    }

    private static <T> T await(CompletionStage<Result<T>> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return switch (stage.toCompletableFuture().get(CALL_SECONDS, TimeUnit.SECONDS)) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T> refused -> throw new IllegalStateException(refused.toString());
        };
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void thread(String name, Work work) {
        Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                work.run();
            } catch (Exception failed) {
                failed.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        });
    }

    private static void print(String key, double value) {
        System.out.printf(Locale.ROOT, "%s=%.3f%n", key, value);
    }
}
