package io.sluice.shard.look;

import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.look.Lag;
import io.sluice.shard.LogTime;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Goes round the topics every few seconds, a few pages at a step, for those that are furthest behind. */
public final class LagWatch {
    /** Topics that are named, so that a million queues do not make a million lines. */
    private static final int MAX_NAMED = 16;

    private static final long EVERY_MS = 10_000;
    private static final int PAGES_A_STEP = 16;
    /** Entries of a topic that are looked at for its oldest. */
    private static final int LOOKS = 64;

    private final ShardState state;
    private final LogTime time;
    private volatile ShardLag last = ShardLag.NONE;
    private long nextMs;
    private int page;
    private long[] sums = new long[4];
    private PriorityQueue<TopicLag> worst = youngestFirst();

    public LagWatch(ShardState state, LogTime time) {
        this.state = state;
        this.time = time;
    }

    /** From any thread. */
    public ShardLag last() {
        return last;
    }

    /** When it is worth a step; where nobody was behind, the next one that comes will do. */
    public long nextLookMs() {
        return last.isNone() ? Long.MAX_VALUE : nextMs;
    }

    public boolean consider(long nowMs) {
        if (nowMs < nextMs) {
            return false;
        }
        long logMs = time.nowMs();
        for (int i = 0; i < PAGES_A_STEP && page < ShardState.TOPIC_PAGES; i++) {
            state.eachTopicOfPage(page++, topic -> see(topic, logMs));
        }
        if (page == ShardState.TOPIC_PAGES) {
            report();
            nextMs = nowMs + EVERY_MS;
        }
        return true;
    }

    private void see(TopicState topic, long logMs) {
        Lag lag = Lag.of(topic, LOOKS);
        sums[0] += lag.ready();
        sums[1] += lag.leased();
        sums[2] += lag.delayed();
        sums[3] += lag.parking();
        if (lag.oldestReadyMs() == 0) {
            return;
        }
        long ageMs = Math.max(0, logMs - lag.oldestReadyMs());
        if (worst.size() < MAX_NAMED || worst.element().ageMs() < ageMs) {
            worst.add(new TopicLag(topic.rules().tenant(), topic.rules().name(), lag, ageMs));
            if (worst.size() > MAX_NAMED) {
                worst.remove();
            }
        }
    }

    private void report() {
        var named = worst.stream()
                .sorted(Comparator.comparingLong(TopicLag::ageMs).reversed())
                .toList();
        long ageMs = named.isEmpty() ? 0 : named.getFirst().ageMs();
        last = new ShardLag(sums[0], sums[1], sums[2], sums[3], ageMs, named);
        page = 0;
        sums = new long[4];
        worst = youngestFirst();
    }

    private static PriorityQueue<TopicLag> youngestFirst() {
        return new PriorityQueue<>(MAX_NAMED + 1, Comparator.comparingLong(TopicLag::ageMs));
    }
}
