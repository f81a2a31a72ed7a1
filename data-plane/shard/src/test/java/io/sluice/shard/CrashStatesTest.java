package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.testkit.DiskTrace;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A short life of a shard with its log, snapshots and segments is recorded, call by call; then every disk that a power loss at
 * any of many points could leave is opened by the real recovery: what was answered by then is there, and what was acked does
 * not come again. A force that is forgotten must show.
 */
final class CrashStatesTest {
    private static final int ROUNDS = 120;
    /** Points of the trace, about every call; each has one disk, when all was forced, to some twenty. */
    private static final int POINTS = 1_200;

    private static final int FEWEST_DISKS = 3_000;

    private static final int POINTS_OF_A_MISTAKE = 200;
    private static final int MESSAGES_A_ROUND = 4;
    private static final Duration LEASES_END = Duration.ofSeconds(31);
    private static final int MOST_RECEIVES = 1_000;

    private final DiskTrace trace = new DiskTrace();
    private final Answered answered = new Answered(trace);

    @Test
    void whatWasAnsweredIsThereWhateverAPowerLossLeft() throws Exception {
        live();
        assertThat(answered.broken(name -> false, POINTS, this::drain)).isEmpty();
        assertThat(answered.disks()).as("a test of nothing").isGreaterThan(FEWEST_DISKS);
    }

    @Test
    void anAnswerBeforeItsForceShows() throws Exception {
        assertFound(name -> name.startsWith("log-"));
    }

    @Test
    void aSnapshotThatIsNotForcedShows() throws Exception {
        assertFound(name -> name.startsWith("snapshot-"));
    }

    @Test
    void aSegmentThatIsNotForcedShows() throws Exception {
        assertFound(name -> name.startsWith("segment-"));
    }

    @Test
    void namesThatAreNotForcedShow() throws Exception {
        assertFound(String::isEmpty);
    }

    private void assertFound(Predicate<String> forgotten) throws Exception {
        live();
        assertThat(answered.broken(forgotten, POINTS_OF_A_MISTAKE, this::drain)).isNotEmpty();
    }

    /** Messages come, are handed out and acked, and a part stays: enough for segments, snapshots and files used again. */
    private void live() throws Exception {
        Rig rig = small();
        FaultyDisk disk = new FaultyDisk();
        disk.record(trace);
        rig.disks.set(0, disk);
        rig.start();
        Topic topic = rig.topic("orders", 0, 1);
        for (int round = 0; round < ROUNDS; round++) {
            send(rig, topic, round);
            rig.pass(Duration.ofMillis(20));
            if (round % 2 == 0) {
                receive(rig, topic, round);
            }
        }
        rig.pass(Duration.ofSeconds(1));
        assertThat(disk.list()).anyMatch(name -> name.startsWith("segment-"));
        assertThat(disk.list()).anyMatch(name -> name.startsWith("snapshot-"));
    }

    private void send(Rig rig, Topic topic, int round) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < MESSAGES_A_ROUND; i++) {
            bodies.add("m" + round + "." + i + Backlog.PADDING.repeat(1 + i));
        }
        List<Outgoing> messages = bodies.stream()
                .map(body -> new Outgoing(
                        body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), null, null, null))
                .toList();
        rig.messaging.send(Rig.CALLER, topic, messages).thenAccept(answer -> answered.sent(bodies));
        rig.run();
    }

    private void receive(Rig rig, Topic topic, int round) throws IOException {
        List<Delivery> got = rig.receive(topic, MESSAGES_A_ROUND);
        // Some stay leased.
        List<Delivery> done = got.subList(0, Math.min(got.size(), 1 + round % MESSAGES_A_ROUND));
        if (done.isEmpty()) {
            return;
        }
        List<Receipt> receipts = done.stream().map(Delivery::receipt).toList();
        answered.ackBegun(Rig.bodies(done));
        rig.messaging.ack(Rig.CALLER, topic, receipts).thenAccept(answer -> answered.acked(Rig.bodies(done)));
        rig.run();
    }

    private Set<String> drain(FaultyDisk disk, Map<String, byte[]> objects) throws Exception {
        Rig rig = small();
        rig.disks.set(0, disk);
        rig.start();
        rig.pass(LEASES_END);
        Topic topic = rig.topic("orders", 0, 1);
        Set<String> found = new HashSet<>();
        for (int i = 0; i < MOST_RECEIVES; i++) {
            List<Delivery> got = rig.receive(topic, 10);
            if (got.isEmpty()) {
                break;
            }
            found.addAll(Rig.bodies(got));
            rig.ack(topic, got);
        }
        return found;
    }

    private static Rig small() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        return rig;
    }
}
