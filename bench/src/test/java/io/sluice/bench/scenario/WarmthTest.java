package io.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmthTest {
    @Test
    void threeRoundsWithoutGrowthAreWarm() {
        Warmth warmth = new Warmth(Duration.ofHours(1));
        for (double rate : new double[] {100, 200, 205, 199}) {
            warmth.round(rate);
            assertThat(warmth.reached()).isFalse();
        }
        warmth.round(206);
        assertThat(warmth.reached()).isTrue();
    }

    @Test
    void theTimeForItEndsWhateverTheRate() {
        Warmth warmth = new Warmth(Duration.ZERO);
        warmth.round(1);
        assertThat(warmth.reached()).isTrue();
    }
}
