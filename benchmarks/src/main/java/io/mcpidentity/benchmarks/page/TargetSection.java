package io.mcpidentity.benchmarks.page;

import io.mcpidentity.benchmarks.page.Pooled.Platform;

/** What this project means to hold, and whether it does. */
final class TargetSection implements Section {

    @Override
    public String write(Pool pool, Plots plots) {
        Table table = Table.ofText("", "target", "measured", "", "on");
        for (Target target : Target.all()) {
            for (Platform platform : pool.platforms(target.suite())) {
                if (!target.nativeOnly() || platform.isNative()) {
                    target.value()
                            .in(pool, platform)
                            .ifPresent(found -> table.row(
                                    target.claim(),
                                    target.limitText(),
                                    (Numbers.text(found) + " " + target.unit()).strip(),
                                    target.isMetBy(found) ? "met" : "**not met**",
                                    platform.toString()));
                }
            }
        }
        return table.isEmpty() ? "" : "## In short\n\n" + table;
    }
}
