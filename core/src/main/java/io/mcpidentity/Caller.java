package io.mcpidentity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is calling, as tool handlers see it; it never holds the token.
 *
 * <p>Immutable, and readable on any thread.
 *
 * @param issuer the authorization server that vouches for the caller
 * @param subject {@code sub}: stable, and unique within the issuer only
 * @param name a name to show, where the token has one
 * @param email the e-mail address, only where the provider says that it is verified
 * @param clientId the OAuth client that the caller uses
 * @param scopes the server's scopes that were granted, with all that they imply
 * @param claims all claims of the token
 */
public record Caller(
        String issuer,
        String subject,
        Optional<String> name,
        Optional<String> email,
        Optional<String> clientId,
        Set<String> scopes,
        Map<String, Object> claims) {

    /** Copies the collections, keeping their order. */
    public Caller {
        scopes = OrderedSet.copyOf(scopes);
        claims = OrderedMap.copyOf(claims);
    }

    /** Whether the scope was granted, directly or by one that implies it. */
    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }

    /** Names issuer, subject and scopes; the rest may be personal data. */
    @Override
    public String toString() {
        return "Caller[issuer=" + issuer + ", subject=" + subject + ", scopes=" + scopes + "]";
    }
}
