package io.sluice.bench.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberedBodiesTest {
    @Test
    void aBodyOfOneKilobyteTellsItsNumber() {
        NumberedBodies bodies = new NumberedBodies();
        for (int number : new int[] {0, 639, 640, 49_999_999}) {
            assertThat(bodies.body(number)).hasSize(1024);
            assertThat(NumberedBodies.number(bodies.body(number))).isEqualTo(number);
        }
    }
}
