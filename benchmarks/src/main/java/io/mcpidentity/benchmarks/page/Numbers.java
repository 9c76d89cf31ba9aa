package io.mcpidentity.benchmarks.page;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {

    private Numbers() {}

    /** Three digits that matter, and thousands apart. */
    static String text(double number) {
        double size = Math.abs(number);
        if (size >= 1000) {
            double unit = Math.pow(10, Math.floor(Math.log10(size)) - 3);
            return String.format(Locale.ROOT, "%,.0f", Math.round(number / unit) * unit);
        }
        if (size == 0 || (size >= 1 && number == Math.rint(number))) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        int digits = 2 - (int) Math.floor(Math.log10(size));
        return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(digits, 4)) + "f", number);
    }

    /** A share as a percentage. */
    static String percent(double share) {
        double percent = share * 100;
        return (percent < 1 ? String.format(Locale.ROOT, "%.1f", percent) : Math.round(percent)) + " %";
    }
}
