package io.mcpidentity.benchmarks.page;

/** A part of the page. */
@FunctionalInterface
interface Section {

    /** What it says about what was measured, in Markdown; empty where nothing was. */
    String write(Pool pool, Plots plots);
}
