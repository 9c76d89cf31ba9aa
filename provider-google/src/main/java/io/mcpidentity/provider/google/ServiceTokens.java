package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JwksKeys;
import io.mcpidentity.oidc.JwtVerifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Verifies ID tokens that service accounts had made for this server: signed by Google, for exactly this resource, and of an
 * account that is named. Thread-safe.
 *
 * <p>Everybody with a Google Cloud project can have a token made for any audience, so the audience alone says nothing about who
 * may come in. Does not check times.
 */
final class ServiceTokens {

    private static final Set<String> ALGORITHMS = Set.of("RS256");

    private final GoogleEndpoints endpoints;
    private final String resource;
    private final Set<String> accounts;
    private final JwtVerifier current;
    private final JwtVerifier legacy;

    /**
     * Verifies tokens of these accounts.
     *
     * @param accounts e-mail addresses and numeric identifiers
     */
    ServiceTokens(GoogleEndpoints endpoints, JwksKeys keys, String resource, Set<String> accounts) {
        this.endpoints = endpoints;
        this.resource = resource;
        this.accounts = Set.copyOf(accounts);
        current = JwtVerifier.builder(endpoints.issuer(), keys)
                .algorithms(ALGORITHMS)
                .build();
        legacy = JwtVerifier.builder(endpoints.legacyIssuer(), keys)
                .algorithms(ALGORITHMS)
                .build();
    }

    Verification verify(AccessToken token) {
        Verification found = current.verify(token);
        if (found instanceof Verification.Rejected refused && refused.reason() == Reason.WRONG_ISSUER) {
            found = legacy.verify(token);
        }
        return found instanceof Verification.Accepted accepted ? check(accepted.token()) : found;
    }

    private Verification check(VerifiedToken token) {
        if (!token.binding().equals(new TokenBinding.ToResource(Set.of(resource)))) {
            return new Verification.Rejected(
                    Reason.WRONG_AUDIENCE,
                    "The ID token is not for this server alone; a service account has to ask for one whose audience is "
                            + resource);
        }
        boolean named = token.subject().filter(accounts::contains).isPresent()
                || token.verifiedEmail().filter(accounts::contains).isPresent();
        return named
                ? new Verification.Accepted(normalized(token))
                : new Verification.Rejected(
                        Reason.NOT_ADMITTED, "The ID token is of an account that `service-accounts` does not name");
    }

    private VerifiedToken normalized(VerifiedToken token) {
        if (!token.issuer().equals(endpoints.legacyIssuer())) {
            return token;
        }
        Map<String, Object> claims = new LinkedHashMap<>(token.claims());
        claims.put("iss", endpoints.issuer());
        return new VerifiedToken(
                endpoints.issuer(),
                token.subject(),
                token.clientId(),
                token.binding(),
                token.scopes(),
                token.expiresAt(),
                token.notBefore(),
                token.issuedAt(),
                token.tokenId(),
                token.confirmation(),
                claims);
    }
}
