package io.sluice.queue.fifo;

import static io.sluice.queue.fifo.FifoRig.RETENTION_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.queue.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A FIFO topic whose delay is changed again and again, beside a model that keeps each message's time. */
class RipeningTest {
    private static final int STEPS = 200;

    @Property(tries = 200)
    void messageIsHiddenForThePresentDelayNeverTooShortAndASecondTooLongAtTheMost(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FifoRig rig = new FifoRig();
        List<Long> sentMs = new ArrayList<>();
        long delayMs = 0;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    delayMs = random.nextInt(3) == 0 ? 0 : random.nextLong(20_000);
                    rig.configure(delayMs, RETENTION_MS, Optional.empty());
                }
                case 1, 2, 3 -> {
                    rig.send(sentMs.size(), 1);
                    sentMs.add(rig.state.timeMs());
                }
                case 4 -> rig.restart();
                case 5 -> rig.pass(random.nextLong(5_000));
                default -> rig.pass(random.nextLong(300));
            }
            long nowMs = rig.state.timeMs();
            long hiddenFrom = rig.topic().existingGroups().ripening.hiddenFrom();
            for (int offset = 0; offset < sentMs.size(); offset++) {
                long dueMs = sentMs.get(offset) + delayMs;
                if (dueMs > nowMs) {
                    assertThat((long) offset).as("hidden").isGreaterThanOrEqualTo(hiddenFrom);
                } else if (dueMs + Slice.LENGTH_MS <= nowMs) {
                    assertThat((long) offset).as("shown").isLessThan(hiddenFrom);
                }
            }
        }
    }
}
