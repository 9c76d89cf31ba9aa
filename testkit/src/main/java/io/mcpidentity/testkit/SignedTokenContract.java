package io.mcpidentity.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.spi.IdentityProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a provider whose access tokens are signed JWTs must do beside {@link IdentityProviderContract}: refuse every
 * {@link Forgery}, and keep up with the issuer's keys (RFC 8725, RFC 9068).
 */
public abstract class SignedTokenContract extends IdentityProviderContract {

    /** For subclasses. */
    protected SignedTokenContract() {}

    @Override
    protected abstract FakeAuthorizationServer server();

    /** A token as the provider issues it, for {@link #RESOURCE} and with {@link #granted()}, not yet signed. */
    protected abstract JwtDraft draft();

    /** Tokens that the provider signs for other purposes, such as ID tokens. */
    protected abstract List<JwtDraft> otherTokens();

    /** Whether a forgery is one for this provider too; every one is, unless the provider binds tokens to clients only. */
    protected boolean applies(Forgery forgery) {
        return true;
    }

    @Override
    protected final AccessToken genuine() {
        return draft().sign();
    }

    @Test
    void theAudienceIsPassedOn() {
        try (IdentityProvider provider = provider()) {
            TokenBinding binding = accepted(provider, genuine()).binding();
            assertTrue(assertInstanceOf(TokenBinding.ToResource.class, binding)
                    .audience()
                    .contains(RESOURCE));
        }
    }

    @TestFactory
    @Requirement("RFC 8725 §3.1")
    @Requirement("RFC 8725 §3.2")
    Stream<DynamicTest> noOtherAlgorithmIsAccepted() {
        return refusals(Forgery.Part.ALGORITHM);
    }

    @TestFactory
    @Requirement("RFC 7518 §3.3")
    @Requirement("RFC 8725 §3.5")
    @Requirement("RFC 8725 §3.10")
    Stream<DynamicTest> noOtherKeyIsAccepted() {
        return refusals(Forgery.Part.KEY);
    }

    @TestFactory
    @Requirement("RFC 9068 §4")
    @Requirement("RFC 7518 §3.4")
    Stream<DynamicTest> noOtherSignatureIsAccepted() {
        return refusals(Forgery.Part.SIGNATURE);
    }

    @TestFactory
    @Requirement("RFC 7515 §4.1.11")
    @Requirement("RFC 7797 §6")
    Stream<DynamicTest> noDemandOfTheHeaderIsIgnored() {
        return refusals(Forgery.Part.HEADER);
    }

    @TestFactory
    @Requirement("RFC 7519 §4.1.4")
    @Requirement("RFC 7519 §4.1.5")
    Stream<DynamicTest> noOtherTimeIsAccepted() {
        return refusals(Forgery.Part.TIME);
    }

    @TestFactory
    @Requirement("RFC 9068 §4")
    Stream<DynamicTest> noOtherIssuerIsAccepted() {
        return refusals(Forgery.Part.ISSUER);
    }

    @TestFactory
    @Requirement("RFC 8707 §2")
    Stream<DynamicTest> noOtherAudienceIsAccepted() {
        return refusals(Forgery.Part.AUDIENCE);
    }

    @TestFactory
    @Requirement("RFC 8725 §3.11")
    Stream<DynamicTest> noOtherKindOfTokenIsAccepted() {
        return refusals(Forgery.Part.KIND);
    }

    @TestFactory
    @Requirement("RFC 9449 §7.1")
    @Requirement("RFC 8705 §3")
    Stream<DynamicTest> noBoundTokenIsAcceptedWithoutItsProof() {
        return refusals(Forgery.Part.BINDING);
    }

    @TestFactory
    @Requirement("RFC 7515 §2")
    @Requirement("RFC 7515 §4")
    @Requirement("RFC 7519 §4")
    Stream<DynamicTest> noOtherFormIsAccepted() {
        return refusals(Forgery.Part.FORM);
    }

    private Stream<DynamicTest> refusals(Forgery.Part part) {
        Forgery.prepare(server());
        Authenticator authenticator = authenticator();
        letIn(authenticator, genuine());
        Stream<DynamicTest> forgeries = Forgery.of(part).stream()
                .filter(this::applies)
                .map(forgery -> DynamicTest.dynamicTest(forgery.name(), () -> {
                    Authentication.Refused refused = shutOut(authenticator, forgery.forge(draft()));
                    assertTrue(forgery.reasons().contains(refused.reason()), refused::toString);
                    assertFalse(refused.detail().contains("\n"), "The detail has two lines");
                }));
        DynamicTest after = DynamicTest.dynamicTest("and good ones are accepted", () -> {
            letIn(authenticator, genuine());
            assertEquals(0, server().requestsBelow(Forgery.ATTACKER_PATH), "What a token points to was asked for");
        });
        return Stream.concat(forgeries, Stream.of(after)).onClose(authenticator::close);
    }

    @Test
    @Requirement("RFC 9068 §4")
    void otherTokensOfTheProviderAreRefused() {
        List<JwtDraft> others = otherTokens();
        assertFalse(others.isEmpty(), "Every issuer signs other tokens too");
        try (Authenticator authenticator = authenticator()) {
            letIn(authenticator, genuine());
            for (JwtDraft other : others) {
                Reason reason = shutOut(authenticator, other.sign()).reason();
                assertTrue(Set.of(Reason.WRONG_TYPE, Reason.WRONG_AUDIENCE).contains(reason), reason::code);
            }
        }
    }

    @Test
    void keysThatAreNotTheSignersAreRefused() {
        AccessToken token = genuine();
        server().mood(Mood.ROTATED_KEYS);
        try (IdentityProvider provider = provider()) {
            assertEquals(Reason.UNKNOWN_KEY, refusal(provider, token).reason());
        }
    }

    @Test
    void aNewKeyIsFoundAndTheOldOneIsForgotten() {
        AccessToken old = genuine();
        try (IdentityProvider provider = provider()) {
            accepted(provider, old);
            server().rotateKeys();
            clock().advance(Duration.ofMinutes(10));
            accepted(provider, genuine());
            refusal(provider, old);
        }
    }

    @Test
    void aKnownKeyOutlivesAnOutage() {
        AccessToken later = draft().claim("jti", "another").sign();
        try (IdentityProvider provider = provider()) {
            accepted(provider, genuine());
            server().stop();
            clock().advance(Duration.ofMinutes(10));
            accepted(provider, later);
        }
    }
}
