package io.sluice.testkit.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.Content;
import io.sluice.objects.DirectoryStore;
import io.sluice.objects.HedgedReads;
import io.sluice.objects.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects in a real directory, of which some reads take long, in a time of their own: what second reads win and cost. */
final class SlowTailTest {
    private static final String NAME = "object";
    private static final byte[] BYTES = new byte[3 << 20];
    private static final int SHORT = 64 << 10;
    private static final int LONG = 2 << 20;
    private static final int READS = 2_000;
    private static final SlowReads.Pace SLOW_TAIL = new SlowReads.Pace(ms(20), ms(1_000), 40);

    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNs).thenComparingLong(Due::number));

    private long nowNs;
    private long tasks;
    private SlowReads slow;
    private HedgedReads hedged;

    private record Due(long atNs, long number, Runnable task) {}

    @BeforeEach
    void oneObjectInADirectory(@TempDir Path directory) throws IOException {
        new Random(3).nextBytes(BYTES);
        DirectoryStore store = DirectoryStore.open(directory, Runnable::run);
        store.create(NAME, Content.of(ByteBuffer.wrap(BYTES))).join();
        slow = new SlowReads(store, new Random(4), this::after);
        hedged = new HedgedReads(slow, () -> nowNs, this::after);
    }

    @Test
    void slowTailIsCutByFewSecondReads() {
        slow.pace(SLOW_TAIL);
        assertThat(percentile(99, read(slow, SHORT, READS))).isEqualTo(ms(1_000));
        read(hedged, SHORT, 2 * HedgedReads.MAX_SAVED);
        long before = hedged.secondReads();
        assertThat(percentile(99, read(hedged, SHORT, READS))).isLessThan(ms(100));
        assertThat(hedged.secondReads() - before).isBetween(READS / 50L, READS / 10L);
    }

    @Test
    void patienceFollowsTheStoreWithinItsBounds() {
        assertThat(hedged.patience(SHORT)).as("nothing is known").isEqualTo(ms(500));
        slow.pace(new SlowReads.Pace(ms(100), ms(0), 0));
        read(hedged, SHORT, 300);
        assertThat(hedged.patience(SHORT)).isBetween(ms(180), ms(200));
        slow.pace(new SlowReads.Pace(ms(5_000), ms(0), 0));
        read(hedged, SHORT, 300);
        assertThat(hedged.patience(SHORT)).isEqualTo(ms(2_000));
        slow.pace(new SlowReads.Pace(ms(1), ms(0), 0));
        read(hedged, SHORT, 300);
        assertThat(hedged.patience(SHORT)).isEqualTo(ms(20));
    }

    @Test
    void longReadsAreNotSlowBesideShortOnes() {
        slow.pace(new SlowReads.Pace(ms(20), ms(0), 0));
        read(hedged, SHORT, 300);
        slow.pace(new SlowReads.Pace(ms(200), ms(0), 0));
        read(hedged, LONG, 300);
        assertThat(hedged.patience(SHORT)).isLessThanOrEqualTo(ms(40));
        assertThat(hedged.patience(LONG)).isGreaterThan(ms(350));
    }

    @Test
    void storeThatTurnsSlowIsAskedLittleMore() {
        slow.pace(new SlowReads.Pace(ms(20), ms(0), 0));
        read(hedged, SHORT, 300);
        slow.pace(new SlowReads.Pace(ms(3_000), ms(0), 0));
        long before = slow.reads();
        List<CompletableFuture<ByteBuffer>> reads = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            reads.add(hedged.read(NAME, i, SHORT));
            pass(ms(500));
        }
        pass(ms(10_000));
        assertThat(reads).allMatch(CompletableFuture::isDone);
        long seconds = slow.reads() - before - READS;
        assertThat(seconds)
                .isPositive()
                .isLessThanOrEqualTo(READS / HedgedReads.READS_A_SECOND + HedgedReads.MAX_SAVED);
    }

    /** One behind the other; how long each took. */
    private List<Duration> read(ObjectStore from, int length, int count) {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begun = nowNs;
            CompletableFuture<ByteBuffer> read = from.read(NAME, i, length);
            while (!read.isDone()) {
                next();
            }
            assertThat(read.join()).isEqualTo(ByteBuffer.wrap(BYTES, i, length));
            took.add(Duration.ofNanos(nowNs - begun));
        }
        return took;
    }

    private static Duration percentile(int of100, List<Duration> took) {
        return took.stream().sorted().toList().get(took.size() * of100 / 100);
    }

    private void after(Duration delay, Runnable task) {
        agenda.add(new Due(nowNs + delay.toNanos(), tasks++, task));
    }

    private void next() {
        Due due = agenda.remove();
        nowNs = due.atNs;
        due.task.run();
    }

    private void pass(Duration time) {
        long until = nowNs + time.toNanos();
        while (!agenda.isEmpty() && agenda.peek().atNs <= until) {
            next();
        }
        nowNs = until;
    }

    private static Duration ms(long count) {
        return Duration.ofMillis(count);
    }
}
