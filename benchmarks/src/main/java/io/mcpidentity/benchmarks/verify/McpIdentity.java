package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.benchmarks.Issuer;
import java.util.Map;

/**
 * This project, as the filter calls it. Checks the token's form (canonical base64url, no duplicate JSON keys), algorithm and
 * key use, type, {@code crit}, signature, issuer, audience, expiry, {@code nbf}, {@code iat}, the longest lifetime,
 * revocations and sign-in rules, and maps roles and scopes; tells the security log.
 *
 * <p>Each time with a new object for the token, as a request makes it.
 */
final class McpIdentity implements Contestant {

    private final Authenticator authenticator;

    private McpIdentity(Issuer issuer, int cacheSize) {
        authenticator = Authenticator.builder(
                        Issuer.configuration(Map.of("cache.size", Integer.toString(cacheSize), "cache.max-age", "1h")))
                .http(issuer.http())
                .build();
    }

    /** For tokens that it has verified before. */
    static McpIdentity hot(Issuer issuer) {
        return new McpIdentity(issuer, 10_000);
    }

    /** For tokens that it has never seen: it remembers none. */
    static McpIdentity cold(Issuer issuer) {
        return new McpIdentity(issuer, 0);
    }

    @Override
    public Object verify(SignedToken token) {
        Authentication answer = authenticator.authenticate(Credentials.bearer(AccessToken.of(token.text())));
        if (!(answer instanceof Authentication.Authenticated)) {
            throw new IllegalStateException(answer.toString());
        }
        return answer;
    }

    @Override
    public void close() {
        authenticator.close();
    }
}
