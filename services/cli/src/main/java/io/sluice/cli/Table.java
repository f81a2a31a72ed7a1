package io.sluice.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Columns of text: the first to the left, numbers to the right. */
final class Table {
    private Table() {}

    static String of(List<String> headings, List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, headings.size())
                .mapToObj(column -> Stream.concat(Stream.of(headings), rows.stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return Stream.concat(Stream.of(headings), rows.stream())
                .map(row -> line(row, widths))
                .collect(Collectors.joining());
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(widths.get(column) - cells.get(column).length());
            line.append(column == 0 ? cells.get(0) + padding : "   " + padding + cells.get(column));
        }
        return line.append('\n').toString();
    }
}
