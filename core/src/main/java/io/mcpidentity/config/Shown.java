package io.mcpidentity.config;

/** Makes text from outside fit for a message: no control characters, not too long, no user of a URL. */
final class Shown {

    private static final int LONGEST = 120;
    private static final int LONGEST_SENTENCE = 600;

    private Shown() {}

    /** A name, a key or a path. */
    static String text(String raw) {
        return text(raw, LONGEST);
    }

    /** Our own words around text from outside. */
    static String sentence(String raw) {
        return text(raw, LONGEST_SENTENCE);
    }

    private static String text(String raw, int longest) {
        StringBuilder shown = new StringBuilder();
        String cut = raw.length() <= longest ? raw : raw.substring(0, longest);
        cut.codePoints().forEach(c -> {
            if (isUnsafe(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return raw.length() <= longest ? shown.toString() : shown + "…";
    }

    /** A value in quotes; what stands before an {@code @} in a URL may be a password. */
    static String value(String raw) {
        int scheme = raw.indexOf("//");
        int user = raw.lastIndexOf('@');
        String safe = scheme >= 0 && user > scheme ? raw.substring(0, scheme + 2) + "…" + raw.substring(user) : raw;
        return "\"" + text(safe) + "\"";
    }

    private static boolean isUnsafe(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
