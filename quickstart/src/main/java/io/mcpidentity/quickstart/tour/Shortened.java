package io.mcpidentity.quickstart.tour;

import java.util.Locale;
import java.util.Set;

/** What a terminal may show: nothing that could be used by whoever looks over a shoulder, and no line too long. */
final class Shortened {

    private static final Set<String> SECRETS = Set.of(
            "access_token",
            "authorization",
            "client_secret",
            "code",
            "code_challenge",
            "code_verifier",
            "id_token",
            "mcp-session-id",
            "password",
            "refresh_token",
            "state",
            "token");
    private static final int SHOWN = 6;
    private static final int LONG_ENOUGH = 20;
    private static final int LONGEST_WORD = 48;
    private static final int LONGEST = 110;

    private Shortened() {}

    /** The value of a header, a parameter or a member. */
    static String value(String name, String value) {
        String lastName = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (SECRETS.contains(lastName)) {
            int scheme = lastName.equals("authorization") ? value.indexOf(' ') + 1 : 0;
            return value.substring(0, scheme) + hidden(value.substring(scheme));
        }
        boolean opaque = value.length() > LONGEST_WORD && value.matches("[A-Za-z0-9._~+/=-]+");
        return opaque ? hidden(value) : cut(value);
    }

    /** Tokens begin alike: their last characters tell one from another. */
    private static String hidden(String secret) {
        int last = secret.length() - SHOWN;
        return last < LONG_ENOUGH
                ? secret.substring(0, Math.min(SHOWN, secret.length())) + "…"
                : "…" + secret.substring(last);
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
