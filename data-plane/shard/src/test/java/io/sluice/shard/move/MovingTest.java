package io.sluice.shard.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Message move tasks, on real shards, from the beginning to the end. */
class MovingTest {
    private static final Duration LEASE = Duration.ofSeconds(31);

    private Rig rig;
    private Topic letters;
    private Topic orders;
    private Topic other;

    @BeforeEach
    void begin() throws Exception {
        rig = new Rig(2);
        letters = rig.topic("letters", 0, 1);
        orders = rig.topic("orders", 1, 2, 1, Optional.of(letters));
        other = rig.topic("other", 1, 3);
    }

    @Test
    void messagesGoBackToTheTopicThatParkedThem() throws Exception {
        Topic bills = rig.topic("bills", 0, 4, 1, Optional.of(letters));
        park(orders, "a", "b");
        park(bills, "c");

        assertThat(start(null, 0)).isEqualTo(Result.ok(1L));
        rig.run();

        assertThat(Rig.bodies(rig.receive(orders, 10))).containsExactlyInAnyOrder("a", "b");
        assertThat(Rig.bodies(rig.receive(bills, 10))).containsExactly("c");
        assertThat(rig.receive(letters, 10)).isEmpty();
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(3L, MoveTask::moved);
    }

    @Test
    void movedMessageIsANewOne() throws Exception {
        park(orders, "a");
        Delivery parked = rig.receive(letters, 1).getFirst();
        assertThat(parked.parkedFrom()).isEqualTo("orders");
        rig.pass(LEASE);

        start(other, 0);
        rig.run();

        Delivery moved = rig.receive(other, 1).getFirst();
        assertThat(moved.message().id()).isNotEqualTo(parked.message().id());
        assertThat(moved.message().body()).isEqualTo(parked.message().body());
        assertThat(moved.receives()).isEqualTo(1);
        assertThat(moved.parkedFrom()).isNull();
        assertThat(moved.sentAt()).isAfter(parked.sentAt().plus(LEASE));
    }

    @Test
    void whatIsInFlightStays() throws Exception {
        park(orders, "a", "b");
        List<Delivery> held = rig.receive(letters, 1);

        start(other, 0);
        rig.run();

        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(1L, MoveTask::toMove);
        assertThat(rig.ack(letters, held)).containsExactly(Optional.empty());
        assertThat(rig.receive(other, 10)).hasSize(1);
    }

