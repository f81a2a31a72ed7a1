package io.sluice.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what a run measured; prints verdicts first, then a chart, and writes it all as JSON. */
public final class Report {
    private static final int CHART_WIDTH = 32;
    /** Longer names make it wider. */
    private static final int SERVER_WIDTH = 10;

    private final Map<String, Object> settings;
    private final PrintStream out;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public Report(Map<String, Object> settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    public void progress(String text) {
        out.println("… " + text);
    }

    public void figure(Figure figure) {
        figures.add(figure);
    }

    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** Something that the reader of the numbers must know. */
    public void note(String note) {
        notes.add(note);
    }

    public void print() {
        settings.forEach((name, value) -> out.printf(Locale.ROOT, "%-12s %s%n", name, value));
        out.println();
        verdicts.forEach(this::print);
        figures.stream().map(Figure::part).distinct().forEach(this::chart);
        out.println();
        notes.forEach(note -> out.println("note: " + note));
    }

    private void print(Verdict v) {
        out.printf(
                Locale.ROOT,
                "%-4s %-58s %12s %-6s (%s %s)%n",
                v.met() ? "yes" : "NO",
                v.what(),
                number(v.value()),
                v.unit(),
                v.atLeast() ? "≥" : "≤",
                number(v.wanted()));
    }

    private void chart(String part) {
        out.println();
        out.println(part);
        List<Figure> rows = figures.stream().filter(f -> f.part().equals(part)).toList();
        int servers = rows.stream().mapToInt(f -> f.server().length()).reduce(SERVER_WIDTH, Math::max);
        for (Figure f : rows) {
            double most = rows.stream()
                    .filter(other ->
                            other.what().equals(f.what()) && other.unit().equals(f.unit()))
                    .mapToDouble(Figure::value)
                    .max()
                    .orElse(1);
            int length = most <= 0 ? 0 : (int) Math.round(f.value() / most * CHART_WIDTH);
            StringBuilder more = new StringBuilder();
            f.more().forEach((k, v) -> more.append("  ").append(k).append(' ').append(number(v)));
            out.printf(
                    Locale.ROOT,
                    "  %-26s %-" + servers + "s %-" + CHART_WIDTH + "s %11s %s%s%n",
                    f.what(),
                    f.server(),
                    "█".repeat(length),
                    number(f.value()),
                    f.unit(),
                    more);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.2f", value);
    }

    /** One object: settings, verdicts, figures, notes. */
    public void write(Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", 1);
        all.put("settings", settings);
        all.put("verdicts", verdicts.stream().map(Report::map).toList());
        all.put("figures", figures.stream().map(Report::map).toList());
        all.put("notes", notes);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Json.of(all) + "\n");
        out.println("written to " + file);
    }

    private static Map<String, Object> map(Verdict v) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", v.what());
        map.put("value", v.value());
        map.put("unit", v.unit());
        map.put(v.atLeast() ? "atLeast" : "atMost", v.wanted());
        map.put("met", v.met());
        return map;
    }

    private static Map<String, Object> map(Figure f) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("part", f.part());
        map.put("what", f.what());
        map.put("server", f.server());
        map.put("value", f.value());
        map.put("unit", f.unit());
        map.putAll(f.more());
        return map;
    }

    public double value(String part, String what, String server) {
        return figures.stream()
                .filter(f -> f.part().equals(part)
                        && f.what().equals(what)
                        && f.server().equals(server))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
