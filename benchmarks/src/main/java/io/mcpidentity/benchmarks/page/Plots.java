package io.mcpidentity.benchmarks.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The folder of plots beside the page. */
final class Plots {

    private final Path folder;

    Plots(Path folder) {
        this.folder = folder;
    }

    /** Writes a plot, and answers how the page shows it. */
    String show(String name, String description, BarChart chart) {
        String file = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), chart.svg());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return "![" + description + "](" + folder.getFileName() + "/" + file + ")\n\n";
    }
}
