package io.sluice.admin;

import java.util.List;
import java.util.Locale;

/** Prometheus' text format, version 0.0.4. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private MetricsText() {}

    static String toWire(List<Metric> metrics) {
        StringBuilder out = new StringBuilder(4_096);
        for (Metric metric : metrics) {
            String name = metric.name();
            out.append("# HELP ").append(name).append(' ').append(metric.help()).append('\n');
            out.append("# TYPE ").append(name).append(' ');
            out.append(metric.kind().name().toLowerCase(Locale.ROOT)).append('\n');
            for (Metric.Sample sample : metric.samples()) {
                out.append(name).append(sample.suffix());
                if (!sample.labels().isEmpty()) {
                    out.append('{').append(sample.labels()).append('}');
                }
                out.append(' ').append(number(sample.value())).append('\n');
            }
        }
        return out.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
