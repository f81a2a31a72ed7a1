package io.sluice.clients.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a measure grew over the last third of a run: windows of the load's period are summed up to one number each, a line
 * is laid through them by least squares, and its rise over the third is held against their mean.
 *
 * @param mean of the last third
 * @param growth of the line over the last third, as a part of the mean; negative if it fell
 */
record Trend(Sample.Measure measure, double mean, double growth) {
    /** A line through windows that scatter is never quite flat; a leak that matters in a day is steeper by far. */
    static final double TOLERANCE = 0.10;

    private static final int FEWEST_WINDOWS = 4;

    /** @throws IllegalArgumentException when the last third has fewer windows than {@value #FEWEST_WINDOWS} */
    static Trend of(Sample.Measure measure, List<Sample> samples, Duration period) {
        double windowSeconds = period.toNanos() / 1e9;
        double end = samples.getLast().seconds();
        int windows = (int) (end / 3 / windowSeconds);
        if (windows < FEWEST_WINDOWS) {
            throw new IllegalArgumentException("a last third of " + windows + " windows tells no trend");
        }
        double begin = end - windows * windowSeconds;
        List<Double> points = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            double from = begin + window * windowSeconds;
            points.add(point(
                    measure,
                    samples.stream()
                            .filter(sample -> sample.seconds() >= from && sample.seconds() < from + windowSeconds)
                            .toList()));
        }
        double mean = points.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new Trend(measure, mean, mean == 0 ? 0 : slope(points) * (windows - 1) / mean);
    }

    boolean flat() {
        return growth <= TOLERANCE;
    }

    private static double point(Sample.Measure measure, List<Sample> window) {
        var values = window.stream().mapToDouble(measure::of);
        return (measure.least ? values.min() : values.average()).orElseThrow();
    }

    /** By least squares, a window. */
    private static double slope(List<Double> points) {
        double middle = (points.size() - 1) / 2.0;
        double above = 0;
        double below = 0;
        for (int i = 0; i < points.size(); i++) {
            above += (i - middle) * points.get(i);
            below += (i - middle) * (i - middle);
        }
        return above / below;
    }

    @Override
    public String toString() {
        return "%-26s %9.1f %-3s %+6.1f %% over the last third: %s"
                .formatted(measure.title, mean, measure.unit, growth * 100, flat() ? "flat" : "GROWS");
    }
}
