package io.mcpidentity.server;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The web origins (RFC 6454) whose pages may call this server: its own and the configured ones. Immutable. */
final class Origins {

    private final Set<String> allowed = new HashSet<>();

    /** The origin of this resource, and these. */
    Origins(String resource, Collection<String> others) {
        allowed.add(normalized(resource));
        others.forEach(other -> allowed.add(normalized(other)));
        allowed.remove("");
    }

    /** Whether the headers name one allowed origin; several, an opaque one ({@code null}) and nonsense are not. */
    boolean admit(List<String> headers) {
        if (headers.size() != 1) {
            return false;
        }
        String origin = headers.get(0);
        return allowed.contains(origin) || (isBare(origin) && allowed.contains(normalized(origin)));
    }

    private static boolean isBare(String origin) {
        int authority = origin.indexOf("://");
        return authority > 0 && origin.indexOf('/', authority + 3) < 0;
    }

    /** Scheme, host and port in lower case, without the scheme's own port; empty for what has none. */
    private static String normalized(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException malformed) {
            return "";
        }
        if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return "";
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int own = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
        String port = uri.getPort() < 0 || uri.getPort() == own ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }
}
