package io.sluice.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.command.Segment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeldTest {
    private static final PartitionId ORDERS = PartitionId.of(7, 0);

    private final Held held = new Held(new NamedKeys(), "the log");

    @Test
    void bodyIsWhereTheLogOrSegmentsHaveIt() {
        Bodies.Shelf shelf = held.shelf(ORDERS, new TenantId(42));
        for (long offset = 100; offset < 110; offset++) {
            shelf.put(offset, 0, 1, new byte[1]);
        }
        assertThat(places(99, 100, 109, 110)).containsExactly(0, 1, 1, 0);

        held.flushed(segment(100, 104));
        assertThat(places(100, 104, 105)).as("the segment's now").containsExactly(0, 0, 1);

        held.inSegment(ORDERS, offsets(100, 101, 102, 103));
        assertThat(places(100, 103, 104, 105)).as("104 is lost").containsExactly(1, 1, 0, 1);

        held.inSegment(ORDERS, offsets(103, 105));
        assertThat(places(102, 103, 105)).as("twice").containsExactly(1, 2, 2);
    }

    @Test
    void offsetsAreToldAsRanges() {
        OffsetRanges ranges = new OffsetRanges();
        assertThat(ranges.isEmpty()).isTrue();
        List.of(9L, 1L, 2L, 3L, 5L).forEach(ranges::add);
        assertThat(ranges).hasToString("1 to 3, 5, 9");
        for (long offset = 20; offset < 40; offset += 2) {
            ranges.add(offset);
        }
        assertThat(ranges.count()).isEqualTo(15);
        assertThat(ranges.toString()).startsWith("1 to 3, 5, 9, 20, ").endsWith(" and 5 more ranges");
    }

    private List<Integer> places(long... offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> held.places(ORDERS, offset))
                .toList();
    }

    private static Offsets offsets(long... offsets) {
        Offsets set = new Offsets();
        for (long offset : offsets) {
            set.add(offset);
        }
        return set;
    }

    private static Segment segment(long first, long last) {
        Segment.Run run = new Segment.Run(ORDERS, first, last, (int) (last - first + 1));
        return new Segment(1, 0, 1, new byte[32], List.of(run), List.of(), true, false);
    }
}
