package io.mcpidentity.provider.google;

import java.net.URI;

/**
 * Where Google's endpoints are that its metadata does not name.
 *
 * @param issuer the issuer identifier
 * @param tokenInfo answers what an access token is
 * @param memberships answers what groups somebody is a member of
 */
record GoogleEndpoints(String issuer, URI tokenInfo, URI memberships) {

    static final String GOOGLE = "https://accounts.google.com";

    private static final String MEMBERSHIPS = "/v1/groups/-/memberships";

    /** Google's own or, for another issuer, which is an emulation of it, below that one. */
    static GoogleEndpoints of(String issuer) {
        return issuer.equals(GOOGLE)
                ? new GoogleEndpoints(
                        issuer,
                        URI.create("https://oauth2.googleapis.com/tokeninfo"),
                        URI.create("https://cloudidentity.googleapis.com" + MEMBERSHIPS))
                : new GoogleEndpoints(issuer, URI.create(issuer + "/tokeninfo"), URI.create(issuer + MEMBERSHIPS));
    }

    URI metadata() {
        return URI.create(issuer + "/.well-known/openid-configuration");
    }

    /** How Google's oldest ID tokens write the issuer: without its scheme. */
    String legacyIssuer() {
        return issuer.substring(issuer.indexOf("://") + 3);
    }
}
