package io.mcpidentity.config;

import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the syntax of {@link java.util.Properties} and remembers the lines, so that a key that stands twice is a problem
 * instead of the last one winning silently.
 */
final class PropertiesText {

    private final String text;
    private final String source;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int at;
    private int line = 1;

    /**
     * A value and the line that its key stands in.
     *
     * @param value the value as written, without escapes
     * @param number the line, from 1
     */
    record Line(String value, int number) {

        /** Names the line; the value may be a secret. */
        @Override
        public String toString() {
            return "line " + number;
        }
    }

    private PropertiesText(String text, String source) {
        this.text = text;
        this.source = source;
    }

    /** Reads the text; {@code source} names it in problems. */
    static PropertiesText parse(String text, String source) {
        PropertiesText parsed = new PropertiesText(text.startsWith("\uFEFF") ? text.substring(1) : text, source);
        parsed.readAll();
        return parsed;
    }

    Map<String, Line> lines() {
        return lines;
    }

    List<Problem> problems() {
        return problems;
    }

    private void readAll() {
        while (at < text.length()) {
            int number = line;
            String logical = logicalLine();
            if (!logical.isEmpty()) {
                readEntry(logical, number);
            }
        }
    }

    /** A line with those that continue it; empty for blanks and comments. */
    private String logicalLine() {
        String natural = naturalLine();
        if (isComment(natural)) {
            return "";
        }
        StringBuilder logical = new StringBuilder();
        while (isContinued(natural)) {
            logical.append(natural, 0, natural.length() - 1);
            natural = naturalLine();
            if (logical.isEmpty() && isComment(natural)) {
                return "";
            }
        }
        return logical.append(natural).toString();
    }

    private static boolean isComment(String natural) {
        return natural.startsWith("#") || natural.startsWith("!");
    }

    /** A line without the blanks that it begins with and without its end; empty where there is none left. */
    private String naturalLine() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        int from = at;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        String natural = text.substring(from, at);
        if (at < text.length()) {
            at += text.startsWith("\r\n", at) ? 2 : 1;
            line++;
        }
        return natural;
    }

    private static boolean isContinued(String natural) {
        int backslashes = 0;
        while (backslashes < natural.length() && natural.charAt(natural.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void readEntry(String logical, int number) {
        int end = 0;
        while (end < logical.length() && !isSeparator(logical.charAt(end))) {
            end += logical.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end, logical.length());
        int value = skipBlanks(logical, end);
        if (value < logical.length() && (logical.charAt(value) == '=' || logical.charAt(value) == ':')) {
            value = skipBlanks(logical, value + 1);
        }
        String key = unescape(logical.substring(0, end), number);
        Line former = lines.putIfAbsent(key, new Line(unescape(logical.substring(value), number), number));
        if (former != null) {
            problems.add(new Problem(
                    Shown.text(key),
                    "stands twice in " + source + ", in lines " + former.number() + " and " + number
                            + "; keep one of them"));
        }
    }

    private static int skipBlanks(String logical, int from) {
        int after = from;
        while (after < logical.length() && isBlank(logical.charAt(after))) {
            after++;
        }
        return after;
    }

    private String unescape(String escaped, int number) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder read = new StringBuilder();
        for (int from = 0; from < escaped.length(); from++) {
            char c = escaped.charAt(from);
            if (c != '\\' || from + 1 == escaped.length()) {
                read.append(c);
                continue;
            }
            char escape = escaped.charAt(++from);
            switch (escape) {
                case 't' -> read.append('\t');
                case 'n' -> read.append('\n');
                case 'r' -> read.append('\r');
                case 'f' -> read.append('\f');
                case 'u' -> {
                    if (hasFourDigits(escaped, from + 1)) {
                        read.append((char) Integer.parseInt(escaped.substring(from + 1, from + 5), 16));
                        from += 4;
                    } else {
                        problems.add(new Problem(
                                source,
                                "line " + number + " has a `\\u` without four hexadecimal digits; write `\\\\` for a"
                                        + " backslash"));
                    }
                }
                default -> read.append(escape);
            }
        }
        return read.toString();
    }

    private static boolean hasFourDigits(String escaped, int from) {
        return from + 4 <= escaped.length()
                && escaped.substring(from, from + 4).chars().allMatch(HexFormat::isHexDigit);
    }

    private static boolean isSeparator(char c) {
        return c == '=' || c == ':' || isBlank(c);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }
}
