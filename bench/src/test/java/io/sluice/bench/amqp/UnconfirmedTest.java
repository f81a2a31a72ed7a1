package io.sluice.bench.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnconfirmedTest {
    private final Unconfirmed unconfirmed = new Unconfirmed();

    @Test
    void eachMessageCountsOnceInWhateverOrderConfirmsCome() {
        assertThat(unconfirmed.confirm(3, false)).isEqualTo(1);
        assertThat(unconfirmed.confirm(1, false)).isEqualTo(1);
        assertThat(unconfirmed.confirm(5, true)).isEqualTo(3); // 2, 4 and 5
        assertThat(unconfirmed.confirm(6, true)).isEqualTo(1);
    }

    @Test
    void aMessageThatIsConfirmedAgainDoesNotCount() {
        unconfirmed.confirm(4, true);
        assertThat(unconfirmed.confirm(4, true)).isZero();
        assertThat(unconfirmed.confirm(2, false)).isZero();
        assertThat(unconfirmed.confirm(1, true)).isZero();
    }
}
