package io.sluice.bench.amqp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountTest {
    private final Count count = new Count(10, new Progress() {
        @Override
        public void begins(long nowNs) {}

        @Override
        public void done(int messages, long nowNs) {}
    });

    @Test
    void whatFailsEndsTheWaiting() {
        count.add(7);
        count.fail(new IOException("refused"));
        assertThatThrownBy(() -> count.await(Duration.ofMinutes(1)))
                .hasMessageContaining("7 of 10")
                .hasMessageContaining("refused");
    }

    @Test
    void aConnectionThatClosesWhenAllIsDoneIsNoFailure() {
        count.add(10);
        count.fail(new IOException("closed"));
        assertThatCode(() -> count.await(Duration.ofMinutes(1))).doesNotThrowAnyException();
    }

    @Test
    void whoIsTooSlowIsToldHowFarItCame() {
        count.add(9);
        assertThatThrownBy(() -> count.await(Duration.ofMillis(1))).hasMessageContaining("9 of 10");
    }
}
