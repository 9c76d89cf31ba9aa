package io.mcpidentity.benchmarks.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown. Not thread-safe. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    private Table(String other, String... columns) {
        row(columns);
        lines.add("|---|" + String.join("", Collections.nCopies(columns.length - 1, other)));
    }

    /** A table whose first column is text, and all others are numbers. */
    static Table ofNumbers(String... columns) {
        return new Table("--:|", columns);
    }

    /** A table of text. */
    static Table ofText(String... columns) {
        return new Table("---|", columns);
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
