package io.mcpidentity.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.auth.Authentication.Authenticated;
import io.mcpidentity.auth.Authentication.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several providers at once: none sees a token of another's, and none admits one. */
class SeveralProvidersTest {

    private static final String A = "https://a.example";
    private static final String B = "https://b.example";

    private final TestClock clock = new TestClock();
    private final InMemoryProvider a = provider("a", "a_");
    private final InMemoryProvider b = provider("b", "b_");

    private static InMemoryProvider provider(String id, String prefix) {
        InMemoryProvider provider = new InMemoryProvider(id);
        provider.asksProvider = true;
        provider.recognizes = token -> token.value().startsWith(prefix);
        return provider;
    }

    private Authenticator authenticator(String order) {
        return Authenticator.builder(Fixture.configuration(
                        "providers", order,
                        "a.issuer", A,
                        "b.issuer", B))
                .providers(IdentityProviders.of(a, b))
                .clock(clock)
                .build();
    }

    private VerifiedToken bound(String issuer, String client) {
        return VerifiedToken.builder(issuer)
                .subject("ann")
                .clientId(client)
                .binding(new TokenBinding.ToClient(client))
                .scopes(Set.of("api/mcp:read"))
                .issuedAt(clock.instant())
                .expiresAt(clock.instant().plus(Duration.ofMinutes(5)))
                .build();
    }

    private static Reason refused(Authenticator authenticator, AccessToken token) {
        return assertInstanceOf(Refused.class, present(authenticator, token)).reason();
    }

