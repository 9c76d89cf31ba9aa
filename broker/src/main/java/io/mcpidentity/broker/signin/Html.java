package io.mcpidentity.broker.signin;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML: whatever is text or the value of an attribute is escaped, always. Not thread-safe.
 *
 * <p>Names of elements and attributes come from the source code alone.
 */
final class Html {

    private static final int LONGEST_CLAIM = 80;

    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are names and values in turn. */
    Html open(String name, String... attributes) {
        tag(name, attributes);
        open.push(name);
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Writes an element that holds text. */
    Html element(String name, String text, String... attributes) {
        return open(name, attributes).text(text).close();
    }

    /** Writes an element without content, such as {@code input}. */
    Html empty(String name, String... attributes) {
        tag(name, attributes);
        return this;
    }

    /** Writes text. */
    Html text(String text) {
        escape(text);
        return this;
    }

    /** Writes what somebody else said, set apart so that it cannot change the direction of the text around it. */
    Html claim(String text) {
        return element("bdi", shown(text));
    }

    /** The one style sheet, which is no text: the policy names its digest. */
    Html style(String css) {
        out.append("<style>").append(css).append("</style>");
        return this;
    }

    /** The document; everything that was opened has to be closed. */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.append('\n').toString();
    }

    /** A text of somebody else's without what is invisible or reorders, and not too long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> shown.append('\uFFFD');
                default -> shown.appendCodePoint(point);
            }
        });
        if (shown.codePointCount(0, shown.length()) <= LONGEST_CLAIM) {
            return shown.toString();
        }
        return shown.substring(0, shown.offsetByCodePoints(0, LONGEST_CLAIM)) + "…";
    }

    private void tag(String name, String... attributes) {
        out.append('<').append(name);
        for (int at = 0; at < attributes.length; at += 2) {
            out.append(' ').append(attributes[at]).append("=\"");
            escape(attributes[at + 1]);
            out.append('"');
        }
        out.append('>');
    }

    private void escape(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }
}
