package io.mcpidentity.oidc;

import java.net.URI;
import java.util.List;

/**
 * The well-known URLs of an issuer's metadata, in the order of the MCP authorization specification (2026-07-28, Authorization
 * Server Metadata Discovery). Thread-safe.
 */
public final class WellKnown {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private WellKnown() {}

    /**
     * The URLs for an issuer, an absolute URL without query and fragment: the form of RFC 8414 §3.1, the same for OpenID
     * Connect, and, where the issuer has a path, the form of OpenID Connect Discovery 1.0 §4.1.
     */
    public static List<URI> of(URI issuer) {
        String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
        String path = issuer.getRawPath() == null ? "" : issuer.getRawPath();
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return path.isEmpty()
                ? List.of(URI.create(origin + OAUTH), URI.create(origin + OPENID))
                : List.of(
                        URI.create(origin + OAUTH + path),
                        URI.create(origin + OPENID + path),
                        URI.create(origin + path + OPENID));
    }
}
