package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.spi.IdentityProvider;
import org.junit.jupiter.api.Test;

/** What a provider that is asked about its tokens must do beside {@link IdentityProviderContract} (RFC 7662 and its like). */
public abstract class OpaqueTokenContract extends IdentityProviderContract {

    /** For subclasses. */
    protected OpaqueTokenContract() {}

    /** Takes a token back at the server, as its holder or an administrator does. */
    protected abstract void revoke(AccessToken token);

    /** A token that has expired. */
    protected abstract AccessToken expired();

    /** A token that the provider issued to a client that has nothing to do with this server, or for another resource. */
    protected abstract AccessToken ofAnotherClient();

    /** A token that has the form of the provider's, but that it never issued; a genuine one with its letters turned by default. */
    protected AccessToken unknown() {
        StringBuilder letters = new StringBuilder(genuine().value());
        int last = letters.length() - 1;
        letters.setCharAt(last, letters.charAt(last) == 'x' ? 'y' : 'x');
        return AccessToken.of(letters.toString());
    }

    @Test
    void verifyingTakesACall() {
        AccessToken token = genuine();
        try (IdentityProvider provider = provider()) {
            assertTrue(provider.tokenVerifier().asksProvider(token));
            accepted(provider, token);
        }
        assertTrue(server().requests() > 0);
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void anUnknownTokenIsRefused() {
        try (IdentityProvider provider = provider()) {
            refusal(provider, unknown());
        }
    }

    @Test
    @Requirement("RFC 7662 §2.2")
    void aRevokedTokenIsRefused() {
        AccessToken token = genuine();
        AccessToken other = genuine();
        try (IdentityProvider provider = provider()) {
            accepted(provider, token);
            revoke(token);
            refusal(provider, token);
            accepted(provider, other);
        }
    }

    @Test
    void anExpiredTokenIsRefused() {
        try (Authenticator authenticator = authenticator()) {
            shutOut(authenticator, expired());
        }
    }

    @Test
    void aTokenOfAnotherClientIsRefusedAlsoWhenTheServerIsWarm() {
        AccessToken other = ofAnotherClient();
        try (Authenticator authenticator = authenticator()) {
            shutOut(authenticator, other);
            letIn(authenticator, genuine());
            shutOut(authenticator, other);
            shutOut(authenticator, ofAnotherClient());
        }
    }

    @Test
    void aTokenThatLooksLikeAGenuineOneIsNotTakenForIt() {
        AccessToken token = genuine();
        try (Authenticator authenticator = authenticator()) {
            letIn(authenticator, token);
            String value = token.value();
            for (String other : new String[] {
                value + "A",
                value.substring(0, value.length() - 1),
                value + "%00",
                value + "&a=b",
                value + "/../" + value,
                "../" + value
            }) {
                shutOut(authenticator, AccessToken.of(other));
            }
        }
    }

    @Test
    void whatIsRefusedIsSaidWithoutWhatWasSaidOfIt() {
        AccessToken other = ofAnotherClient();
        try (Authenticator authenticator = authenticator()) {
            String detail = shutOut(authenticator, other).detail();
            assertFalse(detail.isBlank());
            assertEquals(-1, detail.indexOf(other.value()));
        }
    }
}
