package io.mcpidentity.oidc;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.oidc.OidcSettings.Introspection;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies signed tokens by their keys and, where it is configured, asks the authorization server about tokens. Thread-safe. */
final class OidcTokens implements TokenVerifier {

    private final JwtVerifier signed;
    private final @Nullable IntrospectionVerifier introspection;
    private final Introspection which;

    OidcTokens(JwtVerifier signed, @Nullable IntrospectionVerifier introspection, Introspection which) {
        this.signed = signed;
        this.introspection = introspection;
        this.which = which;
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return introspection != null && (which == Introspection.ALWAYS || !token.hasJwtForm());
    }

    /** What is opaque can only be asked about. */
    @Override
    public boolean recognizes(AccessToken token) {
        return takesAnyForm() || signed.recognizes(token);
    }

    @Override
    public boolean takesAnyForm() {
        return introspection != null;
    }

    @Override
    public Verification verify(AccessToken token) {
        if (token.hasJwtForm()) {
            Verification verified = signed.verify(token);
            return introspection != null && which == Introspection.ALWAYS
                    ? complete(verified, token, introspection)
                    : verified;
        }
        if (introspection != null) {
            return introspection.verify(token);
        }
        return token.hasEncryptedForm()
                ? signed.verify(token)
                : new Verification.Rejected(
                        Reason.MALFORMED,
                        "The token is no JWT, and opaque tokens are not introspected (setting `introspection`)");
    }

    /** What is not signed by the issuer, or is no access token, is not worth a question. */
    private static Verification complete(
            Verification verified, AccessToken token, IntrospectionVerifier introspection) {
        if (verified instanceof Verification.Accepted accepted) {
            return introspection.verify(token, accepted.token().claims());
        }
        return verified instanceof Verification.Unavailable ? introspection.verify(token, Map.of()) : verified;
    }
}
