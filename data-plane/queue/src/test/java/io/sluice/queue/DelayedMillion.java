package io.sluice.queue;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.StateImage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A program of its own, for a heap of its own: a million messages come in over a thousand seconds, each with its own delay of
 * up to three days, as the worst producer would send them; a restart in between; then a consumer gets each one. Prints what they
 * weighed, and how many the consumer got.
 */
public final class DelayedMillion {
    public static final int MESSAGES = 1_000_000;

    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long MAX_DELAY_MS = 3 * 86_400_000L;
    private static final long DRAIN_MS = 60_000;

    private DelayedMillion() {}

    public static void main(String[] arguments) {
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000);
        state.apply(new Command.Configure(
                QUEUE,
                1,
                new TopicRules(new TenantId(100), "reminders", 30_000, 0, 5 * 86_400_000L, 1 << 18, Optional.empty())));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MESSAGES; i++) {
            state.advance(state.timeMs() + 1);
            long delayMs = MESSAGES + random.nextLong(MAX_DELAY_MS);
            state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[0], 1, delayMs))));
        }
        long weight = state.weight();
        state = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
        if (state.weight() != weight) {
            throw new IllegalStateException("weighs " + state.weight() + " after a restart, not " + weight);
        }
        long received = 0;
        TopicState topic = Objects.requireNonNull(state.topic(QUEUE));
        while (topic.delayed() > 0) {
            state.advance(state.timeMs() + DRAIN_MS);
            received += drain(state, topic);
        }
        System.out.println(weight + " " + received);
    }

    private static long drain(ShardState state, TopicState topic) {
        Reserved reserved = topic.reserve(Integer.MAX_VALUE, true);
        long[] offsets = reserved.offsets();
        int[] ones = new int[offsets.length];
        Arrays.fill(ones, 1);
        state.apply(new Command.Receive(QUEUE, 30_000, offsets, ones, new long[offsets.length]));
        state.apply(new Command.Ack(QUEUE, offsets, ones));
        topic.release(reserved);
        return offsets.length;
    }
}
