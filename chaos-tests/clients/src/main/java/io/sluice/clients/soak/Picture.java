package io.sluice.clients.soak;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The run as a picture: one strip a measure, from zero to its most, the last third shaded. SVG. */
final class Picture {
    private static final int WIDTH = 900;
    private static final int LEFT = 20;
    private static final int STRIP = 110;
    private static final int GAP = 36;
    private static final int TOP = 40;

    private Picture() {}

    static String of(String title, List<Sample> samples, List<Trend> trends) {
        StringBuilder svg = new StringBuilder();
        int height = TOP + trends.size() * (STRIP + GAP) + GAP;
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
                        .formatted(WIDTH + 2 * LEFT, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.append(text(LEFT, 22, title));
        int top = TOP + GAP / 2;
        for (Trend trend : trends) {
            svg.append(strip(trend, samples, top));
            top += STRIP + GAP;
        }
        double minutes = samples.getLast().seconds() / 60;
        svg.append(text(LEFT, top + 4, "0")).append(text(LEFT + WIDTH - 60, top + 4, "%.0f min".formatted(minutes)));
        return svg.append("</svg>\n").toString();
    }

    private static String strip(Trend trend, List<Sample> samples, int top) {
        Sample.Measure measure = trend.measure();
        double most = samples.stream().mapToDouble(measure::of).max().orElse(1);
        double length = samples.getLast().seconds();
        StringJoiner points = new StringJoiner(" ");
        for (Sample sample : samples) {
            double x = LEFT + WIDTH * sample.seconds() / length;
            double y = top + STRIP * (1 - measure.of(sample) / Math.max(most, Double.MIN_NORMAL));
            points.add("%.1f,%.1f".formatted(x, y));
        }
        String label = String.format(
                Locale.ROOT,
                "%s: at most %.0f %s; last third %.1f on average, %+.1f %%",
                measure.title,
                most,
                measure.unit,
                trend.mean(),
                trend.growth() * 100);
        return "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f4f4f4\"/>\n"
                        .formatted(LEFT, top, WIDTH, STRIP)
                + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#e6eef8\"/>\n"
                        .formatted(LEFT + WIDTH * 2 / 3, top, WIDTH / 3, STRIP)
                + text(LEFT, top - 5, label)
                + "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.2\" points=\"%s\"/>\n"
                        .formatted(trend.flat() ? "#1f5fa8" : "#c02020", points);
    }

    private static String text(int x, int y, String words) {
        return "<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x, y, words);
    }
}
