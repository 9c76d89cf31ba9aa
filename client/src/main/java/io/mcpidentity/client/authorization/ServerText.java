package io.mcpidentity.client.authorization;

import java.util.regex.Pattern;

/**
 * Makes what an authorization server says fit for a message to a person: one line, nothing invisible or that reorders, no
 * quotation marks, not too long.
 *
 * <p>Does not make it fit for HTML, and does not make it true.
 */
public final class ServerText {

    private static final int LONGEST = 200;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private ServerText() {}

    /** An error code as it is, where it looks like one; otherwise words that say so. */
    public static String code(String error) {
        return CODE.matcher(error).matches() ? error : "an error without a proper name";
    }

    /** A description; empty text where nothing of it can be shown. */
    public static String description(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST + 1L).forEach(point -> append(shown, point));
        String line = shown.toString().strip();
        int length = line.codePointCount(0, line.length());
        return length <= LONGEST ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }

    private static void append(StringBuilder shown, int point) {
        switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {
                if (!shown.isEmpty() && shown.charAt(shown.length() - 1) != ' ') {
                    shown.append(' ');
                }
            }
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {}
            default -> shown.appendCodePoint(point == '"' ? '\'' : point);
        }
    }
}
