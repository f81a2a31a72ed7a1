package io.sluice.clients.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.clients.soak.Sample.Measure;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final int SECONDS = 900;

    @Test
    void whatComesAndGoesWithTheLoadIsFlat() {
        Trend trend = Trend.of(Measure.FILES, files(second -> 100 + second % 30), PERIOD);
        assertThat(trend.growth()).isCloseTo(0, within(0.01));
        assertThat(trend.flat()).isTrue();
    }

    @Test
    void aLeakGrows() {
        Trend trend = Trend.of(Measure.FILES, files(second -> 100 + second % 30 + second / 10), PERIOD);
        assertThat(trend.growth()).isGreaterThan(Trend.TOLERANCE);
        assertThat(trend.flat()).isFalse();
    }

    @Test
    void whatGrewInTheBeginningOnlyIsFlat() {
        assertThat(Trend.of(Measure.FILES, files(second -> Math.min(second, 300)), PERIOD)
                        .flat())
                .isTrue();
    }

    @Test
    void garbageBetweenCollectionsDoesNotCount() {
        // The heap fills further and further, but a collection in each window leaves the same.
        List<Sample> samples = IntStream.range(0, SECONDS)
                .mapToObj(second -> new Sample(second, (50.0 + second % 30 * second) * (1 << 20), 0, 0, 0, 0, 0))
                .toList();
        assertThat(Trend.of(Measure.HEAP, samples, PERIOD).growth()).isCloseTo(0, within(0.01));
    }

    @Test
    void aRunThatIsTooShortTellsNothing() {
        List<Sample> samples = files(second -> 1).subList(0, 200);
        assertThatThrownBy(() -> Trend.of(Measure.FILES, samples, PERIOD)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Sample> files(DoubleUnaryOperator count) {
        return IntStream.range(0, SECONDS)
                .mapToObj(second -> new Sample(second, 0, 0, count.applyAsDouble(second), 0, 0, 0))
                .toList();
    }
}
