package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.IdentityProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a provider whose access tokens are signed JWTs must do beside {@link IdentityProviderContract} (RFC 8725, RFC 9068). */
public abstract class SignedTokenContract extends IdentityProviderContract {

    /** For subclasses. */
    protected SignedTokenContract() {}

    /** A token as the provider issues it, for {@link #RESOURCE} and with the scope {@code mcp:read}, not yet signed. */
    protected abstract JwtDraft draft(FakeAuthorizationServer server);

    /** Tokens that the provider signs for other purposes, such as ID tokens. */
    protected abstract List<JwtDraft> otherTokens(FakeAuthorizationServer server);

    @Override
    protected final AccessToken genuine(FakeAuthorizationServer server) {
        return draft(server).sign();
    }

    @Test
    void theAudienceIsPassedOn() {
        try (IdentityProvider provider = provider()) {
            assertEquals(
                    new TokenBinding.ToResource(Set.of(RESOURCE)),
                    accepted(provider, genuine(server())).binding());
        }
    }

    @Test
    @Requirement("RFC 9068 §4")
    void aForgedSignatureIsRefused() {
        assertRefused(
                Reason.UNTRUSTED_SIGNATURE,
                draft(server()).signedBy(server().mint().another()));
    }

    @Test
    void aSignatureOfZerosIsRefused() {
        assertRefused(Reason.UNTRUSTED_SIGNATURE, draft(server()).signedWithZeros());
    }

    @Test
    void changedClaimsAreRefused() {
        String[] signed = draft(server()).sign().value().split("\\.");
        String[] other = draft(server()).claim("sub", "mallory").sign().value().split("\\.");
        assertRefused(Reason.UNTRUSTED_SIGNATURE, AccessToken.of(signed[0] + "." + other[1] + "." + signed[2]));
    }

    @Test
    @Requirement("RFC 8725 §3.2")
    void aTokenWithoutSignatureIsRefused() {
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine(server()));
            refusal(provider, draft(server()).unsigned());
            refusal(provider, draft(server()).header("alg", "none").sign());
        }
    }

    @Test
    @Requirement("RFC 8725 §3.1")
    void thePublicKeyIsNoSecret() {
        assertRefused(Reason.UNSUPPORTED_ALGORITHM, draft(server()).signedByPublicKeyAsSecret());
    }

    @Test
    void aKeyInTheHeaderIsNotTrusted() {
        TokenMint attacker = server().mint().another();
        AccessToken token = draft(server())
                .header("kid", attacker.keyId())
                .header("jwk", attacker.publicJwk())
                .signedBy(attacker);
        try (IdentityProvider provider = provider()) {
            refusal(provider, token);
        }
    }

    @Test
    @Requirement("RFC 9068 §4")
    void otherTokensOfTheProviderAreRefused() {
        List<JwtDraft> others = otherTokens(server());
        assertTrue(others.size() > 0);
        for (JwtDraft other : others) {
            assertRefused(Reason.WRONG_TYPE, other.sign());
        }
    }

    @Test
    void aNewKeyIsFoundAndTheOldOneIsForgotten() {
        AccessToken old = genuine(server());
        try (IdentityProvider provider = provider()) {
            accepted(provider, old);
            server().rotateKeys();
            clock().advance(Duration.ofMinutes(10));
            accepted(provider, genuine(server()));
            refusal(provider, old);
        }
    }

    @Test
    void aKnownKeyOutlivesAnOutage() {
        AccessToken later = draft(server()).claim("jti", "another").sign();
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine(server()));
            server().stop();
            clock().advance(Duration.ofMinutes(10));
            accepted(provider, later);
        }
    }

    @Test
    void theAuthenticatorLetsAGenuineTokenIn() {
        try (Authenticator authenticator = authenticator()) {
            assertInstanceOf(
                    Authentication.Authenticated.class,
                    authenticator.authenticate(Credentials.bearer(genuine(server()))));
        }
    }

    @Test
    @Requirement("RFC 9068 §4")
    void anExpiredTokenIsRefused() {
        long past = Instant.now().getEpochSecond() - 3600;
        assertShutOut(Reason.EXPIRED, draft(server()).claim("iat", past - 60).claim("exp", past));
    }

    @Test
    void aTokenWithoutExpiryIsRefused() {
        assertShutOut(Reason.MISSING_EXPIRY, draft(server()).without("exp"));
    }

    @Test
    @Requirement("RFC 8707 §2")
    void aTokenForAnotherResourceIsRefused() {
        assertShutOut(Reason.WRONG_AUDIENCE, draft(server()).claim("aud", RESOURCE + "/"));
    }

    @Test
    void aTokenForNobodyIsRefused() {
        assertShutOut(Reason.MISSING_AUDIENCE, draft(server()).without("aud"));
    }

    @Test
    void aLookAlikeIssuerIsRefused() {
        assertShutOut(Reason.WRONG_ISSUER, draft(server()).claim("iss", server().issuer() + "/"));
    }

    private void assertRefused(Reason reason, AccessToken token) {
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine(server()));
            assertEquals(reason, refusal(provider, token).reason());
        }
    }

    private void assertShutOut(Reason reason, JwtDraft token) {
        try (Authenticator authenticator = authenticator()) {
            Authentication.Refused refused = assertInstanceOf(
                    Authentication.Refused.class, authenticator.authenticate(Credentials.bearer(token.sign())));
            assertEquals(reason, refused.reason());
        }
    }

    private Authenticator authenticator() {
        Map<String, String> values = new HashMap<>(
                Map.of("provider", factory().id(), "resource", RESOURCE, "scopes", "mcp:read mcp:write mcp:admin"));
        settings(server()).forEach((name, value) -> values.put(factory().id() + "." + name, value));
        return Authenticator.create(Configuration.of(values));
    }
}
