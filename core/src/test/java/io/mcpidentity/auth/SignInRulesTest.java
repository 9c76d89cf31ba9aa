package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.VerifiedToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignInRulesTest {

    private final Fixture fixture =
            new Fixture("sign-in.allow", "domain:acme.com; email:guest@example.org; role:staff; subject:u-1");

    private boolean admitted(VerifiedToken.Builder token) {
        Authentication answer = fixture.present(token.build());
        if (answer instanceof Authentication.Refused refused) {
            assertEquals(Reason.NOT_ADMITTED, refused.reason());
            return false;
        }
        assertInstanceOf(Authentication.Authenticated.class, answer);
        return true;
    }

    private VerifiedToken.Builder withEmail(String email, boolean verified) {
        return fixture.good().claims(Map.of("email", email, "email_verified", verified));
    }

    @Test
    void somebodyOfTheDomainIsAdmitted() {
        assertTrue(admitted(withEmail("ann@acme.com", true)));
        assertTrue(admitted(withEmail("Ann@ACME.com", true)));
    }

    @Test
    void anUnverifiedAddressAdmitsNobody() {
        assertFalse(admitted(withEmail("ann@acme.com", false)));
        assertFalse(admitted(fixture.good().claims(Map.of("email", "ann@acme.com"))));
    }

    @Test
    void theProviderMaySayWhatWouldMendIt() {
        fixture.provider.advice = Map.of(Reason.NOT_ADMITTED, "Ask for the directory");
        Authentication.Refused refused = assertInstanceOf(
                Authentication.Refused.class,
                fixture.present(withEmail("ann@evil.example", true).build()));
        assertTrue(refused.detail().endsWith("Ask for the directory"), refused.detail());
    }

    @Test
    void aLookAlikeDomainAdmitsNobody() {
        assertFalse(admitted(withEmail("ann@notacme.com", true)));
        assertFalse(admitted(withEmail("ann@sub.acme.com", true)));
        assertFalse(admitted(withEmail("ann@acme.com@evil.example", true)));
        assertFalse(admitted(withEmail("ann@acme.com.evil.example", true)));
    }

    @Test
    void anAddressARoleOrASubjectAdmits() {
        assertTrue(admitted(withEmail("guest@example.org", true)));
        assertFalse(admitted(withEmail("other@example.org", true)));
        assertTrue(admitted(fixture.good().claims(Map.of("roles", List.of("staff")))));
        assertFalse(admitted(fixture.good().claims(Map.of("roles", List.of("STAFF")))));
        assertTrue(admitted(fixture.good().subject("u-1")));
    }

    @Test
    void aClaimCannotPretendToBeAnotherAttribute() {
        assertFalse(admitted(fixture.good().subject("ann").claims(Map.of("subject:u-1", "u-1", "role", "staff"))));
    }

    @Test
    void withoutRulesEverybodyIsAdmitted() {
        assertTrue(new SignInRules(Optional.empty()).admit(Set.of()));
    }

    @Test
    void withEmptyRulesNobodyIsAdmitted() {
        assertFalse(new SignInRules(Optional.of(Set.of())).admit(Set.of("subject:ann")));
    }

    @Test
    void aTokenWithoutItsProofIsNotToldWhetherItsHolderIsAdmitted() {
        Authentication answer = fixture.present(fixture.good()
                .confirmation(new io.mcpidentity.Confirmation(Optional.of("thumbprint")))
                .build());
        assertEquals(
                Reason.PROOF_REQUIRED,
                assertInstanceOf(Authentication.Refused.class, answer).reason());
    }

    @Test
    void aReplacedScopeMapperDoesNotTakeTheProvidersAttributesAway() {
        InMemoryProvider own = new InMemoryProvider("memory");
        Authenticator authenticator = Authenticator.builder(
                        Fixture.configuration("sign-in.allow", "role:staff", "scope-mapper", "everything"))
                .providers(IdentityProviders.of(own, new EverythingMapper()))
                .clock(fixture.clock)
                .build();
        Authentication answer = authenticator.authenticate(Credentials.bearer(own.issue(
                "token",
                fixture.good().claims(Map.of("roles", List.of("staff"))).build())));
        assertEquals(
                Set.of("mcp:read", "mcp:write"),
                assertInstanceOf(Authentication.Authenticated.class, answer)
                        .caller()
                        .scopes());
    }
}
