package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What producers and consumers see of FIFO topics. */
final class FifoTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Rig rig;
    private final Topic topic;

    FifoTest() throws Exception {
        rig = new Rig(2);
        topic = topic(1, 0, Fifo.Scope.TOPIC, Optional.empty());
    }

    @Test
    void groupIsDeliveredInOrderAndLockedUntilItsAck() throws Exception {
        send("a", "1", "x");
        send("a", "2", "y");
        send("b", "3", "z");
        List<Delivery> first = rig.receive(topic, 1);
        assertThat(Rig.bodies(first)).containsExactly("x");
        assertThat(first.getFirst().message().group()).isEqualTo("a");
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("z");
        rig.ack(topic, first);
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("y");
    }

    @Test
    void repeatIsToldOfTheFirstAlsoAfterACrash() throws Exception {
        Sent first = send("a", "1", "x");
        assertThat(send("a", "1", "other")).isEqualTo(first);
        rig.crash(1);
        assertThat(send("b", "1", "x")).isEqualTo(first);
        rig.ack(topic, rig.receive(topic, 10));
        rig.pass(Duration.ofMinutes(5));
        Sent later = send("a", "1", "again");
        assertThat(later.sequence()).isGreaterThan(first.sequence());
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("again");
    }

    @Test
    void deduplicationByGroupKeepsGroupsApart() throws Exception {
        Topic byGroup = topic(5, 0, Fifo.Scope.GROUP, Optional.empty());
        Sent one = send(byGroup, "a", "1", "x");
        assertThat(send(byGroup, "b", "1", "y")).isNotEqualTo(one);
        assertThat(send(byGroup, "a", "1", "z")).isEqualTo(one);
    }

    @Test
    void waitingPollIsFedWhenAnAckFreesTheGroup() throws Exception {
        send("a", "1", "x");
        send("a", "2", "y");
        List<Delivery> first = rig.receive(topic, 1);
        Poll waiting = rig.poll(topic, 10, Duration.ofSeconds(20));
        rig.run();
        assertThat(waiting.deliveries().toCompletableFuture().isDone()).isFalse();
        rig.ack(topic, first);
        assertThat(Rig.bodies(Rig.ok(rig.await(waiting.deliveries())))).containsExactly("y");
    }

    @Test
    void whoIsGoneLeavesTheGroupInOrder() throws Exception {
        for (int i = 0; i < 5; i++) {
            send("a", "n" + i, "m" + i);
        }
        Poll gone = rig.poll(topic, 3, Duration.ZERO);
        rig.await(gone.deliveries());
        gone.abandon();
        rig.run();
        List<Delivery> all = rig.receive(topic, 10);
        assertThat(Rig.bodies(all)).containsExactly("m0", "m1", "m2", "m3", "m4");
        assertThat(all.getFirst().receives()).isEqualTo(1);
    }

    @Test
    void repeatedAttemptGetsTheSameReceipts() throws Exception {
        send("a", "1", "x");
        send("b", "2", "y");
        List<Delivery> first = attempt("one");
        rig.pass(LEASE.minusSeconds(1));
        rig.crash(2);
        List<Delivery> again = attempt("one");
        assertThat(again).extracting(Delivery::receipt).isEqualTo(receipts(first));
        assertThat(again.getFirst().receives()).isEqualTo(1);
        rig.pass(LEASE.minusSeconds(1));
        assertThat(attempt("another")).as("leased anew").isEmpty();
        rig.ack(topic, first.subList(0, 1));
        assertThat(attempt("one")).as("acked since").isEmpty();
    }

    @Test
    void attemptIsOfWhoMadeItAndOfItsNumberOfMessages() throws Exception {
        send("a", "1", "x");
        send("a", "2", "y");
        List<Delivery> first = attempt("one");
        assertThat(first).hasSize(2);
        assertThat(attempt(new Caller(new TenantId(222_222_222_222L), "222222222222"), 10, "one"))
                .as("another account")
                .isEmpty();
        assertThat(attempt(new Caller(Rig.TENANT, "ann"), 10, "one"))
                .as("a user")
                .isEmpty();
        assertThat(attempt(Rig.CALLER, 1, "one")).as("no more than it wants").isEmpty();
        assertThat(attempt("one")).extracting(Delivery::receipt).isEqualTo(receipts(first));
    }

    @Test
    void expiredReceiptIsToldSo() throws Exception {
        send("a", "1", "x");
        List<Delivery> first = rig.receive(topic, 1);
        rig.pass(LEASE);
        assertThat(rig.ack(topic, first)).containsExactly(Optional.of(new Rejection.LeaseEnded()));
        List<Delivery> second = rig.receive(topic, 1);
        assertThat(rig.ack(topic, second)).containsExactly(Optional.empty());
        assertThat(rig.ack(topic, second)).containsExactly(Optional.empty());
        assertThat(rig.ack(topic, first)).containsExactly(Optional.of(new Rejection.LeaseEnded()));
    }

    @Test
    void deadLettersKeepTheirGroupsAndTheirOrderOnAnotherShard() throws Exception {
        Topic dead = topic(6, 1, Fifo.Scope.TOPIC, Optional.empty());
        Topic source = topic(7, 0, Fifo.Scope.TOPIC, Optional.of(dead));
        Instant begun = Instant.ofEpochMilli(rig.time.wallMs());
        for (int i = 0; i < 4; i++) {
            send(source, i % 2 == 0 ? "a" : "b", "n" + i, "m" + i);
        }
        for (int round = 0; round < 2; round++) {
            rig.receive(source, 1);
            rig.receive(source, 1);
            rig.pass(LEASE.plusSeconds(2));
        }
        List<Delivery> one = rig.receive(dead, 1);
        assertThat(Rig.bodies(one)).containsExactly("m0");
        assertThat(one.getFirst().receivesElsewhere()).isEqualTo(1);
        assertThat(Duration.between(begun, one.getFirst().sentAt()))
                .as("its retention begins anew")
                .isGreaterThanOrEqualTo(LEASE);
        assertThat(one.getFirst().message().deduplicationId())
                .isEqualTo(one.getFirst().message().id().toString());
        assertThat(Rig.bodies(rig.receive(dead, 1))).containsExactly("m1");
        assertThat(rig.receive(dead, 10))
                .as("both groups are locked there, too")
                .isEmpty();
        rig.ack(dead, one);
        assertThat(Rig.bodies(rig.receive(dead, 10))).containsExactly("m2");
    }

    private static List<io.sluice.model.Receipt> receipts(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::receipt).toList();
    }

    private List<Delivery> attempt(String name) throws Exception {
        return attempt(Rig.CALLER, 10, name);
    }

    private List<Delivery> attempt(Caller caller, int max, String name) throws Exception {
        Want want = new Want(max, Optional.of(LEASE), Optional.of(Duration.ZERO), name);
        return Rig.ok(rig.await(rig.messaging.receive(caller, topic, want).deliveries()));
    }

    private Sent send(String group, @Nullable String id, String body) throws Exception {
        return send(topic, group, id, body);
    }

    private Sent send(Topic to, String group, @Nullable String id, String body) throws Exception {
        Outgoing message =
                new Outgoing(body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), group, id, null);
        return Rig.ok(rig.await(rig.messaging.send(Rig.CALLER, to, List.of(message))))
                .getFirst();
    }

    private Topic topic(long incarnation, int shard, Fifo.Scope scope, Optional<Topic> deadLetters) throws Exception {
        TopicConfig config = new TopicConfig(
                LEASE,
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1 << 20,
                deadLetters.map(to ->
                        new DeadLetterPolicy(Rig.TENANT, to.name(), to.places().getFirst(), 1)),
                Optional.of(new Fifo(scope)),
                Map.of());
        Place place = new Place(PartitionId.of(incarnation, 0), shard);
        Topic made = new Topic(
                Rig.TENANT,
                incarnation + ".fifo",
                incarnation,
                List.of(place),
                config,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
        rig.configure(made);
        return made;
    }
}
