package io.mcpidentity.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The form of a resource's URI in which spellings that may mean the same to a handler are the same: escapes decoded once,
 * scheme and authority in lower case, no empty segments, and {@code file:/a} as {@code file:///a} (RFC 3986 §6.2, RFC 8089
 * §2). For finding a rule only; does not resolve dot segments.
 */
final class ResourceUri {

    private ResourceUri() {}

    /** The normal form of any text, be it a URI or not. */
    static String normal(String uri) {
        String plain = decoded(uri).replace('\\', '/');
        int colon = plain.indexOf(':');
        if (colon < 0 || plain.lastIndexOf('/', colon) >= 0) {
            return plain;
        }
        String scheme = plain.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = plain.substring(colon + 1);
        if (!rest.startsWith("/")) {
            return scheme + ":" + rest;
        }
        String authority = "";
        if (rest.startsWith("//")) {
            int path = rest.indexOf('/', 2);
            authority = rest.substring(2, path < 0 ? rest.length() : path).toLowerCase(Locale.ROOT);
            rest = path < 0 ? "" : rest.substring(path);
        }
        return scheme + "://" + authority + withoutEmptySegments(rest);
    }

    private static String withoutEmptySegments(String path) {
        StringBuilder single = new StringBuilder(path.length());
        for (int at = 0; at < path.length(); at++) {
            if (path.charAt(at) != '/' || at == 0 || path.charAt(at - 1) != '/') {
                single.append(path.charAt(at));
            }
        }
        return single.toString();
    }

    /** What is no escape stays as it is. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(octets.length);
        for (int at = 0; at < octets.length; at++) {
            int high = octets[at] == '%' && at + 2 < octets.length ? Character.digit(octets[at + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(octets[at + 2], 16);
            if (low < 0) {
                decoded.write(octets[at]);
            } else {
                decoded.write(high * 16 + low);
                at += 2;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
