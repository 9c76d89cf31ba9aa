package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.Mood;
import io.mcpidentity.testkit.Requirement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoogleRevocationTest extends GoogleTesting {

    private static final Account ANN = Account.managed("ann@acme.com", "acme.com");

    private static Revoker revoker(IdentityProvider provider) {
        return provider.revoker().orElseThrow();
    }

    @Test
    @Requirement("RFC 7009 §2.1")
    void aTokenIsRevokedWithAllThatRestsOnTheSameConsent() throws ProviderUnavailableException {
        AccessToken token = google.token(ANN);
        AccessToken another = google.token(ANN);
        AccessToken bobs = google.token(Account.personal("bob@gmail.com"));
        try (IdentityProvider provider = provider(Map.of())) {
            VerifiedToken known = accepted(provider, token);
            assertTrue(revoker(provider).revoke(token, known));
            assertEquals(Reason.INACTIVE, refused(provider, token).reason());
            assertEquals(Reason.INACTIVE, refused(provider, another).reason());
            accepted(provider, bobs);
            assertTrue(revoker(provider).revoke(token, known), "what works no more needs no other answer");
        }
    }

    @Test
    void signingOutTakesAToken() throws ProviderUnavailableException {
        AccessToken token = google.token(ANN);
        try (IdentityProvider provider = provider(Map.of())) {
            assertFalse(revoker(provider).signOut(new Revoker.Subject(ANN.id(), Optional.empty())));
            accepted(provider, token);
            assertTrue(revoker(provider).signOut(new Revoker.Subject(ANN.id(), Optional.of(token))));
            assertEquals(Reason.INACTIVE, refused(provider, token).reason());
        }
    }

    @Test
    void aTokenThatWorksNoMoreSignsNobodyOut() throws ProviderUnavailableException {
        AccessToken token = google.token(ANN);
        try (IdentityProvider provider = provider(Map.of())) {
            assertTrue(revoker(provider).revoke(token, accepted(provider, token)));
            assertFalse(revoker(provider).signOut(new Revoker.Subject(ANN.id(), Optional.of(token))));
        }
    }

    @Test
    void anIdTokenCannotBeRevoked() throws ProviderUnavailableException {
        AccessToken token =
                google.serviceToken(ROBOT, IdentityProviderContract.RESOURCE).sign();
        try (IdentityProvider provider = provider(Map.of("service-accounts", ROBOT))) {
            assertFalse(revoker(provider).revoke(token, accepted(provider, token)));
            assertEquals(0, google.requests("/revoke"));
        }
    }

    @Test
    void anOutageIsNoSuccess() {
        AccessToken token = google.token(ANN);
        try (IdentityProvider provider = provider(Map.of())) {
            VerifiedToken known = accepted(provider, token);
            google.mood(Mood.INTERNAL_ERROR, "/revoke");
            assertThrows(
                    ProviderUnavailableException.class, () -> revoker(provider).revoke(token, known));
            google.mood(Mood.NORMAL);
            google.at("POST", "/revoke", request -> Answer.json(400, Map.of("error", "invalid_request")));
            assertThrows(
                    ProviderUnavailableException.class, () -> revoker(provider).revoke(token, known));
        }
    }
}
