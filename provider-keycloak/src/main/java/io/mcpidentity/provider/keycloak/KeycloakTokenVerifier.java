package io.mcpidentity.provider.keycloak;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.IntrospectionVerifier;
import io.mcpidentity.oidc.JwtVerifier;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Optional;

/**
 * Checks the signature of what is signed, and asks Keycloak about what it has been configured to ask about. Thread-safe.
 *
 * <p>A signed token is never sent to Keycloak before its signature has been checked.
 */
final class KeycloakTokenVerifier implements TokenVerifier {

    private final JwtVerifier signed;
    private final Introspection when;
    private final Optional<IntrospectionVerifier> introspection;

    KeycloakTokenVerifier(JwtVerifier signed, Introspection when, Optional<IntrospectionVerifier> introspection) {
        this.signed = signed;
        this.when = when;
        this.introspection = introspection;
    }

    @Override
    public Verification verify(AccessToken token) {
        if (isSigned(token)) {
            Verification found = signed.verify(token);
            return found instanceof Verification.Accepted accepted && asksAbout(accepted.token())
                    ? introspection
                            .map(keycloak ->
                                    keycloak.verify(token, accepted.token().claims()))
                            .orElse(found)
                    : found;
        }
        return introspection
                .map(keycloak -> keycloak.verify(token))
                .orElseGet(() -> new Verification.Rejected(
                        Reason.MALFORMED,
                        "The token is no JWT, and opaque tokens are not introspected (setting introspection)"));
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return takesAnyForm() || isSigned(token);
    }

    @Override
    public boolean takesAnyForm() {
        return introspection.isPresent();
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return introspection.isPresent() && (!isSigned(token) || when.compareTo(Introspection.LIGHTWEIGHT) >= 0);
    }

    /** Encrypted tokens go the same way: the verifier says what is wrong with them. */
    private static boolean isSigned(AccessToken token) {
        return token.hasJwtForm() || token.hasEncryptedForm();
    }

    private boolean asksAbout(VerifiedToken token) {
        return switch (when) {
            case NEVER, OPAQUE -> false;
            case LIGHTWEIGHT ->
                token.subject().isEmpty()
                        || (token.binding() instanceof TokenBinding.ToResource resource
                                && resource.audience().isEmpty());
            case ALWAYS -> true;
        };
    }
}
