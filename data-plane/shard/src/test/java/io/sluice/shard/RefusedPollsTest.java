package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A receive that is refused leaves what it had spoken for to those who wait behind it. */
final class RefusedPollsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Rejection LOCKED = new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING);
    private static final Rejection NO_MEMORY =
            new Rejection.Throttled(Rejection.Throttled.Cause.MEMORY, Duration.ofSeconds(1));
    /** So many bytes of bodies may be on their way through the log for receives. */
    private static final int HANDING_BYTES = 16 << 20;

    private static final int LARGE_BYTES = 1 << 20;

    @Test
    void nextOneIsServedWhenMemoryIsFreeAgain() throws Exception {
        Rig rig = new Rig(1);
        rig.largeBytes = 1_000;
        rig.crash(1);
        Topic other = rig.topic("other", 0, 1);
        Topic topic = rig.topic("orders", 0, 2);
        String large = "x".repeat(LARGE_BYTES);
        for (int i = 0; i < HANDING_BYTES / LARGE_BYTES - 1; i++) {
            rig.send(other, large);
        }
        rig.send(topic, large);
        var all = rig.poll(other, 10, PATIENCE).deliveries();
        var rest = rig.poll(other, 10, PATIENCE).deliveries();
        step(rig, 2); // these are in the log, which writes nothing for now
        var first = rig.poll(topic, 1, PATIENCE).deliveries();
        var second = rig.poll(topic, 1, PATIENCE).deliveries();
        var third = rig.poll(topic, 1, PATIENCE).deliveries();
        step(rig, 2);
        assertThat(isAnswered(all, rest, first, second, third)).containsExactly(false, false, true, false, false);
        assertThat(rig.await(first)).isEqualTo(Result.refused(NO_MEMORY));
        assertThat(isAnswered(all, rest, second, third)).containsExactly(true, true, true, false);
        assertThat(Rig.bodies(Rig.ok(rig.await(second)))).containsExactly(large);
    }

    @Test
    void allWhoWaitAreToldThatTheKeyIsMissing() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        new Backlog(rig, topic).sendAll();
        rig.keys.lock(Rig.TENANT);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.crash(1);
        rig.pass(Duration.ofSeconds(10)); // whatever leaves memory now is no more open than it was
        rig.keys.unlock(Rig.TENANT);
        var first = rig.poll(topic, Backlog.MESSAGES, PATIENCE).deliveries();
        var second = rig.poll(topic, 1, PATIENCE).deliveries();
        var third = rig.poll(topic, 1, PATIENCE).deliveries();
        step(rig, 1);
        assertThat(isAnswered(first, second, third)).as("it is being read").containsOnly(false);
        rig.keys.lock(Rig.TENANT);
        rig.run();
        assertThat(isAnswered(first, second, third)).containsOnly(true);
        for (var poll : List.of(first, second, third)) {
            assertThat(rig.await(poll)).isEqualTo(Result.refused(LOCKED));
        }
    }

    private static void step(Rig rig, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            rig.shards.getFirst().step();
        }
    }

    private static List<Boolean> isAnswered(CompletionStage<?>... polls) {
        return Arrays.stream(polls)
                .map(poll -> poll.toCompletableFuture().isDone())
                .toList();
    }
}
