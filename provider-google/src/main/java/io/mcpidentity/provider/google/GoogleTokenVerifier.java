package io.mcpidentity.provider.google;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Optional;

/**
 * Verifies what Google issues: opaque access tokens by asking Google and, where that is configured, ID tokens of service
 * accounts by Google's keys. Thread-safe.
 *
 * @param tokenInfo asks about access tokens
 * @param services verifies ID tokens of service accounts
 */
record GoogleTokenVerifier(TokenInfo tokenInfo, Optional<ServiceTokens> services) implements TokenVerifier {

    private static final String PREFIX = "ya29.";

    /** Whether this has the form of an access token; one may have two dots, as a JWT does. */
    static boolean isAccessToken(AccessToken token) {
        return token.value().startsWith(PREFIX);
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return isAccessToken(token);
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return isAccessToken(token);
    }

    @Override
    public Verification verify(AccessToken token) {
        if (isAccessToken(token)) {
            return tokenInfo.verify(token);
        }
        if (!token.hasJwtForm()) {
            return new Verification.Rejected(
                    Reason.MALFORMED, "The token does not have the form of Google's access tokens");
        }
        return services.isPresent()
                ? services.get().verify(token)
                : new Verification.Rejected(
                        Reason.WRONG_TYPE,
                        "The token is signed, as Google's ID tokens are and its access tokens are not: an ID token"
                                + " proves a login to a client and gives access to nothing, so send the access token."
                                + " Service accounts may send ID tokens where the setting `service-accounts` names them");
    }

    /** Names nothing but the type. */
    @Override
    public String toString() {
        return "GoogleTokenVerifier";
    }
}
