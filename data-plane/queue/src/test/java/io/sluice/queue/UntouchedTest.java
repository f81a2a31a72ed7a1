package io.sluice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UntouchedTest {
    private final Untouched untouched = new Untouched(new Holes());
    private final Slice slice = new Slice(0, 0);

    @Test
    void backlogIsOneRangeHoweverLong() {
        for (int offset = 0; offset < 100_000; offset++) {
            untouched.append(slice, offset, 10);
        }
        assertThat(untouched.ranges()).hasSize(1);
        assertThat(slice.untouchedBytes).isEqualTo(1_000_000);
    }

    @Test
    void whatIsTakenFromTheMiddleLeavesTheRestOfItsRange() {
        for (int offset = 0; offset < 5; offset++) {
            untouched.append(slice, offset, 10);
        }
        assertThat(untouched.take(2, 10)).isSameAs(slice);
        assertThat(untouched.take(2, 10)).isNull();
        assertThat(all()).containsExactly(0L, 1L, 3L, 4L);
        assertThat(slice.untouchedBytes).isEqualTo(40);
    }

    /** Beside a plain set: whatever is appended, taken and looked for. */
    @Property(tries = 300)
    void holdsWhatASetWouldHold(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Untouched ranges = new Untouched(new Holes());
        TreeSet<Long> set = new TreeSet<>();
        Slice current = new Slice(0, 0);
        long next = 0;
        for (int i = 0; i < 400; i++) {
            long offset = random.nextLong(next + 1);
            switch (random.nextInt(8)) {
                case 0, 1, 5 -> {
                    next += random.nextInt(4) == 0 ? 2 : 1;
                    current = random.nextInt(10) == 0 ? new Slice(i, next) : current;
                    ranges.append(current, next, 1);
                    set.add(next);
                }
                case 2 -> {
                    long last = offset + random.nextInt(3);
                    ranges.lose(offset, last, (of, weight, first, end) -> {});
                    set.subSet(offset, true, last, true).clear();
                }
                case 3, 4 -> assertThat(ranges.take(offset, 1) != null).isEqualTo(set.remove(offset));
                default -> {
                    Long behind = set.ceiling(offset);
                    assertThat(ranges.next(offset)).isEqualTo(behind == null ? -1 : behind);
                }
            }
            assertThat(ranges.contains(offset)).isEqualTo(set.contains(offset));
            assertThat(ranges.count()).isEqualTo(set.size());
        }
    }

    @Test
    void whatIsLostTakesItsPartOfTheBytesAlong() {
        for (int offset = 0; offset < 10; offset++) {
            untouched.append(slice, offset, offset < 5 ? 10 : 30);
        }
        List<Long> bytes = new ArrayList<>();
        untouched.lose(3, 5, (of, weight, first, last) -> bytes.add(weight));
        assertThat(bytes).containsExactly(60L);
        assertThat(all()).containsExactly(0L, 1L, 2L, 6L, 7L, 8L, 9L);
        assertThat(untouched.count()).isEqualTo(7);
        assertThat(slice.untouchedBytes).isEqualTo(140);
        untouched.lose(0, 100, (of, weight, first, last) -> bytes.add(weight));
        assertThat(all()).isEmpty();
        assertThat(slice.untouchedBytes).isZero();
    }

    private List<Long> all() {
        List<Long> offsets = new ArrayList<>();
        for (Untouched.Range range : untouched.ranges()) {
            for (long offset = range.from; offset < range.end; offset++) {
                offsets.add(offset);
            }
        }
        return offsets;
    }
}
