package io.sluice.shard.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.objects.Content;
import io.sluice.shard.Answered;
import io.sluice.shard.Rig;
import io.sluice.testkit.DiskTrace;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As the shard's crash states, for bodies in files of their own: sent whole or piece by piece, several at a time, abandoned
 * half way, acked and dropped, uploaded and evicted. Behind each power loss every body that was answered is there, byte for
 * byte, no message is without one, and what was begun and never sent comes to nothing.
 */
final class BodyCrashStatesTest {
    private static final int ROUNDS = 40;
    /** Points of the trace, about every fifth call. */
    private static final int POINTS = 400;

    private static final int FEWEST_DISKS = 1_500;
    private static final int POINTS_OF_A_MISTAKE = 100;
    private static final int POINTS_OF_SWEEPING = 25;

    private static final int LARGE_BYTES = 1_000;
    private static final String PADDING = "x".repeat(700);
    private static final String PREFIX = "body-";
    private static final String OBJECTS = "shard-00/";

    private static final int PIECES = 3;
    private static final int PIECE_BYTES = 2_000;
    /** Of the streams of one round: more than a block in all. */
    private static final int LONG_PIECE_BYTES = 100_000;

    private static final int MESSAGES_A_RECEIVE = 5;
    private static final int ROUNDS_TO_STREAMS = 12;
    private static final int SNAPSHOTS_TO_SWEEP = 4;
    private static final int ROUNDS_TO_AN_UPLOAD = 18;
    private static final Duration LEASES_END = Duration.ofSeconds(31);
    private static final Duration SWEEPING = Rig.UPLOAD_AFTER.multipliedBy(11);
    private static final int MOST_RECEIVES = 1_000;

    private final DiskTrace trace = new DiskTrace();
    private final Answered answered = new Answered(trace);
    private int begun;
    private int abandoned;

    /** A body that comes piece by piece, since a round. */
    private record Stream(int begun, String body, LargeMessages.Incoming incoming) {}

    @Test
    void bodiesThatWereAnsweredAreThereWhateverAPowerLossLeft() throws Exception {
        live();
        assertThat(answered.broken(name -> false, POINTS, this::drain)).isEmpty();
        assertThat(answered.disks()).as("a test of nothing").isGreaterThan(FEWEST_DISKS);
    }

    @Test
    void whatAPowerLossLeftHalfSentIsSwept() throws Exception {
        live();
        assertThat(answered.broken(name -> false, POINTS_OF_SWEEPING, this::drainAndSweep))
                .isEmpty();
    }

    /** A body's content, the names behind its creation, and the object that took its place. */
    @ParameterizedTest
    @ValueSource(strings = {PREFIX, "/" + PREFIX, OBJECTS + PREFIX})
    void whatIsNotForcedShows(String forgotten) throws Exception {
        live();
        Predicate<String> isForgotten = name -> name.startsWith(forgotten);
        assertThat(answered.broken(isForgotten, POINTS_OF_A_MISTAKE, this::drain))
                .isNotEmpty();
    }

