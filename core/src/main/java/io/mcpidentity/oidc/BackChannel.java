package io.mcpidentity.oidc;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the server reaches the provider, if not at the provider's public address. Immutable and thread-safe.
 *
 * <p>Only URLs with the issuer's own scheme, host and port are redirected; the public ones stay what is validated.
 */
final class BackChannel {

    private final URI issuer;
    private final @Nullable URI internal;

    BackChannel(URI issuer, @Nullable URI internal) {
        this.issuer = issuer;
        this.internal = internal;
    }

    /** The URL to call in place of this one. */
    URI of(URI uri) {
        if (internal == null || !origin(uri).equals(origin(issuer))) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(internal.getScheme() + "://" + internal.getRawAuthority() + uri.getRawPath() + query);
    }

    private static String origin(URI uri) {
        int port = uri.getPort();
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        return (https ? "https://" : "http://")
                + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT)
                + ":" + (port >= 0 ? port : https ? 443 : 80);
    }
}
