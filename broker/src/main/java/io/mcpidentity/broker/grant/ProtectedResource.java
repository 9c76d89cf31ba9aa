package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.web.Form;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one resource for which tokens are issued (RFC 8707 §2). Immutable.
 *
 * <p>Clients that parse its identifier write it in another way: with the host in lower case, without the port of the
 * scheme, or with a slash where there is no path. These are the same identifier (RFC 3986 §6.2.2.1, §6.2.3).
 */
record ProtectedResource(String identifier) {

    /** Whether the parameters name this resource, or none. */
    boolean isMeantBy(Form form) {
        List<String> named = form.all("resource");
        return named.isEmpty() || (named.size() == 1 && is(named.get(0)));
    }

    private boolean is(String other) {
        if (identifier.equals(other)) {
            return true;
        }
        Optional<String> normal = normal(other);
        return normal.isPresent() && normal.equals(normal(identifier));
    }

    private static Optional<String> normal(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
        if (uri.getScheme() == null
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() == -1 ? defaultPort(scheme) : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + path + query);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "https" -> 443;
            case "http" -> 80;
            default -> -1;
        };
    }
}
