package io.sluice.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.testkit.FaultyDisk;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon a segment's consumers will have emptied it, by the pace of the last second. */
final class SegmentUseTest {
    private static final int MESSAGES = 1_000;

    private SegmentUse use;

    @BeforeEach
    void allOfItIsNeeded() throws Exception {
        Rig rig = new Rig(1);
        Segments segments = new Segments(
                0, rig.storage(new FaultyDisk()), new StoredSegments(rig.objects, 0), new Memtable(1 << 20));
        Segment segment = new Segment(
                1,
                0,
                100_000,
                new byte[32],
                List.of(new Segment.Run(PartitionId.of(1, 0), 0, MESSAGES - 1, MESSAGES)),
                List.of(),
                true,
                false);
        use = segments.add(segment);
        use.change(MESSAGES);
    }

    private void taken(int messages) {
        use.change(-messages);
    }

    @Test
    void isLeftAloneUntilThePaceIsKnown() {
        assertThat(use.isSoonGone(5_000)).isTrue();
        assertThat(use.isSoonGone(5_999)).isTrue();
        assertThat(use.isSoonGone(6_000)).as("nobody takes anything").isFalse();
    }

    @Test
    void isSoonGoneAtAPaceThatEmptiesItWithinTenSeconds() {
        use.isSoonGone(0);
        taken(90);
        assertThat(use.isSoonGone(1_000)).as("910 are left").isFalse();
        taken(80);
        assertThat(use.isSoonGone(2_000)).as("830 are left").isFalse();
        taken(76);
        assertThat(use.isSoonGone(3_000)).as("754 are left").isTrue();
    }

    /** What was taken before the last second says nothing of now. */
    @Test
    void isNotSoonGoneWhenItsConsumersHaveStopped() {
        use.isSoonGone(0);
        taken(900);
        assertThat(use.isSoonGone(1_000)).isTrue();
        assertThat(use.isSoonGone(1_250)).as("not told anew within a second").isTrue();
        assertThat(use.isSoonGone(2_000)).isFalse();
        assertThat(use.isSoonGone(3_000)).isFalse();
    }

    /** A pace over so long is that of all of the time since it was looked at last, and not of one second. */
    @Test
    void paceIsOverTheTimeSinceTheLastLook() {
        use.isSoonGone(0);
        taken(500);
        assertThat(use.isSoonGone(20_000)).as("500 in 20 s, 500 are left").isFalse();
        taken(100);
        assertThat(use.isSoonGone(21_000)).as("100 in 1 s, 400 are left").isTrue();
    }
}
