package io.mcpidentity.client.agent;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.1 request (RFC 9112 §3), read strictly. Immutable; a query holds a code, so {@link #toString()} names
 * the method and the path only.
 *
 * @param method the method
 * @param path the path, as it was sent
 * @param query the query, as it was sent; empty text if there is none
 * @param host the one {@code Host}, in lower case
 */
record RequestHead(String method, String path, String query, String host) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") (/[!-~&&[^?#]]*)(?:\\?([!-~&&[^#]]*))? HTTP/1\\.[01]");
    private static final Pattern FIELD_NAME = Pattern.compile(TOKEN);

    /** Reads a head, its last line without what ends it; empty if it is malformed, or has not one {@code Host}. */
    static Optional<RequestHead> parse(String text) {
        String[] lines = text.split("\r\n", -1);
        Matcher request = REQUEST_LINE.matcher(lines[0]);
        if (!request.matches()) {
            return Optional.empty();
        }
        Optional<String> host = Optional.empty();
        for (int at = 1; at < lines.length; at++) {
            int colon = lines[at].indexOf(':');
            if (colon < 0 || !FIELD_NAME.matcher(lines[at].substring(0, colon)).matches()) {
                return Optional.empty();
            }
            if (lines[at].substring(0, colon).equalsIgnoreCase("host")) {
                if (host.isPresent()) {
                    return Optional.empty();
                }
                host = Optional.of(lines[at].substring(colon + 1).strip().toLowerCase(Locale.ROOT));
            }
        }
        return host.map(each -> new RequestHead(
                request.group(1),
                request.group(2),
                Optional.ofNullable(request.group(3)).orElse(""),
                each));
    }

    /** Names the method and the path only. */
    @Override
    public String toString() {
        return "RequestHead[" + method + " " + path + "]";
    }
}
