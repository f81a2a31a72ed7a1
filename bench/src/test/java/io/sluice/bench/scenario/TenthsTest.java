package io.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TenthsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aRateThatSinksShowsInTheLastTenth() {
        Tenths tenths = new Tenths(100, 0);
        for (int i = 0; i < 9; i++) {
            tenths.add(10, (i + 1) * SECOND);
        }
        tenths.add(10, 19 * SECOND);
        assertThat(tenths.lastRate()).isCloseTo(1, within(1e-9));
        assertThat(tenths.slowestRate()).isCloseTo(1, within(1e-9));
        assertThat(tenths.rate()).isCloseTo(100 / 19.0, within(1e-9));
    }

    @Test
    void whatIsNotWholeHasNoRate() {
        Tenths tenths = new Tenths(100, 0);
        tenths.add(99, SECOND);
        assertThat(tenths.whole()).isFalse();
        assertThatThrownBy(tenths::rate).hasMessageContaining("99 of 100");
    }
}
