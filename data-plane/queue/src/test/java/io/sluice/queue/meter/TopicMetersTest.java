package io.sluice.queue.meter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopicMetersTest {
    @Test
    void operationsAreBegunUnitsOf64KiBAndAtLeastOne() {
        assertThat(TopicMeters.operations(0)).isEqualTo(1);
        assertThat(TopicMeters.operations(65_536)).isEqualTo(1);
        assertThat(TopicMeters.operations(65_537)).isEqualTo(2);
        assertThat(TopicMeters.operations(1_048_576)).isEqualTo(16);
    }
}
