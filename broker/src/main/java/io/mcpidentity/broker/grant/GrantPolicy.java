package io.mcpidentity.broker.grant;

import java.time.Duration;
import java.util.Set;

/**
 * What is granted, and for how long. Immutable.
 *
 * @param issuer the issuer identifier, verbatim
 * @param resource the resource identifier of the protected server (RFC 8707), verbatim
 * @param scopes all scopes that there are
 * @param defaultScopes what a client gets that asks for no scope
 * @param codeLifetime how long a code can be redeemed
 * @param accessTokenLifetime how long an access token is valid
 * @param grantLifetime how long a grant can be refreshed
 * @param refreshGrace how long a refresh token is accepted after it was used
 */
public record GrantPolicy(
        String issuer,
        String resource,
        Set<String> scopes,
        Set<String> defaultScopes,
        Duration codeLifetime,
        Duration accessTokenLifetime,
        Duration grantLifetime,
        Duration refreshGrace) {

    /** Copies the sets. */
    public GrantPolicy {
        scopes = Set.copyOf(scopes);
        defaultScopes = Set.copyOf(defaultScopes);
    }
}
