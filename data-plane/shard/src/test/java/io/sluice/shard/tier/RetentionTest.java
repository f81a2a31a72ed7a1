package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.TierMeters;
import io.sluice.model.Topic;
import io.sluice.shard.Backlog;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole segments go by time. */
final class RetentionTest {
    private static final Duration SHORT = Duration.ofMinutes(2);

    private Rig rig;
    private Topic brief;
    private Topic lasting;

    @BeforeEach
    void smallMemtable() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.flushAfterBytes = 96 << 10;
        rig.snapshotEveryBytes = 32 << 10;
        rig.crash(0);
        brief = rig.topic("brief", 0, 1, SHORT, 0, Optional.empty());
        lasting = rig.topic("lasting", 0, 2);
    }

    @Test
    void expiredSegmentsGoFromDiskAndStoreThoughNobodyReceives() throws Exception {
        rig.hotBytes = 100 << 10;
        rig.crash(1);
        new Backlog(rig, brief).sendAll();
        rig.pass(Rig.UPLOAD_AFTER.plusSeconds(30));
        assertThat(gauges().diskBytes()).isPositive();
        assertThat(gauges().storeBytes()).isPositive();
        rig.pass(SHORT);
        assertThat(gauges().diskBytes()).isZero();
        assertThat(gauges().storeBytes()).isZero();
        new Backlog(rig, lasting).churn();
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.kept.list("shard-00/", "", 1_000).join().objects()).isEmpty();
    }

    @Test
    void tiersAreMeteredUntilTheSegmentsGoAndNoLonger() throws Exception {
        new Backlog(rig, brief).sendAll();
        TierMeters before = meters();
        rig.pass(SHORT.plusSeconds(10));
        TierMeters gone = meters();
        assertThat(gone.diskByteMs()).isGreaterThan(before.diskByteMs());
        BigInteger most = BigInteger.valueOf((long) Backlog.MESSAGES * (Backlog.PADDING.length() + 4))
                .multiply(BigInteger.valueOf(SHORT.plusSeconds(15).toMillis()));
        assertThat(gone.diskByteMs()).isLessThan(most);
        rig.pass(Duration.ofHours(1));
        rig.send(lasting, "brings the log's time up to date");
        assertThat(meters()).isEqualTo(gone);
        rig.crash(1);
        assertThat(meters()).isEqualTo(gone);
    }

    @Test
    void whatLastsLongerInTheSameSegmentStays() throws Exception {
        for (int i = 0; i < Backlog.MESSAGES; i++) {
            rig.send(brief, noise("b" + i));
            if (i % 5 == 0) {
                rig.send(lasting, noise("l" + i));
            }
            rig.pass(Duration.ofMillis(20));
        }
        long before = gauges().diskBytes();
        rig.pass(SHORT.multipliedBy(2));
        assertThat(gauges().diskBytes()).isLessThan(before / 2);
        assertThat(gauges().rewrittenBytes()).isPositive();
        assertThat(new Backlog(rig, lasting).drain()).hasSize(Backlog.MESSAGES / 5);
        assertThat(new Backlog(rig, brief).drain()).isEmpty();
    }

    /** Does not shrink. */
    private static String noise(String begin) {
        StringBuilder text = new StringBuilder(begin);
        new Random(begin.hashCode()).ints(500, 33, 127).forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    private TierMeters meters() throws IOException {
        return rig.await(rig.usage.usage(Rig.TENANT)).tiers();
    }

    private StorageGauges gauges() {
        return rig.shards.getFirst().gauges().storage();
    }
}