    /** Bodies of all sizes come, are handed out and acked, and a part stays: enough for uploads, evictions and drops. */
    private void live() throws Exception {
        Rig rig = small();
        FaultyDisk disk = new FaultyDisk();
        disk.record(trace);
        rig.objects.record(trace);
        rig.disks.set(0, disk);
        rig.start();
        Topic topic = rig.topic("orders", 0, 1);
        List<Stream> streams = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            send(rig, topic, round);
            stream(rig, topic, round, streams);
            rig.pass(Duration.ofMillis(20));
            receive(rig, topic, round);
            if (round % ROUNDS_TO_AN_UPLOAD == ROUNDS_TO_AN_UPLOAD - 1) {
                rig.pass(Rig.UPLOAD_AFTER.plusSeconds(5));
            }
        }
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.damaged).isEmpty();
        List<String> files = files(disk);
        List<String> objects = rig.kept.list(OBJECTS + PREFIX, "", 1_000).join().objects().stream()
                .map(object -> object.name().substring(OBJECTS.length()))
                .toList();
        assertThat(files).as("too young to be uploaded").anyMatch(name -> !objects.contains(name));
        assertThat(objects).as("evicted").anyMatch(name -> !files.contains(name));
        Set<String> kept = new HashSet<>(files);
        kept.addAll(objects);
        assertThat(kept).as("dropped, beside the abandoned").hasSizeLessThan(begun - abandoned);
    }

    private void send(Rig rig, Topic topic, int round) throws IOException {
        List<String> bodies = List.of(
                "small" + round + ".",
                "large" + round + "." + PADDING.repeat(2 + round % 6),
                "last" + round + "." + PADDING.repeat(2));
        begun += Math.toIntExact(
                bodies.stream().filter(body -> body.length() > LARGE_BYTES).count());
        List<Outgoing> messages =
                bodies.stream().map(BodyCrashStatesTest::outgoing).toList();
        rig.messaging.send(Rig.CALLER, topic, messages).thenAccept(answer -> {
            Rig.ok(answer);
            answered.sent(bodies);
        });
        rig.run();
    }

    /** Two come at the same time, a piece each round; one of them is given up behind its second piece. */
    private void stream(Rig rig, Topic topic, int round, List<Stream> streams) throws IOException {
        for (Stream stream : List.copyOf(streams)) {
            advance(rig, stream, round, streams);
        }
        if (round % ROUNDS_TO_STREAMS < 2) {
            String body = "stream" + round + "." + "x".repeat(PIECES * pieceBytes(round));
            LargeMessages.Incoming incoming =
                    Rig.ok(rig.await(rig.large.begin(Rig.CALLER, topic, outgoing(""), body.length())));
            begun++;
            streams.add(new Stream(round, body, incoming));
        }
    }

    private void advance(Rig rig, Stream stream, int round, List<Stream> streams) throws IOException {
        int most = pieceBytes(stream.begun);
        int from = (round - stream.begun - 1) * most;
        if (stream.begun % 2 == 1 && round == stream.begun + PIECES) {
            stream.incoming.abandon();
            abandoned++;
            streams.remove(stream);
        } else if (from < stream.body.length()) {
            byte[] body = stream.body.getBytes(StandardCharsets.UTF_8);
            ByteBuffer piece = ByteBuffer.wrap(body, from, Math.min(most, body.length - from));
            Rig.ok(rig.await(stream.incoming.add(piece)));
        } else {
            stream.incoming.end().thenAccept(answer -> {
                Rig.ok(answer);
                answered.sent(List.of(stream.body));
            });
            streams.remove(stream);
        }
        rig.run();
    }

    private static int pieceBytes(int begun) {
        return begun / ROUNDS_TO_STREAMS == 1 ? LONG_PIECE_BYTES : PIECE_BYTES;
    }

    private void receive(Rig rig, Topic topic, int round) throws IOException {
        List<Delivery> got = rig.receive(topic, MESSAGES_A_RECEIVE);
        // Some stay leased.
        List<Delivery> done = got.subList(0, Math.min(got.size(), 1 + round % MESSAGES_A_RECEIVE));
        if (done.isEmpty()) {
            return;
        }
        List<String> bodies = Rig.bodies(done);
        List<Receipt> receipts = done.stream().map(Delivery::receipt).toList();
        answered.ackBegun(bodies);
        rig.messaging.ack(Rig.CALLER, topic, receipts).thenAccept(answer -> {
            Rig.ok(answer);
            answered.acked(bodies);
        });
        rig.run();
    }

    private Set<String> drain(FaultyDisk disk, Map<String, byte[]> objects) throws Exception {
        return drained(opened(disk, objects));
    }

    private Set<String> drainAndSweep(FaultyDisk disk, Map<String, byte[]> objects) throws Exception {
        Rig rig = opened(disk, objects);
        Set<String> found = drained(rig);
        rig.pass(SWEEPING);
        Topic topic = rig.topic("orders", 0, 1);
        for (int i = 0; i < SNAPSHOTS_TO_SWEEP; i++) {
            rig.send(topic, "later");
            rig.ack(topic, rig.receive(topic, 1));
            rig.shards.getFirst().snapshotNow();
            rig.run();
        }
        assertThat(files(disk)).as("nobody has them").isEmpty();
        return found;
    }

    private static Rig opened(FaultyDisk disk, Map<String, byte[]> objects) throws Exception {
        Rig rig = small();
        objects.forEach((name, bytes) ->
                rig.kept.create(name, Content.of(ByteBuffer.wrap(bytes))).join());
        rig.disks.set(0, disk);
        rig.start();
        return rig;
    }

    private static Set<String> drained(Rig rig) throws IOException {
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
        assertThat(rig.damaged).as("messages without their bodies").isEmpty();
        return found;
    }

    private static Outgoing outgoing(String body) {
        return new Outgoing(body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), null, null, null);
    }

    private static List<String> files(FaultyDisk disk) throws IOException {
        return disk.list().stream().filter(name -> name.startsWith(PREFIX)).toList();
    }

    private static Rig small() throws Exception {
        Rig rig = new Rig(1);
        rig.largeBytes = LARGE_BYTES;
        rig.hotBytes = 60_000;
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 8 << 10;
        rig.snapshotEveryBytes = 2_000;
        return rig;
    }
}
