package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.model.Effect;
import io.sluice.model.Fifo;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An object store that takes reads and does not answer, or late, holds up only what nobody else has. */
final class StoreHangsTest {
    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);
    private static final Result<List<Delivery>> UNAVAILABLE = Result.refused(new Rejection.Unavailable(Effect.NONE));
    /** In which whoever waits for the store looks past it. */
    private static final Duration SOON = Duration.ofMillis(2_500);

    private static final Duration STEP = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofSeconds(20);
    /** Of a store that is slow, and no more. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final ArrayDeque<Read> reads = new ArrayDeque<>();
    private Duration takes = Duration.ZERO;
    private Rig rig;
    private Topic topic;
    private Backlog backlog;

    private record Read(long dueNs, Runnable task) {}

    @BeforeEach
    void nothingStaysOnDisk() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.hotBytes = 1;
        rig.farReads = task -> reads.add(new Read(rig.time.monoNs() + takes.toNanos(), task));
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
        backlog = new Backlog(rig, topic);
    }

    @Test
    void receiveLooksPastTheStoreAfterAShortWhile() throws Exception {
        leave();
        takes = FOR_EVER;
        rig.send(topic, "new");
        var first = receive(Duration.ZERO);
        assertThat(first).as("it may be a slow read").isNotDone();
        pass(SOON);
        List<Delivery> got = Rig.ok(rig.await(first));
        assertThat(got).isNotEmpty();
        rig.ack(topic, got);
        assertThat(take()).as("nobody waits for it again").endsWith("new");
    }

    @Test
    void whatDidNotComeIsNeitherLeasedNorCounted() throws Exception {
        leave();
        takes = FOR_EVER;
        pass(SOON);
        var first = receive(Duration.ZERO);
        pass(SOON);
        rig.ack(topic, Rig.ok(rig.await(first)));
        take();
        pass(Duration.ofSeconds(10)); // stored bytes are metered by then
        var usage = rig.await(rig.usage.usage(Rig.TENANT));
        List<CompletableFuture<Result<List<Delivery>>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(receive(Duration.ofSeconds(i % 2)));
        }
        pass(SOON);
        for (var one : waiting) {
            assertThat(rig.await(one)).isEqualTo(UNAVAILABLE);
        }
        assertThat(rig.await(rig.usage.usage(Rig.TENANT)).total().opsOut())
                .isEqualTo(usage.total().opsOut());
        comeBack();
        assertThat(takeAll()).allSatisfy(one -> assertThat(one.receives()).isEqualTo(1));
    }

    @Test
    void lateAnswerBringsBackAtOnceWhatWasPassedOver() throws Exception {
        leave();
        takes = FOR_EVER;
        var first = receive(Duration.ZERO);
        pass(SOON);
        rig.ack(topic, Rig.ok(rig.await(first)));
        int near = take().size() + 10;
        var waiting = receive(LONG);
        pass(Duration.ofSeconds(10));
        assertThat(waiting).isNotDone();
        reads.remove().task.run();
        rig.run();
        assertThat(Rig.bodies(Rig.ok(rig.await(waiting)))).hasSize(10).allMatch(body -> body.startsWith("m"));
        rig.ack(topic, Rig.ok(rig.await(waiting)));
        comeBack();
        assertThat(takeAll()).hasSize(Backlog.MESSAGES - near - 10);
    }

    @Test
    void waitingReceiveGetsWhatIsSentMeanwhile() throws Exception {
        leave();
        takes = FOR_EVER;
        var first = receive(Duration.ZERO);
        pass(SOON);
        rig.ack(topic, Rig.ok(rig.await(first)));
        take();
        var waiting = receive(LONG);
        pass(Duration.ofSeconds(5));
        rig.send(topic, "new");
        assertThat(Rig.bodies(Rig.ok(rig.await(waiting)))).containsExactly("new");
    }

    @Test
    void groupOfTheStoreIsHeldAndOthersGoOn() throws Exception {
        topic = fifo();
        for (int i = 0; i < 200; i++) {
            send("old", "old" + i + Backlog.PADDING);
        }
        rig.pass(OLD_ENOUGH);
        rig.crash(9);
        takes = FOR_EVER;
        send("old", "behind");
        send("new", "new0");
        send("new", "new1");
        var first = receive(Duration.ZERO);
        pass(SOON);
        List<String> got = new ArrayList<>(Rig.bodies(Rig.ok(rig.await(first))));
        rig.ack(topic, Rig.ok(rig.await(first)));
        got.addAll(take());
        assertThat(got).containsSubsequence("new0", "new1").doesNotContain("behind");
        comeBack();
        List<String> rest = Rig.bodies(takeAll());
        assertThat(rest).hasSize(203 - got.size()).endsWith("behind");
        assertThat(rest.stream().limit(rest.size() - 1).map(StoreHangsTest::number))
                .isSorted();
    }

    /** In seconds: how long each receive waits. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void slowStoreStarvesNoMessage(int wait) throws Exception {
        leave();
        takes = SLOW;
        assertThat(Rig.bodies(takeSlowly(Duration.ofSeconds(wait), Backlog.MESSAGES)))
                .hasSize(Backlog.MESSAGES)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void slowStoreKeepsTheOrderOfGroups(int wait) throws Exception {
        topic = fifo();
        for (int i = 0; i < 400; i++) {
            send("group" + i % 2, "old" + i + Backlog.PADDING);
        }
        rig.pass(OLD_ENOUGH);
        rig.crash(9);
        takes = SLOW;
        List<Integer> got = Rig.bodies(takeSlowly(Duration.ofSeconds(wait), 400)).stream()
                .map(StoreHangsTest::number)
                .toList();
        assertThat(got).hasSize(400);
        assertThat(got.stream().filter(i -> i % 2 == 0)).isSorted();
        assertThat(got.stream().filter(i -> i % 2 == 1)).isSorted();
    }

    @Test
    void largeBodyOfAStoreThatHangsIsPassedOver() throws Exception {
        String large = largeBodies(2);
        takes = FOR_EVER;
        rig.send(topic, "small");
        var first = receive(Duration.ZERO);
        pass(SOON);
        assertThat(Rig.bodies(Rig.ok(rig.await(first)))).containsExactly("small");
        rig.ack(topic, Rig.ok(rig.await(first)));
        comeBack();
        assertThat(Rig.bodies(takeAll())).containsExactly(large, large);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void slowStoreStarvesNoLargeBody(int wait) throws Exception {
        String large = largeBodies(12);
        takes = SLOW;
        assertThat(Rig.bodies(takeSlowly(Duration.ofSeconds(wait), 12)))
                .hasSize(12)
                .containsOnly(large);
    }

    /** Old messages are in the store alone; the last ones of the backlog are in memory. */
    private void leave() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        rig.crash(9);
        assertThat(rig.shards.getFirst().gauges().storage().storeBytes()).isPositive();
    }

    private String largeBodies(int count) throws Exception {
        rig.largeBytes = 1_000;
        rig.crash(1);
        String large = "a body of many words, ".repeat(100);
        for (int i = 0; i < count; i++) {
            rig.send(topic, large);
        }
        rig.pass(OLD_ENOUGH);
        return large;
    }

    /** What hung is answered, and all that is asked from now on. */
    private void comeBack() throws IOException {
        takes = Duration.ZERO;
        List<Read> hanging = List.copyOf(reads);
        reads.clear();
        hanging.forEach(read -> read.task.run());
        pass(Duration.ofSeconds(6));
    }

    /** Time passes, and reads come that are due. */
    private void pass(Duration duration) throws IOException {
        rig.run();
        for (Duration left = duration; left.isPositive(); left = left.minus(STEP)) {
            rig.pass(STEP);
            answerDue();
        }
    }

    private void answerDue() throws IOException {
        List<Read> due =
                reads.stream().filter(read -> read.dueNs <= rig.time.monoNs()).toList();
        while (!due.isEmpty()) {
            reads.removeAll(due);
            due.forEach(read -> read.task.run());
            rig.run();
            due = reads.stream().filter(read -> read.dueNs <= rig.time.monoNs()).toList();
        }
    }

    private CompletableFuture<Result<List<Delivery>>> receive(Duration wait) throws IOException {
        var deliveries = rig.poll(topic, 10, wait).deliveries().toCompletableFuture();
        rig.run();
        return deliveries;
    }

    /** What is at hand. */
    private List<String> take() throws IOException {
        List<String> all = new ArrayList<>();
        while (rig.await(receive(Duration.ZERO)) instanceof Result.Ok<List<Delivery>>(var got) && !got.isEmpty()) {
            rig.ack(topic, got);
            all.addAll(Rig.bodies(got));
        }
        return all;
    }

    private List<Delivery> takeAll() throws IOException {
        return takeSlowly(Duration.ZERO, Integer.MAX_VALUE);
    }

    /** Until there is nothing more, or so many are there. */
    private List<Delivery> takeSlowly(Duration wait, int count) throws IOException {
        List<Delivery> all = new ArrayList<>();
        for (int tries = 0; tries < 2_000 && all.size() < count; tries++) {
            var waiting = receive(wait);
            for (int steps = 0; !waiting.isDone(); steps++) {
                assertThat(steps).as("steps of a receive").isLessThan(1_000);
                pass(STEP);
            }
            switch (waiting.join()) {
                case Result.Ok<List<Delivery>>(var got) -> {
                    if (got.isEmpty()) {
                        return all;
                    }
                    rig.ack(topic, got);
                    all.addAll(got);
                }
                case Result.Refused<List<Delivery>> refused ->
                    assertThat(refused).isEqualTo(UNAVAILABLE);
            }
            pass(STEP);
        }
        return all;
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring("old".length(), body.indexOf('x')));
    }

    private void send(String group, String body) throws IOException {
        Outgoing message =
                new Outgoing(body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), group, body, null);
        Rig.ok(rig.await(rig.messaging.send(Rig.CALLER, topic, List.of(message))));
    }

    private Topic fifo() throws IOException {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1 << 20,
                Optional.empty(),
                Optional.of(new Fifo(Fifo.Scope.TOPIC)),
                Map.of());
        Place place = new Place(PartitionId.of(3, 0), 0);
        Topic made = new Topic(Rig.TENANT, "3.fifo", 3, List.of(place), config, 1, Instant.EPOCH, Instant.EPOCH);
        rig.configure(made);
        return made;
    }
}
