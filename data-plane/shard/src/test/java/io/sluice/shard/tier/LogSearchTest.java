package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a damaged segment, of which there is no other copy, held is put right from the log while that still has it. */
final class LogSearchTest {
    private static final int MESSAGES = 300;
    private static final String FOUND =
            ".*segment-.* is (damaged|missing|cut).*; [0-9]+ messages? of it w(as|ere) found in the log";

    private final Random random = new Random(11);
    private final Set<String> sent = new HashSet<>();
    private Rig rig;
    private Topic orders;
    private Topic other;

    @BeforeEach
    void segmentsOfTwoTopicsAndAllOfTheLog() throws Exception {
        begin(1L << 40);
        assertThat(files("log-")).hasSizeGreaterThan(3);
        assertThat(files("snapshot-")).isEmpty();
    }

    @Test
    void flippedBitLosesNothing() throws Exception {
        flip(files("segment-").getFirst(), 1_000);
        restart();
        everythingIsThere();
        assertThat(rig.damaged).hasSize(1).allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void cutFilesLoseNothing() throws Exception {
        for (String file : files("segment-")) {
            rig.disks.getFirst().cut(file, 5_000);
        }
        int files = files("segment-").size();
        assertThat(files).isGreaterThan(1);
        restart();
        everythingIsThere();
        assertThat(rig.damaged)
                .hasSize(files)
                .allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void removedFileLosesNothing() throws Exception {
        remove(files("segment-").getFirst());
        restart();
        everythingIsThere();
        assertThat(rig.damaged).hasSize(1).allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void whatWasWrittenAnewStaysSo() throws Exception {
        String damaged = files("segment-").getFirst();
        flip(damaged, 1_000);
        restart();
        read(orders, false);
        rig.pass(Duration.ofSeconds(31));
        assertThat(rig.damaged).hasSize(1);
        restart();
        everythingIsThere();
        assertThat(rig.damaged).as("the second start needs nothing more of it").hasSize(1);
    }

    @Test
    void damageThatTheUploadFindsLosesNothing() throws Exception {
        flip(files("segment-").getFirst(), 1_000);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        assertThat(rig.damaged).anySatisfy(line -> assertThat(line).matches(FOUND));
        everythingIsThere();
    }

    @Test
    void missingObjectOfWhatHasLeftTheDiskLosesNothing() throws Exception {
        rig.hotBytes = 1;
        rig.crash(1);
        rig.pass(Rig.UPLOAD_AFTER.multipliedBy(2));
        assertThat(files("segment-")).isEmpty();
        rig.kept
                .list("shard-00/", "", 100)
                .join()
                .objects()
                .forEach(object -> rig.kept.delete(object.name()).join());
        restart();
        everythingIsThere();
        assertThat(rig.damaged).isNotEmpty().allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void logBehindASnapshotIsEnough() throws Exception {
        begin(32 << 10);
        assertThat(files("log-0")).as("the log was cut").doesNotContain("log-%020d".formatted(0));
        remove(files("segment-").getLast());
        restart();
        everythingIsThere();
        assertThat(rig.damaged).hasSize(1).allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void whatTheLogHasForgottenIsLostAndNamed() throws Exception {
        begin(32 << 10);
        remove(files("segment-").getFirst());
        restart();
        int got = everything().size();
        assertThat(got).isLessThan(sent.size());
        assertThat(lost()).isEqualTo(sent.size() - got);
        assertThat(rig.damaged)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" lost ", "is missing; there is no other copy"));
    }

    @Test
    void damagedLogGivesWhatItHasUpToThere() throws Exception {
        flip(files("log-").getFirst(), 40_000);
        remove(files("segment-").getFirst());
        int got = everything().size();
        assertThat(lost()).isBetween(20L, (long) MESSAGES).isEqualTo(sent.size() - got);
        assertThat(rig.damaged)
                .anySatisfy(line -> assertThat(line).matches(FOUND))
                .anySatisfy(line -> assertThat(line).contains(" lost ", "is missing; there is no other copy"));
        assertThat(MESSAGES * 2 - got).as("less than the segment held").isLessThan(150);
    }

    @Test
    void crashBeforeItIsWrittenAnewLosesNothing() throws Exception {
        remove(files("segment-").getFirst());
        rig.disks.getFirst().fillAfter(rig.disks.getFirst().usedBytes());
        restart();
        read(orders, false);
        rig.pass(Duration.ofSeconds(35));
        assertThat(rig.damaged).as("no room for a new segment").isEmpty();
        assertThat(lost()).isZero();
        restart();
        rig.disks.getFirst().fillAfter(Long.MAX_VALUE);
        everythingIsThere();
        assertThat(rig.damaged).hasSize(1).allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void whatThereIsNoMemoryForIsLostAfterManyLooks() throws Exception {
        remove(files("segment-").getFirst());
        rig.memoryBytes = 1_000;
        restart();
        int got = everything().size();
        assertThat(got).isLessThan(sent.size());
        assertThat(lost()).as("there may be memory later").isZero();
        rig.pass(Duration.ofMillis(Mending.SHORT_MS));
        read(orders, false);
        rig.pass(Duration.ofMinutes(2));
        assertThat(lost()).isBetween(50L, 150L).isEqualTo(sent.size() - got);
        assertThat(rig.damaged).anySatisfy(line -> assertThat(line).contains(" lost ", "--memory had no room"));
    }

    @Test
    void memoryForSomeAtATimeIsEnough() throws Exception {
        remove(files("segment-").getFirst());
        rig.memoryBytes = 45_000;
        restart();
        everythingIsThere();
        assertThat(rig.damaged)
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> assertThat(line).matches(FOUND));
    }

    @Test
    void secondDamageInTheSameSegmentIsPutRightToo() throws Exception {
        String file = files("segment-").getFirst();
        flip(file, 1_000);
        rig.disks.getFirst().fillAfter(rig.disks.getFirst().usedBytes());
        restart();
        read(orders, false);
        rig.pass(Duration.ofSeconds(5));
        flip(file, rig.disks.getFirst().bytes(file).length / 2);
        rig.disks.getFirst().fillAfter(Long.MAX_VALUE);
        rig.pass(Duration.ofSeconds(40));
        everythingIsThere();
    }

    private void begin(long snapshotEveryBytes) throws Exception {
        sent.clear();
        rig = new Rig(1);
        rig.memtableBytes = 256 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = snapshotEveryBytes;
        rig.crash(0);
        orders = rig.topic("orders", 0, 1);
        other = rig.topic("other", 0, 2);
        send();
        assertThat(files("segment-")).isNotEmpty();
    }

    private void send() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            for (Topic topic : List.of(orders, other)) {
                StringBuilder body = new StringBuilder(topic.name() + i + " ");
                random.ints(400, 33, 127).forEach(letter -> body.append((char) letter));
                rig.send(topic, body.toString());
                sent.add(body.toString());
            }
            rig.pass(Duration.ofMillis(20));
        }
    }

    private void restart() throws Exception {
        rig.crash(9);
    }

    private void everythingIsThere() throws IOException {
        assertThat(everything().size()).as(() -> lost() + " " + rig.damaged).isEqualTo(sent.size());
        assertThat(lost()).isZero();
    }

    /** Receives and acks all that there is, each of it once, and what was sent; what cannot be read is asked for again. */
    private List<String> everything() throws IOException {
        List<String> got = new ArrayList<>();
        for (int quiet = 0; quiet < 6; quiet++) {
            for (Topic topic : List.of(orders, other)) {
                List<String> some = read(topic, true);
                while (!some.isEmpty()) {
                    got.addAll(some);
                    quiet = 0;
                    some = read(topic, true);
                }
            }
            rig.pass(Duration.ofSeconds(40));
        }
        assertThat(new HashSet<>(got).size()).as("each once").isEqualTo(got.size());
        assertThat(sent.containsAll(got)).as("only what was sent").isTrue();
        return got;
    }

    private List<String> read(Topic topic, boolean ack) throws IOException {
        var result = rig.await(rig.poll(topic, 10, Duration.ZERO).deliveries());
        if (!(result instanceof Result.Ok<List<Delivery>>(var got)) || got.isEmpty()) {
            return List.of();
        }
        if (ack) {
            rig.ack(topic, got);
        }
        return Rig.bodies(got);
    }

    private long lost() {
        return rig.shards.getFirst().gauges().storage().lostMessages();
    }

    private void flip(String file, int at) throws IOException {
        rig.disks.getFirst().flipBit(file, at, 3);
    }

    private void remove(String file) throws IOException {
        rig.disks.getFirst().remove(file);
        rig.disks.getFirst().forceNames();
    }

    private List<String> files(String prefix) throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
