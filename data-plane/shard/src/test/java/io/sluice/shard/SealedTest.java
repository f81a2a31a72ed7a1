package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.log.DiskFile;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payloads lie sealed wherever they lie, and whose key is missing waits, alone. */
class SealedTest {
    private static final String CANARY = "a canary that sings";
    private static final Rejection LOCKED = new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING);
    private static final int LARGE_BYTES = 20_000;
    private static final int MESSAGES = 100;

    private Rig rig;
    private Topic topic;

    @BeforeEach
    void smallBudgets() throws Exception {
        rig = new Rig(2);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.largeBytes = LARGE_BYTES;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
    }

    @Test
    void noPlaceHoldsPayloadInClear() throws Exception {
        sendAll();
        rig.pass(Duration.ofMinutes(2));
        assertThat(kinds(placesOf("segment-"))).contains("segment", "object");
        assertThat(kinds(placesOf("body-"))).contains("body", "object");
        assertThat(placesOf(CANARY)).isEmpty();
    }

    /** The test above would see it. */
    @Test
    void whatIsNotSealedIsFoundEverywhere() throws Exception {
        rig.keys.leavePlain(Rig.TENANT);
        sendAll();
        rig.pass(Duration.ofMinutes(2));
        assertThat(kinds(placesOf(CANARY))).contains("log", "segment", "body", "object");
    }

    @Test
    void whatWasPlainIsReadBesideWhatIsSealed() throws Exception {
        rig.keys.leavePlain(Rig.TENANT);
        rig.send(topic, "before", "x".repeat(2 * LARGE_BYTES));
        rig.keys.seal(Rig.TENANT);
        rig.send(topic, "after", "y".repeat(2 * LARGE_BYTES));
        rig.keys.renew(Rig.TENANT);
        rig.send(topic, "renewed");
        rig.crash(1);
        assertThat(Rig.bodies(rig.receive(topic, 10)))
                .containsExactly(
                        "before", "x".repeat(2 * LARGE_BYTES), "after", "y".repeat(2 * LARGE_BYTES), "renewed");
    }

    @Test
    void missingKeyStopsItsTenantAndNeitherReplayNorOthers() throws Exception {
        Topic others = rig.topicOf(Rig.OTHER, "others", 0, 2);
        sendAll();
        rig.sendAs(Rig.OTHER, others, "mine");
        rig.pass(Duration.ofMinutes(2));
        List<String> before = rig.hashes();
        rig.keys.lock(Rig.TENANT);
        rig.crash(2);
        assertThat(rig.hashes()).isEqualTo(before);
        assertThat(tryReceive()).isEqualTo(Result.refused(LOCKED));
        assertThat(rig.trySend(topic, Duration.ZERO, "more")).isEqualTo(Result.refused(LOCKED));
        assertThat(Rig.bodies(Rig.ok(rig.await(rig.pollAs(Rig.OTHER, others, 1).deliveries()))))
                .containsExactly("mine");
        rig.pass(Duration.ofMinutes(5));
        assertThat(rig.damaged).isEmpty();
        rig.keys.unlock(Rig.TENANT);
        assertThat(drain()).hasSize(MESSAGES);
    }

    /** What memory holds when the key is gone moves to segments as it is, and waits there. */
    @Test
    void segmentsAreWrittenWithoutTheKey() throws Exception {
        rig.flushAfterBytes = 1L << 40;
        rig.memtableBytes = 16 << 20;
        rig.crash(3);
        sendAll();
        rig.keys.lock(Rig.TENANT);
        rig.flushAfterBytes = 1;
        rig.memtableBytes = 64 << 10;
        rig.crash(4);
        rig.pass(Duration.ofSeconds(10));
        assertThat(kinds(placesOf("segment-"))).contains("segment");
        assertThat(rig.shards.getFirst().gauges().flushFailure()).isEmpty();
        assertThat(tryReceive()).isEqualTo(Result.refused(LOCKED));
        rig.keys.unlock(Rig.TENANT);
        assertThat(drain()).hasSize(MESSAGES);
    }

    @Test
    void parkedMessageStaysSealedOnItsWay() throws Exception {
        Topic dead = rig.topic("dead", 1, 5);
        topic = rig.topic("source", 0, 6, 1, Optional.of(dead));
        rig.send(topic, CANARY);
        rig.receive(topic, 1);
        rig.pass(Duration.ofSeconds(40));
        rig.crash(5);
        assertThat(Rig.bodies(rig.receive(dead, 1))).containsExactly(CANARY);
        assertThat(placesOf(CANARY)).isEmpty();
    }

    private Result<List<Delivery>> tryReceive() throws IOException {
        return rig.await(rig.poll(topic, 1, Duration.ZERO).deliveries());
    }

    /** Each with the canary in it, and random: nothing of it hides in compression. */
    private void sendAll() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] body = new byte[i % 10 == 0 ? 3 * LARGE_BYTES : 3_000];
            random.nextBytes(body);
            byte[] canary = CANARY.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(canary, 0, body, 1_000, canary.length);
            body[0] = (byte) i;
            Outgoing outgoing = new Outgoing(body, List.of(), Optional.empty(), null, null, null);
            Rig.ok(rig.await(rig.messaging.send(Rig.CALLER, topic, List.of(outgoing))));
        }
    }

    private Set<Byte> drain() throws IOException {
        TreeSet<Byte> numbers = new TreeSet<>();
        for (List<Delivery> got = rig.receive(topic, 10); !got.isEmpty(); got = rig.receive(topic, 10)) {
            got.forEach(delivery -> numbers.add(delivery.message().body()[0]));
            rig.ack(topic, got);
        }
        return numbers;
    }

    /** Names of files and objects that hold it, or are called so. */
    private List<String> placesOf(String what) throws IOException {
        List<String> places = new ArrayList<>();
        for (var disk : rig.disks) {
            for (String name : disk.list()) {
                try (DiskFile file = disk.open(name)) {
                    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
                    while (file.read(content, content.position()) > 0) {}
                    if (name.startsWith(what) || text(content.flip()).contains(what)) {
                        places.add(name);
                    }
                }
            }
        }
        rig.kept.list("", "", 1_000).join().objects().forEach(object -> {
            ByteBuffer content =
                    rig.kept.read(object.name(), 0, (int) object.size()).join();
            if (object.name().contains("/" + what) || text(content).contains(what)) {
                places.add("object-" + object.name());
            }
        });
        return places;
    }

    private static List<String> kinds(List<String> places) {
        return places.stream()
                .map(name -> name.substring(0, name.indexOf('-')))
                .distinct()
                .toList();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
}
