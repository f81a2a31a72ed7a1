package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.model.TierMeters;
import io.sluice.model.Topic;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import io.sluice.testkit.PowerLoss;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments of which little is needed give their space back. */
final class RewritingTest {
    private static final int TOPICS = 3;
    private static final Duration LEASE_IS_OVER = Duration.ofSeconds(31);
    /** Per message beside its body: envelope, record, index. */
    private static final int OVERHEAD_BYTES = 80;

    private final Random random = new Random(7);
    private final List<Topic> topics = new ArrayList<>();
    /** Topic and length of what was sent and not acked, by the first word of the body. */
    private final Map<String, Message> needed = new HashMap<>();

    private Topic churned;

    private Rig rig;
    private long sentBytes;
    private int sent;

    private record Message(Topic topic, int bytes) {}

    @BeforeEach
    void smallBudgets() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 128 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(0);
        for (int i = 0; i < TOPICS; i++) {
            topics.add(rig.topic("orders" + i, 0, i + 1));
        }
        churned = rig.topic("churned", 0, TOPICS + 1);
    }

    @Test
    void spaceAndWritesStayWithinTheirBoundsWhenAckedAtRandom() throws Exception {
        double space = 0;
        for (int round = 0; round < 12; round++) {
            send(250);
            ackSome(0.7);
            rig.pass(Duration.ofSeconds(5));
            long live = neededBytes();
            space = Math.max(space, (double) gauges().diskBytes() / live);
            assertThat(gauges().diskBytes())
                    .as("at most twice what is needed, and the floor of an eighth of the memtable, round %d", round)
                    .isLessThan(2 * live + rig.memtableBytes / 8);
        }
        long flushed = sentBytes + (long) sent * OVERHEAD_BYTES;
        assertThat(gauges().rewrittenBytes()).isBetween(1L, flushed);
        System.out.printf(
                "segments take at most %.2f times what is needed; %.2f of what was sent is written anew%n",
                space, (double) gauges().rewrittenBytes() / flushed);
        drainedExactly();
    }

    @Test
    void stragglersOfManySegmentsComeTogether() throws Exception {
        for (int round = 0; round < 12; round++) {
            send(250);
            ack(token -> !token.endsWith("77"));
        }
        rig.pass(Duration.ofMinutes(1));
        send(1);
        rig.pass(Duration.ofMinutes(1));
        assertThat(needed).hasSizeGreaterThan(20);
        assertThat(rig.shards.getFirst().gauges().segments()).isLessThanOrEqualTo(8);
        drainedExactly();
    }

    @Test
    void whatItsConsumersWillSoonHaveTakenIsLeftToThemAndWhatTheyLeaveIsNot() throws Exception {
        Backlog backlog = new Backlog(rig, churned);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder body = new StringBuilder("m" + i + " ");
            random.ints(400, 33, 127).forEach(letter -> body.append((char) letter));
            rig.send(churned, body.toString());
            rig.pass(Duration.ofMillis(10));
        }
        for (int taken = 0; taken < 1_500; taken += backlog.receiveAndAck().size()) {
            rig.pass(Duration.ofMillis(50));
        }
        assertThat(gauges().rewrittenBytes()).as("while they take it").isZero();
        int more = 0;
        while (more < 200) {
            more += backlog.receiveAndAck().size();
        }
        rig.pass(Duration.ofSeconds(15));
        assertThat(gauges().rewrittenBytes()).as("when they have stopped").isPositive();
        int left = 2_000 - 1_500 - more;
        assertThat(gauges().diskBytes())
                .as("at most twice what is needed, and the floor")
                .isLessThan(2L * left * (406 + OVERHEAD_BYTES) + rig.memtableBytes / 8);
        assertThat(backlog.drain()).hasSize(300);
    }

    @Test
    void filesGoWhenNoSnapshotNamesThem() throws Exception {
        Backlog backlog = new Backlog(rig, churned);
        send(600);
        ackSome(0.9);
        rig.pass(Duration.ofSeconds(5));
        assertThat(gauges().rewrittenBytes()).isPositive();
        int named = rig.shards.getFirst().gauges().segments();
        assertThat(backlog.files()).as("a kept snapshot may name them").hasSizeGreaterThan(named);
        backlog.churn();
        rig.pass(Duration.ofSeconds(5));
        assertThat(backlog.files()).hasSize(rig.shards.getFirst().gauges().segments());
    }

    @Test
    void powerCutsAnywhereLoseAndRepeatNothing() throws Exception {
        for (int round = 0; round < 80; round++) {
            send(40);
            ackSome(0.7);
            try {
                rig.disks.getFirst().powerLossAfter(random.nextInt(1, 120), new Random(round));
                rig.pass(Duration.ofSeconds(2));
            } catch (PowerLoss expected) {
                // At any call of a flush, a rewriting, a snapshot.
            }
            rig.crash(round);
            TierMeters before = meters();
            rig.crash(round);
            assertThat(meters()).isEqualTo(before);
        }
        assertThat(rig.damaged).isEmpty();
        drainedExactly();
    }

    @Test
    void rewrittenSegmentsGoToTheStoreAndTheOldObjectsGo() throws Exception {
        rig.hotBytes = 1;
        rig.crash(1);
        send(600);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        long before = gauges().storeBytes();
        assertThat(before).isPositive();
        assertThat(gauges().diskBytes()).isZero();
        ackSome(0.8);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        assertThat(gauges().rewrittenBytes()).isPositive();
        assertThat(gauges().storeBytes()).isLessThan(before / 2);
        new Backlog(rig, churned).churn();
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        long kept = rig.kept.list("shard-00/", "", 1_000).join().objects().size();
        assertThat(kept).isEqualTo(rig.shards.getFirst().gauges().segments());
        drainedExactly();
    }

    private void send(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            Topic topic = topics.get(random.nextInt(TOPICS));
            String token = "m" + sent++;
            StringBuilder body = new StringBuilder(token + " ");
            random.ints(random.nextInt(50, 700), 33, 127).forEach(letter -> body.append((char) letter));
            rig.send(topic, body.toString());
            sentBytes += body.length();
            needed.put(token, new Message(topic, body.length()));
            rig.pass(Duration.ofMillis(10));
        }
    }

    /** Receives everything and acks such a part of it. */
    private void ackSome(double part) throws IOException {
        ack(token -> random.nextDouble() < part);
    }

    private void ack(Predicate<String> acked) throws IOException {
        rig.pass(LEASE_IS_OVER);
        for (Topic topic : topics) {
            List<Delivery> got = rig.receive(topic, 10);
            while (!got.isEmpty()) {
                List<Delivery> now = got.stream()
                        .filter(one -> acked.test(token(Rig.bodies(List.of(one)).getFirst())))
                        .toList();
                if (!now.isEmpty()) {
                    rig.ack(topic, now);
                    Rig.bodies(now).forEach(body -> needed.remove(token(body)));
                }
                got = rig.receive(topic, 10);
            }
        }
    }

    private void drainedExactly() throws IOException {
        rig.pass(LEASE_IS_OVER);
        for (Topic topic : topics) {
            List<String> should = needed.entrySet().stream()
                    .filter(message -> message.getValue().topic.equals(topic))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(new Backlog(rig, topic).drain())
                    .extracting(RewritingTest::token)
                    .containsExactlyInAnyOrderElementsOf(should);
        }
    }

    private static String token(String body) {
        return body.substring(0, body.indexOf(' '));
    }

    private long neededBytes() {
        return needed.values().stream()
                .mapToLong(message -> message.bytes + OVERHEAD_BYTES)
                .sum();
    }

    private TierMeters meters() throws IOException {
        return rig.await(rig.usage.usage(Rig.TENANT)).tiers();
    }

    private StorageGauges gauges() {
        return rig.shards.getFirst().gauges().storage();
    }
}
