package io.mcpidentity.broker.web;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the authorization server is: its issuer identifier, its endpoints below it, and the paths at which a request for
 * one of them may arrive. Immutable; comes from configuration alone, never from a request.
 *
 * @param issuer the issuer identifier, verbatim
 */
public record BrokerLocation(String issuer) {

    /** The path of the authorization endpoint, below the issuer's. */
    public static final String AUTHORIZE = "/authorize";
    /** The path to which the sign-in page posts. */
    public static final String SIGN_IN = "/sign-in";
    /** The path to which the consent page posts. */
    public static final String CONSENT = "/consent";
    /** The path to which a page posts to sign out of the browser's session. */
    public static final String SIGN_OUT = "/sign-out";
    /** The path of the token endpoint. */
    public static final String TOKEN = "/token";
    /** The path of the registration endpoint. */
    public static final String REGISTER = "/register";
    /** The path of the revocation endpoint. */
    public static final String REVOKE = "/revoke";
    /** The path of the key set. */
    public static final String JWKS = "/jwks";

    private static final String RFC8414 = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    /** The URL of an endpoint. */
    public String url(String endpoint) {
        return withoutSlash(issuer) + endpoint;
    }

    /** The path that a browser sees for an endpoint: for forms and cookies. */
    public String path(String endpoint) {
        return prefix() + endpoint;
    }

    /** Whether cookies are sent over https only. */
    public boolean isSecure() {
        return issuer.startsWith("https:");
    }

    /** The endpoint that a path leads to, with or without the issuer's own path in front; empty for another path. */
    public String endpoint(String path) {
        String prefix = prefix();
        return !prefix.isEmpty() && path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }

    /** The paths that answer with the metadata: inserted before the issuer's path or appended to it (RFC 8414 §3.1, §5). */
    public Set<String> metadataPaths() {
        Set<String> paths = new HashSet<>();
        for (String form : Set.of(RFC8414, OPENID)) {
            paths.add(form);
            paths.add(form + prefix());
            paths.add(prefix() + form);
        }
        return paths;
    }

    private String prefix() {
        String path = URI.create(issuer).getRawPath();
        return path == null ? "" : withoutSlash(path);
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
