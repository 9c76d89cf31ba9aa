package io.mcpidentity.client.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the challenges of one header. A comma separates both challenges and the parameters of one, so that only what follows
 * a word tells what it is: {@code =} makes it a parameter, anything else a scheme. What is neither ends the challenge, so that
 * nothing behind it is taken for a part of it. Used once, by one thread.
 */
final class ChallengeParser {

    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";
    private static final String TOKEN68_SYMBOLS = "-._~+/";

    private final String text;
    private final List<Challenge> found = new ArrayList<>();
    private Optional<String> scheme = Optional.empty();
    private Map<String, String> parameters = new LinkedHashMap<>();
    private Set<String> names = new HashSet<>();
    private int at;

    ChallengeParser(String text) {
        this.text = text;
    }

    List<Challenge> parse() {
        for (skipSeparators(); !atEnd(); skipSeparators()) {
            String word = token();
            if (word.isEmpty()) {
                finish();
                skipElement();
            } else if (!parameter(word)) {
                begin(word);
            }
        }
        finish();
        return found;
    }

    /** Begins a challenge, and reads what belongs to the scheme without a comma: a token68 or the first parameter. */
    private void begin(String word) {
        finish();
        if (!atEndOfElement() && !isSpace(text.charAt(at))) {
            skipElement();
            return;
        }
        scheme = Optional.of(word);
        skipSpaces();
        if (atEndOfElement() || token68()) {
            return;
        }
        String name = token();
        if (name.isEmpty() || !parameter(name)) {
            skipElement();
        }
    }

    private void finish() {
        scheme.ifPresent(name -> found.add(new Challenge(name, parameters)));
        scheme = Optional.empty();
        parameters = new LinkedHashMap<>();
        names = new HashSet<>();
    }

    /** Reads the rest of a parameter whose name was read, or drops it; false if it was no parameter's name. */
    private boolean parameter(String name) {
        int behindTheName = at;
        skipSpaces();
        if (atEnd() || text.charAt(at) != '=') {
            at = behindTheName;
            return false;
        }
        at++;
        skipSpaces();
        int beforeTheValue = at;
        Optional<String> value = atEnd() ? Optional.empty() : text.charAt(at) == '"' ? quoted() : unquoted();
        skipSpaces();
        if (value.isEmpty() || !atEndOfElement()) {
            at = beforeTheValue;
            skipElement();
            return true;
        }
        String key = name.toLowerCase(Locale.ROOT);
        if (names.add(key)) {
            parameters.put(key, value.get());
        } else {
            parameters.remove(key);
        }
        return true;
    }

    private Optional<String> unquoted() {
        return Optional.of(token()).filter(word -> !word.isEmpty());
    }

    /** A quoted string without its escapes (RFC 9110 §5.6.4); empty if it does not end or holds control characters. */
    private Optional<String> quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; !atEnd(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return Optional.of(value.toString());
            }
            if (c == '\\') {
                at++;
                if (atEnd()) {
                    break;
                }
                c = text.charAt(at);
            }
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                break;
            }
            value.append(c);
        }
        return Optional.empty();
    }

    /** Passes a token68, if there is one up to the end of the element: nobody here has a use for it. */
    private boolean token68() {
        int before = at;
        while (!atEnd() && (isAlphanumeric(text.charAt(at)) || TOKEN68_SYMBOLS.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        boolean some = at > before;
        while (!atEnd() && text.charAt(at) == '=') {
            at++;
        }
        skipSpaces();
        if (some && atEndOfElement()) {
            return true;
        }
        at = before;
        return false;
    }

    private String token() {
        int before = at;
        while (!atEnd() && (isAlphanumeric(text.charAt(at)) || TOKEN_SYMBOLS.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(before, at);
    }

    /** Goes on to the next comma that is in no quoted string. */
    private void skipElement() {
        boolean quoted = false;
        for (; !atEnd() && (quoted || text.charAt(at) != ','); at++) {
            if (text.charAt(at) == '"') {
                quoted = !quoted;
            } else if (quoted && text.charAt(at) == '\\') {
                at++;
            }
        }
    }

    private void skipSeparators() {
        while (!atEnd() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
    }

    private void skipSpaces() {
        while (!atEnd() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean atEndOfElement() {
        return atEnd() || text.charAt(at) == ',';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
