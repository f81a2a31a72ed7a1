package io.sluice.admin;

import java.util.List;

/**
 * A number that an operator looks at, with its labels' values.
 *
 * @param name in Prometheus' style, with the unit at the end; a counter's ends in {@code _total}
 * @param help one line
 */
public record Metric(String name, String help, Kind kind, List<Sample> samples) {
    /** How the number moves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * One value.
     *
     * @param suffix what is put behind the metric's name, such as {@code _sum}; mostly empty
     * @param labels {@code name="value",…} as it goes on the wire; mostly empty
     */
    public record Sample(String suffix, String labels, double value) {}

    public static Metric gauge(String name, String help, double value) {
        return new Metric(name, help, Kind.GAUGE, List.of(new Sample("", "", value)));
    }

    public static Metric counter(String name, String help, double value) {
        return new Metric(name, help, Kind.COUNTER, List.of(new Sample("", "", value)));
    }

    /** Port: who has numbers to show. */
    @FunctionalInterface
    public interface Source {
        /** As of now; takes no locks and does not block. */
        List<Metric> read();
    }
}
