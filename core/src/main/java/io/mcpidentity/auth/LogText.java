package io.mcpidentity.auth;

import java.util.Optional;

/** Makes text from outside fit for logs and events: nothing that could forge a line, nothing without end. */
final class LogText {

    private static final int VALUE = 128;
    private static final int SENTENCE = 400;
    private static final int EXPLANATION = 2000;

    private LogText() {}

    /** A value of a token: an issuer, a subject, an id. */
    static String value(String text) {
        return clean(text, VALUE);
    }

    /** A value of a token that may be absent. */
    static Optional<String> value(Optional<String> text) {
        return text.map(LogText::value);
    }

    /** The causes of a failure, for the operator. */
    static String explanation(String text) {
        return clean(text, EXPLANATION);
    }

    /** A sentence that also fits into an {@code error_description}: printable ASCII without quotes (RFC 6750 §3). */
    static String sentence(String text) {
        String clean = clean(text, SENTENCE);
        if (clean.chars().allMatch(LogText::isDescribable)) {
            return clean;
        }
        StringBuilder ascii = new StringBuilder(clean.length());
        clean.chars().forEach(c -> ascii.append(isDescribable(c) ? (char) c : c == '"' ? '\'' : '?'));
        return ascii.toString();
    }

    private static boolean isDescribable(int c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    }

    private static String clean(String text, int longest) {
        int length = Math.min(text.length(), longest);
        int at = 0;
        while (at < length && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(length + 3).append(text, 0, at);
        for (; at < length; at++) {
            clean.append(isPlain(text.charAt(at)) ? text.charAt(at) : '?');
        }
        return text.length() > longest ? clean.append("...").toString() : clean.toString();
    }

    /** Not a control, a line or paragraph separator, a format character (which can turn text around) or half a pair. */
    private static boolean isPlain(char c) {
        if (c < 0x7f) {
            return c >= 0x20;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
