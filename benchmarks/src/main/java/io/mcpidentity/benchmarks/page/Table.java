package io.mcpidentity.benchmarks.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown. Not thread-safe. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    /** The first column is text, all others are numbers. */
    Table(String... columns) {
        row(columns);
        lines.add("|---|" + String.join("", Collections.nCopies(columns.length - 1, "--:|")));
    }

    final Table row(String... cells) {
        lines.add("| " + String.join(" | ", cells).replace("\n", " ") + " |");
        return this;
    }

    /** Whether nothing but the head is there. */
    boolean isEmpty() {
        return lines.size() == 2;
    }

    /** The table with an empty line behind it. */
    @Override
    public String toString() {
        return String.join("\n", lines) + "\n\n";
    }
}
