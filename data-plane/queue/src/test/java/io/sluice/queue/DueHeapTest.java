package io.sluice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DueHeapTest {
    private static final int STEPS = 400;
    private static final Comparator<Thing> ORDER = Comparator.<Thing>comparingLong(Due::dueAt)
            .thenComparingLong(Thing::firstRank)
            .thenComparingLong(Thing::secondRank);

    /** Due things, told apart by two ranks. */
    private static final class Thing extends Due {
        private final long first;
        private final long second;

        Thing(long first, long second) {
            this.first = first;
            this.second = second;
        }

        @Override
        protected long firstRank() {
            return first;
        }

        @Override
        protected long secondRank() {
            return second;
        }
    }

    @Property
    void heapIsASortedSet(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DueHeap<Thing> heap = new DueHeap<>();
        TreeSet<Thing> model = new TreeSet<>(ORDER);
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            things.add(new Thing(i % 7, i));
        }
        int growing = random.nextInt(2, 8);
        for (int step = 0; step < STEPS; step++) {
            Thing thing = things.get(random.nextInt(things.size()));
            if (random.nextInt(10) < growing) {
                if (!thing.isWaiting()) {
                    heap.add(thing, random.nextLong(50));
                    model.add(thing);
                }
            } else if (random.nextBoolean()) {
                model.remove(thing);
                heap.remove(thing);
            } else {
                long now = random.nextLong(50);
                Thing first = model.isEmpty() ? null : model.first();
                Thing due = heap.pollDue(now);
                assertThat(due).isSameAs(first != null && first.dueAt() <= now ? first : null);
                if (due != null) {
                    model.remove(due);
                }
            }
            assertThat(heap.size()).isEqualTo(model.size());
            assertThat(heap.first()).isSameAs(model.isEmpty() ? null : model.first());
        }
        things.forEach(thing -> assertThat(thing.isWaiting()).isEqualTo(model.contains(thing)));
    }
}