    @Test
    void untouchedBacklogIsMovedInBoundedPieces() throws Exception {
        for (int i = 0; i < 200; i++) {
            rig.send(letters, batch(i * 10, 10));
        }
        start(other, 0);
        long heaviest = 0;
        for (int i = 0; i < 2_000 && task().state() == MoveTask.State.RUNNING; i++) {
            rig.pass(Duration.ofMillis(1));
            heaviest = Math.max(heaviest, rig.shards.getFirst().gauges().unackedBytes());
        }
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(2_000L, MoveTask::moved);
        assertThat(heaviest).isLessThan(1_100 * 256);
        assertThat(drain(other)).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void paceIsNeverExceeded() throws Exception {
        rig.send(letters, batch(0, 10));
        start(other, 3);
        rig.run();
        List<Integer> arrived = new ArrayList<>();
        for (int tenth = 0; tenth < 40; tenth++) {
            arrived.add(rig.receive(other, 10).size());
            rig.pass(Duration.ofMillis(100));
        }
        for (int from = 0; from + 10 <= arrived.size(); from++) {
            assertThat(arrived.subList(from, from + 10).stream()
                            .mapToInt(n -> n)
                            .sum())
                    .isLessThanOrEqualTo(3);
        }
        assertThat(task().moved()).isEqualTo(10);
    }

    @Test
    void taskGoesOnAfterTheProcessDied() throws Exception {
        for (int i = 0; i < 10; i++) {
            rig.send(letters, batch(i * 10, 10));
        }
        start(other, 20);
        int crashes = 0;
        while (task().state() == MoveTask.State.RUNNING) {
            rig.pass(Duration.ofMillis(700));
            if (crashes == 2) {
                rig.shards.getFirst().snapshotNow();
            }
            rig.crash(++crashes);
        }
        assertThat(crashes).isGreaterThan(5);
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(100L, MoveTask::moved);
        assertThat(drain(other)).hasSize(100).doesNotHaveDuplicates();
        assertThat(rig.receive(letters, 10)).isEmpty();
    }

    @Test
    void cancelledTaskLeavesTheRest() throws Exception {
        rig.send(letters, batch(0, 10));
        start(other, 1);
        passFinely(25);

        assertThat(rig.await(rig.moves.cancel(Rig.CALLER, letters, 1))).isEqualTo(Result.ok(3L));
        rig.pass(Duration.ofSeconds(20));

        assertThat(task()).returns(MoveTask.State.CANCELLED, MoveTask::state).returns(3L, MoveTask::moved);
        assertThat(rig.receive(other, 10)).hasSize(3);
        assertThat(rig.receive(letters, 10)).hasSize(7);
        assertThat(rig.await(rig.moves.cancel(Rig.CALLER, letters, 1)))
                .isEqualTo(Result.refused(new Rejection.MoveNotRunning()));
        assertThat(rig.await(rig.moves.cancel(Rig.CALLER, letters, 2)))
                .isEqualTo(Result.refused(new Rejection.NoSuchMove()));
    }

    @Test
    void taskFailsWhenItsTargetGoes() throws Exception {
        rig.send(letters, batch(0, 10));
        start(other, 1);
        passFinely(25);
        rig.delete(other);
        rig.pass(Duration.ofSeconds(5));

        assertThat(task())
                .returns(MoveTask.State.FAILED, MoveTask::state)
                .returns(3L, MoveTask::moved)
                .returns(Optional.of(MoveTask.Failure.TARGET_GONE), MoveTask::failure);
        assertThat(rig.receive(letters, 10)).hasSize(7);
        assertThat(rig.shards.getFirst().gauges().missingTargets()).isEmpty();
    }

    @Test
    void taskFailsWhenTheKeyOfEitherSideIsDisabledAndNothingIsLost() throws Exception {
        for (Topic locked : List.of(letters, other)) {
            rig.send(letters, batch(0, 10));
            start(other, 1);
            passFinely(25);
            rig.locked.put(locked.name(), MoveTask.Failure.KEY_DISABLED);
            rig.pass(Duration.ofSeconds(5));

            assertThat(task())
                    .returns(MoveTask.State.FAILED, MoveTask::state)
                    .returns(3L, MoveTask::moved)
                    .returns(Optional.of(MoveTask.Failure.KEY_DISABLED), MoveTask::failure);
            rig.crash(1);
            assertThat(task().failure()).contains(MoveTask.Failure.KEY_DISABLED);
            rig.locked.clear();
            start(other, 0);
            rig.pass(Duration.ofSeconds(1));
            assertThat(task().state()).isEqualTo(MoveTask.State.COMPLETED);
            assertThat(drain(other)).containsExactlyInAnyOrder(batch(0, 10));
            assertThat(rig.receive(letters, 10)).isEmpty();
        }
    }

    @Test
    void taskThatBringsMessagesBackFailsAtTheFirstThatCameFromAQueueWithoutItsKey() throws Exception {
        park(orders, "a", "b");
        rig.locked.put(orders.name(), MoveTask.Failure.NO_SUCH_KEY);
        start(null, 0);
        rig.pass(Duration.ofSeconds(1));

        assertThat(task())
                .returns(MoveTask.State.FAILED, MoveTask::state)
                .returns(0L, MoveTask::moved)
                .returns(Optional.of(MoveTask.Failure.NO_SUCH_KEY), MoveTask::failure);
        assertThat(drain(letters)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void messageFromNowhereEndsATaskThatBringsMessagesBack() throws Exception {
        park(orders, "a");
        rig.send(letters, "sent here");
        start(null, 0);
        rig.pass(Duration.ofSeconds(1));

        assertThat(task())
                .returns(MoveTask.State.FAILED, MoveTask::state)
                .returns(Optional.of(MoveTask.Failure.NO_ORIGIN), MoveTask::failure);
        assertThat(drain(letters)).contains("sent here");
    }

    @Test
    void messageFromNowhereKeepsNoParkedOneFromGoing() throws Exception {
        for (int i = 0; i < 3; i++) {
            park(orders, batch(i * 10, 10));
        }
        rig.send(letters, "sent here");
        start(null, 20);
        rig.pass(Duration.ofMillis(500));
        rig.send(letters, "sent here later");
        passFinely(30);

        assertThat(task())
                .returns(MoveTask.State.FAILED, MoveTask::state)
                .returns(Optional.of(MoveTask.Failure.NO_ORIGIN), MoveTask::failure)
                .returns(30L, MoveTask::moved);
        assertThat(drain(letters)).containsExactlyInAnyOrder("sent here", "sent here later");
    }

    @Test
    void topicsHaveOneTaskAtATimeAndRememberTen() throws Exception {
        rig.send(letters, "a", "b");
        start(other, 1);
        assertThat(start(other, 1)).isEqualTo(Result.refused(new Rejection.MoveUnderWay()));
        rig.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 12; i++) {
            start(orders, 0);
        }
        List<MoveTask> kept = Rig.ok(rig.await(rig.moves.list(Rig.CALLER, letters, 100)));
        assertThat(kept).extracting(MoveTask::number).containsExactly(13L, 12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L);
        assertThat(kept).extracting(MoveTask::state).containsOnly(MoveTask.State.COMPLETED);
        rig.crash(1);
        assertThat(Rig.ok(rig.await(rig.moves.list(Rig.CALLER, letters, 100)))).isEqualTo(kept);
    }

    @Test
    void purgeEndsATask() throws Exception {
        rig.send(letters, batch(0, 10));
        start(other, 1);
        rig.pass(Duration.ofMillis(1_500));
        rig.purge(letters);
        rig.pass(Duration.ofSeconds(2));
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(2L, MoveTask::moved);
    }

    private void park(Topic source, String... bodies) throws IOException {
        rig.send(source, bodies);
        rig.receive(source, 10);
        rig.pass(LEASE);
    }

    /** A clock that is looked at seldom would move less than it may. */
    private void passFinely(int tenths) throws IOException {
        for (int i = 0; i < tenths; i++) {
            rig.pass(Duration.ofMillis(100));
        }
    }

    private Result<Long> start(@Nullable Topic destination, int perSecond) throws IOException {
        return rig.await(rig.moves.start(Rig.CALLER, letters, destination, perSecond));
    }

    private MoveTask task() throws IOException {
        return Rig.ok(rig.await(rig.moves.list(Rig.CALLER, letters, 1))).getFirst();
    }

    private List<String> drain(Topic topic) throws IOException {
        List<String> bodies = new ArrayList<>();
        List<Delivery> some = rig.receive(topic, 10);
        while (!some.isEmpty()) {
            bodies.addAll(Rig.bodies(some));
            rig.ack(topic, some);
            some = rig.receive(topic, 10);
        }
        return bodies;
    }

    private static String[] batch(int from, int count) {
        String[] bodies = new String[count];
        for (int i = 0; i < count; i++) {
            bodies[i] = "m" + (from + i);
        }
        return bodies;
    }
}