    private static Authentication present(Authenticator authenticator, AccessToken token) {
        return authenticator.authenticate(Credentials.bearer(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b", "b, a"})
    void anOpaqueTokenGoesToTheProviderWhoseFormItHasAndToNoOther(String order) {
        a.clientIds = Set.of("ours");
        Authenticator authenticator = authenticator(order);
        AccessToken token = a.issue("a_token", bound(A, "ours"));
        assertInstanceOf(Authenticated.class, present(authenticator, token));
        assertEquals(0, b.checks.get());
        assertEquals(Reason.INACTIVE, refused(authenticator, AccessToken.of("b_unknown")));
        assertEquals(1, a.checks.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b", "b, a"})
    void whoTakesAnyFormSeesOnlyWhatNobodyElseRecognizes(String order) {
        a.clientIds = Set.of("ours");
        b.recognizes = token -> true;
        b.takesAnyForm = true;
        Authenticator authenticator = authenticator(order);
        assertInstanceOf(Authenticated.class, present(authenticator, a.issue("a_token", bound(A, "ours"))));
        assertEquals(Reason.INACTIVE, refused(authenticator, AccessToken.of("a_of-another-app")));
        assertEquals(0, b.checks.get());
        assertEquals(Reason.INACTIVE, refused(authenticator, AccessToken.of("anything")));
        assertEquals(1, b.checks.get());
    }

    @Test
    void ifNeitherKnowsItsOwnTokensTheStartSaysThatEachSeesTheOthers() {
        RecordingLogger logger = new RecordingLogger(System.Logger.Level.WARNING);
        assertEquals(2, assembled(logger).size());
        assertEquals(List.of(), logger.lines);

        a.takesAnyForm = true;
        assembled(logger);
        assertEquals(List.of(), logger.lines);

        b.takesAnyForm = true;
        assembled(logger);
        assertEquals(1, logger.lines.size());
        assertTrue(logger.lines.get(0).contains("shown to each of a, b in turn"), logger.lines::toString);
    }

    private List<ProviderInstance> assembled(RecordingLogger logger) {
        return new ProviderAssembly(
                        Fixture.configuration("providers", "a, b", "a.issuer", A, "b.issuer", B),
                        IdentityProviders.of(a, b),
                        request -> {
                            throw new AssertionError("calls nobody");
                        },
                        clock,
                        logger)
                .instances();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b", "b, a"})
    void aTokenThatAnotherAppGotIsRefusedAlsoWithAWarmCache(String order) {
        a.clientIds = Set.of("ours");
        b.clientIds = Set.of("theirs");
        Authenticator authenticator = authenticator(order);
        AccessToken ours = a.issue("a_ours", bound(A, "ours"));
        AccessToken foreign = a.issue("a_foreign", bound(A, "foreign"));
        for (int each = 0; each < 3; each++) {
            assertInstanceOf(Authenticated.class, present(authenticator, ours));
            assertEquals(Reason.WRONG_CLIENT, refused(authenticator, foreign));
        }
        assertEquals(0, b.checks.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b", "b, a"})
    void theClientOfOneProviderAdmitsNoTokenOfAnother(String order) {
        a.clientIds = Set.of("ours");
        Authenticator authenticator = authenticator(order);
        AccessToken token = b.issue("b_token", bound(B, "ours"));
        assertEquals(Reason.WRONG_CLIENT, refused(authenticator, token));
        assertEquals(Reason.WRONG_CLIENT, refused(authenticator, token));
    }

    @Test
    void configuredClientsCountBesideTheProvidersOwn() {
        a.clientIds = Set.of("ours");
        Authenticator authenticator = Authenticator.builder(
                        Fixture.configuration("provider", "a", "a.issuer", A, "client-ids", "global"))
                .providers(IdentityProviders.of(a))
                .clock(clock)
                .build();
        assertInstanceOf(Authenticated.class, present(authenticator, a.issue("a_1", bound(A, "ours"))));
        assertInstanceOf(Authenticated.class, present(authenticator, a.issue("a_2", bound(A, "global"))));
        assertEquals(Reason.WRONG_CLIENT, refused(authenticator, a.issue("a_3", bound(A, "foreign"))));
    }

    @Test
    void whatNobodyRecognizesIsRefusedWithTheProvidersNamesAndWithoutTheToken() {
        Refused refused =
                assertInstanceOf(Refused.class, present(authenticator("a, b"), AccessToken.of("c_something")));
        assertEquals(Reason.MALFORMED, refused.reason());
        assertTrue(refused.detail().contains("(a, b)"), refused.detail());
        assertFalse(refused.detail().contains("c_something"), refused.detail());
        assertEquals(0, a.checks.get() + b.checks.get());
    }

    @Test
    void aProviderThatFailsToLookAtAFormIsNotShownTheToken() {
        a.recognizes = token -> {
            throw new IllegalStateException("broken by " + token.value());
        };
        assertEquals(Reason.MALFORMED, refused(authenticator("a, b"), AccessToken.of("a_token")));
        assertEquals(0, a.checks.get());
    }

    @Test
    void aSingleProviderIsAskedWhateverTheForm() {
        Authenticator authenticator = Authenticator.builder(Fixture.configuration("provider", "a", "a.issuer", A))
                .providers(IdentityProviders.of(a))
                .clock(clock)
                .build();
        assertEquals(Reason.INACTIVE, refused(authenticator, AccessToken.of("c_something")));
        assertEquals(1, a.checks.get());
    }

    private static AccessToken encrypted(String header) {
        return AccessToken.of(
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                        + "..iv.text.tag");
    }

    @Test
    void anEncryptedTokenGoesToTheIssuerThatItsHeaderNames() {
        AccessToken token = encrypted("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"iss\":\"" + B + "\"}");
        b.answer(token.value(), new Verification.Rejected(Reason.ENCRYPTED, "encrypted"));
        assertEquals(Reason.ENCRYPTED, refused(authenticator("a, b"), token));
        assertEquals(0, a.checks.get());
        assertEquals(1, b.checks.get());
        AccessToken strangers = encrypted("{\"alg\":\"dir\",\"iss\":\"https://c.example\"}");
        assertEquals(Reason.WRONG_ISSUER, refused(authenticator("a, b"), strangers));
    }

    @Test
    void anEncryptedTokenOfNobodysFormIsCalledSo() {
        assertEquals(Reason.ENCRYPTED, refused(authenticator("a, b"), encrypted("{\"alg\":\"dir\"}")));
        assertEquals(0, a.checks.get() + b.checks.get());
    }

    @Test
    void theSameSubjectOfAnotherIssuerIsSomebodyElse() {
        a.clientIds = Set.of("ours");
        b.clientIds = Set.of("ours");
        FakeDirectory directory = new FakeDirectory();
        FakeDirectory other = new FakeDirectory();
        other.answer = token -> Set.of();
        a.directory = Optional.of(directory);
        b.directory = Optional.of(other);
        Authenticator authenticator = Authenticator.builder(Fixture.configuration(
                        "providers", "a, b", "a.issuer", A, "b.issuer", B, "scope-grants", "group:staff -> mcp:write"))
                .providers(IdentityProviders.of(a, b))
                .clock(clock)
                .build();
        AccessToken ofA = a.issue("a_token", bound(A, "ours"));
        AccessToken ofB = b.issue("b_token", bound(B, "ours"));
        assertTrue(assertInstanceOf(Authenticated.class, present(authenticator, ofA))
                .caller()
                .hasScope("mcp:write"));
        assertFalse(assertInstanceOf(Authenticated.class, present(authenticator, ofB))
                .caller()
                .hasScope("mcp:write"));
        authenticator.signOut(A, "ann");
        assertEquals(Reason.REVOKED, refused(authenticator, ofA));
        assertInstanceOf(Authenticated.class, present(authenticator, ofB));
        assertInstanceOf(Authenticated.class, present(authenticator, b.issue("b_unseen", bound(B, "ours"))));
        assertEquals(1, other.calls.get(), "what the other directory said is still known");
    }

    @Test
    void eachIssuerIsNamedInTheOrderOfTheConfiguration() {
        assertEquals(List.of(B, A), authenticator("b, a").issuers());
    }
}
