package io.mcpidentity.server;

import org.jspecify.annotations.Nullable;

/** Finds an access token in a query string, where it must never be (OAuth 2.1 §5.1.1), in any encoding of its name. */
final class QueryToken {

    private static final String NAME = "access_token";

    private QueryToken() {}

    /** Whether a parameter of this query is named {@code access_token}, decoded once and in any case. */
    static boolean isIn(@Nullable String query) {
        if (query == null) {
            return false;
        }
        int start = 0;
        while (start <= query.length()) {
            int end = start;
            while (end < query.length() && query.charAt(end) != '&' && query.charAt(end) != ';') {
                end++;
            }
            if (isNamed(query, start, end)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean isNamed(String query, int start, int end) {
        int at = start;
        for (int letter = 0; letter < NAME.length(); letter++) {
            if (at >= end) {
                return false;
            }
            int character = query.charAt(at);
            if (character == '%' && at + 2 < end) {
                character = Character.digit(query.charAt(at + 1), 16) * 16 + Character.digit(query.charAt(at + 2), 16);
                at += 2;
            }
            at++;
            if (Character.toLowerCase(character) != NAME.charAt(letter)) {
                return false;
            }
        }
        return at == end || query.charAt(at) == '=';
    }
}
