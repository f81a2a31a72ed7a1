package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the object store is away, what only it has is passed over: everything else is handed out. */
final class StoreAwayTest {
    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);
    /** The longest rest between two questions whether it is back, and a little. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Rig rig;
    private Topic topic;
    private Backlog backlog;

    @BeforeEach
    void nothingStaysOnDisk() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.hotBytes = 1;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
        backlog = new Backlog(rig, topic);
    }

    @Test
    void whatIsAtHandIsHandedOutBeforeOlderMessagesOfTheStore() throws Exception {
        backlog.sendAll();
        leave();
        int far = Backlog.MESSAGES - take().size();
        assertThat(far).as("those that have left the disk").isPositive();
        rig.send(topic, "new0", "new1");
        assertThat(Rig.bodies(rig.receive(topic, 1))).containsExactly("new0");
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("new1");
        assertThat(receive()).isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));

        comeBack();
        assertThat(take()).hasSize(far).doesNotHaveDuplicates();
    }

    @Test
    void operatorSeesThatItIsAwayForReadsUntilItAnswersOne() throws Exception {
        backlog.sendAll();
        leave();
        assertThat(away()).as("nobody has asked it for anything").isEmpty();
        take();
        assertThat(away()).hasValueSatisfying(why -> assertThat(why).contains("on purpose"));
        rig.pass(Duration.ofMinutes(1));
        assertThat(away()).isPresent();
        comeBack();
        assertThat(away()).isEmpty();
    }

    @Test
    void operatorSeesThatItIsSilent() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        List<Runnable> hanging = new ArrayList<>();
        rig.farReads = hanging::add;
        restart();
        rig.poll(topic, 10, PATIENCE);
        rig.run();
        assertThat(hanging).isNotEmpty();
        assertThat(away()).isEmpty();
        rig.pass(Duration.ofSeconds(2));
        assertThat(away()).isPresent();
        hanging.forEach(Runnable::run);
        rig.run();
        assertThat(away()).isEmpty();
    }

    @Test
    void storeThatGivesAByteAndNoMoreIsNotBack() throws Exception {
        backlog.sendAll();
        leave();
        take();
        rig.objects.away(false);
        rig.objects.most(1);
        rig.pass(ASKED_AGAIN);
        assertThat(away()).isPresent();
        rig.objects.most(Integer.MAX_VALUE);
        rig.pass(ASKED_AGAIN);
        assertThat(away()).isEmpty();
    }

    @Test
    void whatIsOnDiskBehindTheStoresMessagesIsHandedOut() throws Exception {
        backlog.sendAll();
        leave();
        take();
        Backlog disk = new Backlog(rig, topic);
        disk.sendAll();
        assertThat(disk.files()).isNotEmpty();
        assertThat(take()).hasSize(Backlog.MESSAGES);
    }

    @Test
    void waitingReceiveGetsWhatComesAndWhatComesBack() throws Exception {
        backlog.sendAll();
        leave();
        take();
        Poll first = rig.poll(topic, 1, PATIENCE);
        Poll second = rig.poll(topic, 10, PATIENCE);
        rig.run();
        rig.send(topic, "new");
        assertThat(Rig.bodies(Rig.ok(rig.await(first.deliveries())))).containsExactly("new");
        assertThat(second.deliveries().toCompletableFuture()).isNotDone();
        comeBack();
        assertThat(Rig.ok(rig.await(second.deliveries()))).hasSize(10);
    }

    @Test
    void receiveThatWaitedInVainIsToldThatThereIsSomething() throws Exception {
        backlog.sendAll();
        leave();
        take();
        Poll waiting = rig.poll(topic, 10, PATIENCE);
        rig.pass(PATIENCE.plusSeconds(1));
        assertThat(rig.await(waiting.deliveries())).isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        rig.purge(topic);
        assertThat(rig.receive(topic, 10)).as("now there is nothing").isEmpty();
    }

    @Test
    void storeThatIsAwayIsAskedNowAndThenHoweverManyReceivesThereAre() throws Exception {
        backlog.sendAll();
        leave();
        take();
        rig.pass(Duration.ofMinutes(1));
        long before = rig.objects.calls();
        for (int i = 0; i < 600; i++) {
            receive();
            rig.pass(Duration.ofMillis(100));
        }
        assertThat(rig.objects.calls() - before).isBetween(6L, 20L);
    }

    @Test
    void redeliveredMessageOfTheStoreIsPassedOverToo() throws Exception {
        backlog.sendAll();
        rig.receive(topic, 10);
        rig.pass(OLD_ENOUGH);
        restart();
        rig.objects.away(true);
        int near = take().size();
        rig.send(topic, "new");
        assertThat(take()).containsExactly("new");
        comeBack();
        assertThat(take()).hasSize(Backlog.MESSAGES - near).anyMatch(body -> body.startsWith("m0x"));
    }

    @Test
    void groupWhoseNextMessageIsAwayIsHeldAndOthersGoOn() throws Exception {
        topic = fifo();
        for (int i = 0; i < 200; i++) {
            send(topic, "old", "old" + i + Backlog.PADDING);
        }
        leave();
        send(topic, "old", "behind");
        send(topic, "new", "new0");
        send(topic, "new", "new1");
        List<Delivery> got = drain();
        assertThat(Rig.bodies(got)).endsWith("new0", "new1").doesNotContain("behind");
        comeBack();
        List<String> rest = Rig.bodies(drain());
        assertThat(rest).hasSize(200 - (got.size() - 2) + 1).endsWith("behind");
        assertThat(rest.stream().limit(rest.size() - 1).map(StoreAwayTest::number))
                .isSorted();
    }

    @Test
    void messagesWithGroupsOfAStandardQueueArePassedOverOneByOne() throws Exception {
        for (int i = 0; i < 300; i++) {
            send(topic, "tenant" + i % 3, "old" + i + Backlog.PADDING);
            send(topic, null, "alone" + i + Backlog.PADDING);
        }
        leave();
        int near = take().size();
        assertThat(near).isLessThan(600);
        send(topic, "tenant1", "new");
        rig.send(topic, "new alone");
        assertThat(take()).containsExactlyInAnyOrder("new", "new alone");
        comeBack();
        assertThat(take()).hasSize(600 - near).doesNotHaveDuplicates();
    }

    @Test
    void largeBodyOfTheStoreIsPassedOver() throws Exception {
        rig.largeBytes = 1_000;
        rig.crash(1);
        String large = "a body of many words, ".repeat(100);
        rig.send(topic, large, large);
        rig.pass(OLD_ENOUGH);
        rig.objects.away(true);
        rig.send(topic, "small");
        assertThat(backlog.receiveAndAck()).containsExactly("small");
        assertThat(receive()).isEqualTo(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        comeBack();
        assertThat(backlog.receiveAndAck()).containsExactly(large, large);
    }

    @Test
    void oneSegmentThatCannotBeReadHoldsUpNoOther() throws Exception {
        backlog.sendAll();
        rig.pass(OLD_ENOUGH);
        restart();
        String first = rig.kept
                .list("shard-00/segment-", "", 1)
                .join()
                .objects()
                .getFirst()
                .name();
        rig.kept.delete(first).join();
        List<String> got = take();
        assertThat(got).hasSizeBetween(Backlog.MESSAGES / 4, Backlog.MESSAGES - 1);
    }

    /** All that is old enough is in the store alone, and that is away. */
    private void leave() throws Exception {
        rig.pass(OLD_ENOUGH);
        restart();
        rig.objects.away(true);
    }

    /** Nothing is read ahead, or cached. */
    private void restart() throws Exception {
        rig.crash(9);
    }

    private void comeBack() throws IOException {
        rig.objects.away(false);
        rig.pass(ASKED_AGAIN);
    }

    private Optional<String> away() {
        return rig.shards.getFirst().gauges().storage().storeAway();
    }

    private Result<List<Delivery>> receive() throws IOException {
        return rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries());
    }

    private List<Delivery> drain() throws IOException {
        List<Delivery> all = new ArrayList<>();
        while (receive() instanceof Result.Ok<List<Delivery>>(var got) && !got.isEmpty()) {
            rig.ack(topic, got);
            all.addAll(got);
        }
        return all;
    }

    private List<String> take() throws IOException {
        return Rig.bodies(drain());
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring("old".length(), body.indexOf('x')));
    }

    private void send(Topic to, @Nullable String group, String body) throws IOException {
        boolean fifo = to.config().fifo().isPresent();
        Outgoing message = new Outgoing(
                body.getBytes(StandardCharsets.UTF_8),
                List.of(),
                fifo ? Optional.empty() : Optional.of(Duration.ZERO),
                group,
                fifo ? body : null,
                null);
        Rig.ok(rig.await(rig.messaging.send(Rig.CALLER, to, List.of(message))));
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
        Place place = new Place(PartitionId.of(2, 0), 0);
        Topic made = new Topic(Rig.TENANT, "2.fifo", 2, List.of(place), config, 1, Instant.EPOCH, Instant.EPOCH);
        rig.configure(made);
        return made;
    }
}
