package io.mcpidentity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a token says of its holder beside scopes, in the form that {@code scope-grants} and {@code sign-in.allow} share:
 * {@code role:mcp-writer}, {@code group:/staff}, {@code domain:acme.com}. Immutable and thread-safe.
 *
 * <p>Values are compared character by character, but for domains and e-mail addresses, which are kept in lower case.
 *
 * @param kind what it is
 * @param value its name
 */
public record Attribute(Kind kind, String value) {

    private static final int LONGEST = 1024;

    /** Brings domains and e-mail addresses into lower case. */
    public Attribute {
        if (kind == Kind.DOMAIN || kind == Kind.EMAIL) {
            value = asciiLowerCase(value);
        }
    }

    /** Only ASCII: Unicode maps other letters, such as the Kelvin sign, to ASCII ones, which would let look-alikes in. */
    private static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }

    /** The kinds of attributes. */
    public enum Kind {
        /** A role of the realm or tenant. */
        ROLE,
        /** A role that belongs to one client or application. */
        CLIENT_ROLE,
        /** A group or team. */
        GROUP,
        /** An organization that the holder is a member of. */
        ORGANIZATION,
        /** A permission. */
        PERMISSION,
        /** The domain of a verified e-mail address. */
        DOMAIN,
        /** A verified e-mail address. */
        EMAIL,
        /** A scope by the provider's own name. */
        SCOPE,
        /** {@code sub}. */
        SUBJECT;

        /** The kind as it is written: in lower case with hyphens. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Reads {@code KIND:VALUE}.
     *
     * @throws IllegalArgumentException with the end of a sentence that begins with the text: "is not …"
     */
    public static Attribute parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? "" : text.substring(0, colon).strip();
        Kind kind = Arrays.stream(Kind.values())
                .filter(candidate -> candidate.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("does not begin with one of " + kinds()));
        String value = text.substring(colon + 1).strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("names no " + kind.word() + " after the colon");
        }
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("is too long or has control characters");
        }
        checkForm(kind, value);
        return new Attribute(kind, value);
    }

    /** An attribute as a provider writes it, in the form in which attributes are compared; any text is one. */
    public static String normal(String attribute) {
        for (Kind kind : List.of(Kind.DOMAIN, Kind.EMAIL)) {
            String prefix = kind.word() + ":";
            if (attribute.startsWith(prefix)) {
                return new Attribute(kind, attribute.substring(prefix.length())).toString();
            }
        }
        return attribute;
    }

    private static void checkForm(Kind kind, String value) {
        boolean hasSpace = value.chars().anyMatch(Character::isWhitespace);
        int at = value.indexOf('@');
        switch (kind) {
            case DOMAIN -> {
                if (hasSpace || at >= 0 || value.startsWith(".") || value.contains("*")) {
                    throw new IllegalArgumentException("is not one exact domain such as domain:acme.com");
                }
            }
            case EMAIL -> {
                if (hasSpace || at < 1 || at != value.lastIndexOf('@') || at == value.length() - 1) {
                    throw new IllegalArgumentException("is not one e-mail address such as email:ann@acme.com");
                }
            }
            case SCOPE -> {
                if (!Scopes.isValid(value)) {
                    throw new IllegalArgumentException("is not one scope as in RFC 6749 section 3.3");
                }
            }
            default -> {}
        }
    }

    private static String kinds() {
        return Arrays.stream(Kind.values()).map(kind -> kind.word() + ":").collect(Collectors.joining(", "));
    }

    /** {@code KIND:VALUE}. */
    @Override
    public String toString() {
        return kind.word() + ":" + value;
    }
}
