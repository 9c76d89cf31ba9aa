package io.mcpidentity.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a DPoP proof's {@code htu} is compared with: a URI without query and fragment, with scheme, host and port in their
 * normal form (RFC 9449 §4.3, RFC 3986 §6.2.2.1 and §6.2.3).
 *
 * @param text the normal form
 */
record HttpTarget(String text) {

    /** The target that a URI names; empty if it is no {@code http} or {@code https} URI, or names a user. */
    static Optional<HttpTarget> parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        int usual;
        switch (scheme) {
            case "https" -> usual = 443;
            case "http" -> usual = 80;
            default -> {
                return Optional.empty();
            }
        }
        String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return Optional.of(new HttpTarget(
                scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + upperCaseEscapes(path)));
    }

    /** The digits of an escape mean the same in either case (RFC 3986 §6.2.2.1). */
    private static String upperCaseEscapes(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder upper = new StringBuilder(path);
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            upper.setCharAt(at + 1, Character.toUpperCase(path.charAt(at + 1)));
            upper.setCharAt(at + 2, Character.toUpperCase(path.charAt(at + 2)));
        }
        return upper.toString();
    }
}
