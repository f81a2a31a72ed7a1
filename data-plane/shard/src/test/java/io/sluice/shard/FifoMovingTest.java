package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.shard.door.LocalRedrives;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Message move tasks of FIFO topics, on real shards, from the beginning to the end. */
class FifoMovingTest {
    private static final Duration LEASE = Duration.ofSeconds(31);

    private final Rig rig;
    private final Topic letters;
    private final Topic orders;
    private int named;

    FifoMovingTest() throws Exception {
        rig = new Rig(2);
        letters = topic("letters.fifo", 1, 0, Optional.empty());
        orders = topic("orders.fifo", 2, 1, Optional.of(letters));
    }

    @Test
    void deadLettersGoBackInTheOrderOfTheirGroups() throws Exception {
        park("a", 12);
        park("b", 3);
        send(orders, "a", "new");
        assertThat(start(null, 0)).isEqualTo(Result.ok(1L));
        rig.pass(Duration.ofSeconds(3));

        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(15L, MoveTask::moved);
        List<String> all = drain(orders);
        assertThat(all)
                .filteredOn(body -> !body.startsWith("b"))
                .containsExactly("new", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11");
        assertThat(all).filteredOn(body -> body.startsWith("b")).containsExactly("b0", "b1", "b2");
        assertThat(drain(letters)).isEmpty();
    }

    @Test
    void movedMessageIsANewOneAndNoRepeat() throws Exception {
        Sent sent = send(orders, "a", "once", "x");
        rig.receive(orders, 1);
        rig.pass(LEASE);
        start(null, 0);
        rig.pass(Duration.ofSeconds(1));

        assertThat(send(orders, "a", "once", "x")).as("within five minutes").isEqualTo(sent);
        Delivery moved = rig.receive(orders, 10).getFirst();
        assertThat(moved.message().id()).isNotEqualTo(sent.id());
        assertThat(moved.message().group()).isEqualTo("a");
        assertThat(moved.message().deduplicationId()).isEqualTo(sent.id().toString());
        assertThat(moved.parkedFrom()).isNull();
    }

    @Test
    void taskGoesOnInOrderAfterTheProcessDied() throws Exception {
        park("a", 10);
        park("b", 10);
        start(null, 5);
        int crashes = 0;
        while (task().state() == MoveTask.State.RUNNING && crashes < 100) {
            rig.pass(Duration.ofMillis(700));
            if (crashes == 2) {
                rig.shards.getFirst().snapshotNow();
            }
            rig.crash(++crashes);
        }
        assertThat(crashes).isBetween(4, 99);
        List<String> all = drain(orders);
        assertThat(all).hasSize(20).doesNotHaveDuplicates();
        for (String group : List.of("a", "b")) {
            assertThat(all.stream()
                            .filter(body -> body.startsWith(group))
                            .map(body -> Integer.valueOf(body.substring(1))))
                    .isSorted();
        }
    }

    @Test
    void whatStandsBehindALeasedMessageWaitsForIt() throws Exception {
        park("a", 2);
        List<Delivery> held = rig.receive(letters, 1);
        start(null, 0);
        rig.pass(Duration.ofSeconds(5));
        assertThat(task()).returns(MoveTask.State.RUNNING, MoveTask::state).returns(0L, MoveTask::moved);
        rig.ack(letters, held);
        rig.pass(Duration.ofSeconds(2));
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(1L, MoveTask::moved);
        assertThat(drain(orders)).containsExactly("a1");
    }

    @Test
    void cancelledTaskLeavesTheRestInOrder() throws Exception {
        park("a", 6);
        start(null, 1);
        rig.pass(Duration.ofMillis(2_500));
        rig.await(rig.moves.cancel(Rig.CALLER, letters, 1));
        rig.pass(Duration.ofSeconds(20));
        assertThat(task().state()).isEqualTo(MoveTask.State.CANCELLED);
        List<String> moved = drain(orders);
        List<String> all = new ArrayList<>(moved);
        all.addAll(drain(letters));
        assertThat(moved).hasSize((int) task().moved());
        assertThat(all).containsExactly("a0", "a1", "a2", "a3", "a4", "a5");
    }

    @Test
    void chosenMessagesGoAndTheOthersStayInOrder() throws Exception {
        Topic other = topic("other.fifo", 3, 1, Optional.empty());
        for (int i = 0; i < 5; i++) {
            send(letters, "a", "a" + i);
        }
        Result<Redrives.Redriven> done =
                rig.await(new LocalRedrives(rig.shards).redrive(Rig.CALLER, letters, other, List.of(3L, 1L, 9L)));
        assertThat(done).isEqualTo(Result.ok(new Redrives.Redriven(1, 2, 1)));
        rig.pass(Duration.ofSeconds(1));
        assertThat(drain(other)).containsExactly("a1", "a3");
        assertThat(drain(letters)).containsExactly("a0", "a2", "a4");
    }

    private void park(String group, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            send(orders, group, group + i);
        }
        for (int left = count; left > 0; ) {
            left -= rig.receive(orders, 10).size();
            rig.pass(LEASE);
        }
    }

    private List<String> drain(Topic topic) throws Exception {
        List<String> all = new ArrayList<>();
        List<Delivery> some = rig.receive(topic, 10);
        while (!some.isEmpty()) {
            all.addAll(Rig.bodies(some));
            rig.ack(topic, some);
            some = rig.receive(topic, 10);
        }
        return all;
    }

    private Result<Long> start(@Nullable Topic destination, int perSecond) throws Exception {
        return rig.await(rig.moves.start(Rig.CALLER, letters, destination, perSecond));
    }

    private MoveTask task() throws Exception {
        return Rig.ok(rig.await(rig.moves.list(Rig.CALLER, letters, 1))).getFirst();
    }

    private void send(Topic to, String group, String body) throws Exception {
        send(to, group, "n" + ++named, body);
    }

    private Sent send(Topic to, String group, String id, String body) throws Exception {
        Outgoing message =
                new Outgoing(body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), group, id, null);
        return Rig.ok(rig.await(rig.messaging.send(Rig.CALLER, to, List.of(message))))
                .getFirst();
    }

    private Topic topic(String name, long incarnation, int shard, Optional<Topic> deadLetters) throws Exception {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1 << 20,
                deadLetters.map(to ->
                        new DeadLetterPolicy(Rig.TENANT, to.name(), to.places().getFirst(), 1)),
                Optional.of(new Fifo(Fifo.Scope.TOPIC)),
                Map.of());
        Place place = new Place(PartitionId.of(incarnation, 0), shard);
        Topic made = new Topic(Rig.TENANT, name, incarnation, List.of(place), config, 1, Instant.EPOCH, Instant.EPOCH);
        rig.configure(made);
        rig.origins.put(name, place);
        return made;
    }
}
