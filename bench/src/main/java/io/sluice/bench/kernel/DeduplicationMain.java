package io.sluice.bench.kernel;

import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Deduplication ids that all count at once, in the state of a shard and a process of their own. The argument is how many. They
 * come with sends of ten, as the log has them; the messages are purged now and then, so that the ids alone remain. Then what an
 * id weighs on the heap is printed, what the shard counts for it, and the longest time that a batch took; one {@code key=value}
 * a line. Fails when an id that counts is not known any more.
 */
public final class DeduplicationMain {
    private static final int BATCH = 10;
    /** Ten million within 250 of the 300 seconds that an id counts. */
    private static final int IDS_A_MS = 40;

    private static final int PURGE_EVERY = 100_000;
    /** One in so many is sent again at the end. */
    private static final int TRIED_AGAIN = 997;

    private static final long SEED = 7;
    private static final PartitionId PARTITION = PartitionId.of(1, 0);
    private static final TopicRules RULES = new TopicRules(
            OneShard.CALLER.tenant(),
            "bench.fifo",
            30_000,
            0,
            Duration.ofDays(4).toMillis(),
            1 << 20,
            Optional.empty(),
            true);

    private final ShardState state = new ShardState(Bodies.NOWHERE);
    private final byte[] envelope = Envelope.toWire(emptyMessage());

    private DeduplicationMain() {}

    public static void main(String[] args) {
        int ids = Integer.parseInt(args[0]) / BATCH * BATCH;
        DeduplicationMain kernel = new DeduplicationMain();
        kernel.state.advance(1_000);
        kernel.state.apply(new Command.Configure(PARTITION, 1, RULES));
        long before = heapInUse();
        long longestNs = kernel.send(ids);
        long bytes = heapInUse() - before;
        print("bytesPerId", (double) bytes / ids);
        print("countedBytesPerId", (double) kernel.state.weight() / ids);
        print("longestBatchMs", longestNs / 1e6);
        kernel.sendAgain(ids);
    }

    private long send(int ids) {
        SplittableRandom random = new SplittableRandom(SEED);
        long longestNs = 0;
        for (int i = 0; i < ids; i += BATCH) {
            if (i % PURGE_EVERY == 0) {
                state.apply(new Command.Purge(PARTITION, 0));
            }
            state.advance(1_000L + i / IDS_A_MS);
            List<Command.NewMessage> messages = new ArrayList<>(BATCH);
            for (int j = 0; j < BATCH; j++) {
                messages.add(message(hash(random)));
            }
            long startNs = System.nanoTime();
            Reply reply = state.apply(new Command.Send(PARTITION, messages));
            longestNs = Math.max(longestNs, System.nanoTime() - startNs);
            check(reply, true);
        }
        state.apply(new Command.Purge(PARTITION, 0));
        state.tidy();
        return longestNs;
    }

    private void sendAgain(int ids) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < ids; i++) {
            Hash128 hash = hash(random);
            if (i % TRIED_AGAIN == 0) {
                check(state.apply(new Command.Send(PARTITION, List.of(message(hash)))), false);
            }
        }
    }

    private Command.NewMessage message(Hash128 deduplication) {
        return new Command.NewMessage(envelope, envelope.length, 0, new Command.Grouped(1, deduplication));
    }

    private static Hash128 hash(SplittableRandom random) {
        return new Hash128(random.nextLong(), random.nextLong());
    }

    private static Message emptyMessage() {
        return new Message(new MessageId(1, 1), OneShard.CALLER.principal(), new byte[0], List.of(), null, null, null);
    }

    private static void check(Reply reply, boolean fresh) {
        if (!(reply instanceof Reply.Placed(List<Reply.Placing> placings))
                || !placings.stream().allMatch(placing -> placing.fresh() == fresh)) {
            throw new IllegalStateException("not all " + (fresh ? "new: " : "known: ") + reply);
        }
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void print(String key, double value) {
        System.out.printf(Locale.ROOT, "%s=%.3f%n", key, value);
    }
}
