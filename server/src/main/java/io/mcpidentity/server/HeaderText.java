package io.mcpidentity.server;

/** Makes text safe where it stands in a header, a log line or an event: nothing in it can end the line or the string. */
final class HeaderText {

    private static final int LONGEST = 200;

    private HeaderText() {}

    /** A quoted-string (RFC 9110 §5.6.4) of the characters that RFC 6750 §3 allows; others are replaced. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"') {
                quoted.append('\'');
            } else if (character == '\\') {
                quoted.append('/');
            } else {
                quoted.append(isVisible(character) || character == ' ' ? character : '?');
            }
        }
        return quoted.append('"').toString();
    }

    /** The text with everything but visible ASCII replaced, cut after 200 characters. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
        for (int at = 0; at < text.length() && at < LONGEST; at++) {
            char character = text.charAt(at);
            shown.append(isVisible(character) || character == ' ' ? character : '?');
        }
        return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
    }

    /** Whether this is a scope-token (RFC 6749 §3.3). */
    static boolean isScope(String text) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (!isVisible(character) || character == '"' || character == '\\') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isVisible(char character) {
        return character > 0x20 && character < 0x7F;
    }
}
