package io.sluice.queue.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BusyTimeTest {
    private record Lease(int messages, long fromMs, long endMs) {}

    /** However often somebody looks meanwhile. */
    @Property(tries = 40)
    void isWhatEachMillisecondOfEachLeaseComesTo(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BusyTime busy = new BusyTime();
        List<Lease> leases = new ArrayList<>();
        long nowMs = 1_000_000;
        for (int i = 0; i < 30; i++) {
            int messages = random.nextInt(1, 5);
            busy.leased(messages, nowMs);
            long fromMs = nowMs;
            nowMs += random.nextInt(3) == 0 ? random.nextLong(3 * BusyTime.RECENT_MS) : random.nextLong(2_000);
            if (random.nextBoolean()) {
                busy.at(fromMs + (nowMs - fromMs) / 2);
            }
            busy.leased(-messages, nowMs);
            leases.add(new Lease(messages, fromMs, nowMs));
            nowMs += random.nextLong(2_000);
        }
        double exact = 0;
        for (Lease lease : leases) {
            for (long ms = lease.fromMs; ms < lease.endMs; ms++) {
                exact += (double) lease.messages / (1L << (nowMs / BusyTime.RECENT_MS - ms / BusyTime.RECENT_MS));
            }
        }
        assertThat((double) busy.at(nowMs)).isBetween(exact * 0.99 - 200, exact + 1);
    }
}
