package io.mcpidentity.benchmarks.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Horizontal bars in SVG, from zero, with a line from the tenth to the ninetieth percentile; readable on light and on dark
 * ground. Not thread-safe.
 */
final class BarChart {

    private static final int WIDTH = 760;
    private static final int NAMES = 250;
    private static final int VALUES = 90;
    private static final int LINE = 24;
    private static final int HEAD = 34;
    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, sans-serif; fill: #1f2328 }
            .title { font-weight: 600; font-size: 15px }
            .group { font-weight: 600 }
            .bar { fill: #8c959f } .ours { fill: #0969da }
            .spread { stroke: #1f2328; stroke-width: 1.5 }
            .target { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 4 3 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #4493f8 }
            .spread { stroke: #e6edf3 } .target { stroke: #ff7b72 }
            }
            </style>
            """;

    private final String title;
    private final List<Row> rows = new ArrayList<>();
    private OptionalDouble target = OptionalDouble.empty();

    /** A bar; or a heading, where it has no value. */
    private record Row(String name, OptionalDouble value, double low, double high, boolean ours) {}

    BarChart(String title) {
        this.title = title;
    }

    /** Begins a group of bars. */
    BarChart group(String name) {
        rows.add(new Row(name, OptionalDouble.empty(), 0, 0, false));
        return this;
    }

    /** Adds a bar; this project's own stand out. */
    BarChart bar(String name, double value, double low, double high, boolean ours) {
        rows.add(new Row(name, OptionalDouble.of(value), low, high, ours));
        return this;
    }

    /** Draws a line where a target is. */
    BarChart target(double value) {
        target = OptionalDouble.of(value);
        return this;
    }

    /** The picture. */
    String svg() {
        double most = rows.stream()
                .mapToDouble(row -> Math.max(row.high(), row.value().orElse(0)))
                .max()
                .orElse(1);
        double scale = (WIDTH - NAMES - VALUES) / Math.max(most, target.orElse(0));
        int height = HEAD + rows.size() * LINE + 8;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
        text(svg, "title", 0, 18, "start", title);
        int top = HEAD;
        for (Row row : rows) {
            draw(svg, row, top, scale);
            top += LINE;
        }
        double end = height - 6.0;
        target.ifPresent(value -> line(svg, "target", NAMES + value * scale, HEAD - 4.0, NAMES + value * scale, end));
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Row row, int top, double scale) {
        double middle = top + LINE / 2.0;
        if (row.value().isEmpty()) {
            text(svg, "group", 0, middle + 5, "start", row.name());
            return;
        }
        double value = row.value().getAsDouble();
        text(svg, "name", NAMES - 8.0, middle + 4, "end", row.name());
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                row.ours() ? "ours" : "bar",
                NAMES,
                top + 4,
                Math.max(value * scale, 1),
                LINE - 8));
        line(svg, "spread", NAMES + row.low() * scale, middle, NAMES + row.high() * scale, middle);
        double end = NAMES + Math.max(value, row.high()) * scale;
        text(svg, "value", end + 6, middle + 4, "start", Numbers.text(value));
    }

    private static void text(StringBuilder svg, String kind, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n",
                kind,
                x,
                y,
                anchor,
                escaped(text)));
    }

    private static void line(StringBuilder svg, String kind, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                kind,
                x1,
                y1,
                x2,
                y2));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
