package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.Auth0Emulation;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.JwtDraft;
import io.mcpidentity.testkit.Mood;
import io.mcpidentity.testkit.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Auth0DirectoryTest {

    private static final String USER = Auth0Emulation.USER;

    private final Auth0Emulation auth0 = Auth0Emulation.start();
    private final JdkHttpTransport http = new JdkHttpTransport();
    private final TestClock clock = new TestClock();
    private final List<String> called = new CopyOnWriteArrayList<>();
    private final HttpTransport recording = request -> {
        called.add(request.method() + " " + request.uri());
        return http.send(request);
    };

    @AfterEach
    void close() {
        auth0.close();
        http.close();
    }

    @Test
    void rolesAndOrganizationsAreLookedUp() throws Exception {
        auth0.management().role(USER, "writer");
        auth0.management().role(USER, "on call");
        auth0.management().member(USER, "org_9ybsU1dN2dKfDkBi", "acme");

        assertEquals(
                Set.of("role:writer", "role:on call", "organization:org_9ybsU1dN2dKfDkBi", "organization:acme"),
                attributes("roles organizations", token()));
    }

    @Test
    void onlyWhatIsAskedForIsLookedUp() throws Exception {
        auth0.management().role(USER, "writer");
        auth0.management().member(USER, "org_9ybsU1dN2dKfDkBi", "acme");

        assertEquals(Set.of("role:writer"), attributes("roles", token()));
        assertEquals(0, auth0.requests("/organizations"));
    }

    @Test
    void aTokenOfOneOrganizationBringsItsRolesAndNoOtherMembership() throws Exception {
        auth0.management().role(USER, "everywhere");
        auth0.management().member(USER, "org_other", "other");
        auth0.management().memberRole(USER, "org_9ybsU1dN2dKfDkBi", "here");
        auth0.management().memberRole(USER, "org_other", "there");

        assertEquals(
                Set.of("role:everywhere", "role:here"),
                attributes("roles organizations", token().claim("org_id", "org_9ybsU1dN2dKfDkBi")));
    }

    @Test
    void whatOneTokenShowsIsNotRememberedForTheOtherOrganization() {
        try (IdentityProvider provider = provider("roles")) {
            Directory directory = provider.directory().orElseThrow();
            String key = directory.key(verified(provider, token()));

            assertEquals(USER, key);
            assertEquals(
                    3,
                    Set.of(
                                    key,
                                    directory.key(verified(provider, token().claim("org_id", "org_a"))),
                                    directory.key(verified(provider, token().claim("org_id", "org_b"))))
                            .size());
        }
    }

    @Test
    void aUserIsOneSegmentOfThePath() throws Exception {
        auth0.management().role("google-oauth2|1/.a/?#% 2", "writer");

        assertEquals(Set.of(), attributes("roles", token().claim("sub", "google-oauth2|1/.a/?#% 2")));
        assertTrue(
                called.stream()
                        .anyMatch(call -> call.contains("/api/v2/users/google-oauth2%7C1%2F.a%2F%3F%23%25%202/roles?")),
                called.toString());
        called.clear();
        attributes("roles", token());
        assertTrue(
                called.stream()
                        .anyMatch(call -> call.contains("/api/v2/users/auth0%7C6553da60a54af58e29493993/roles?")),
                called.toString());
    }

    @Test
    void nobodyIsAskedAboutApplicationsAndStrangeSubjects() throws Exception {
        for (String subject : List.of(
                "tpc_abc@clients",
                "..",
                "%2e%2e",
                ".",
                "alice",
                "|alice",
                "../..|x",
                "samlp|evil|x/../auth0|victim",
                "samlp|evil|x/./y",
                "samlp|evil|x/..",
                "samlp|evil|x\\..\\auth0|victim",
                "..\\samlp|x")) {
            assertEquals(Set.of(), attributes("roles organizations", token().claim("sub", subject)), subject);
        }
        assertEquals(0, auth0.requests("/oauth/token"));
    }

    @Test
    void nobodyIsAskedAboutAStrangeOrganization() throws Exception {
        auth0.management().role(USER, "writer");

        assertEquals(Set.of("role:writer"), attributes("roles", token().claim("org_id", "..")));
        assertTrue(called.stream().noneMatch(call -> call.contains("/members/")), called.toString());
    }

    @Test
    void aUserWhomNobodyKnowsHasNothing() throws Exception {
        assertEquals(Set.of(), attributes("roles organizations", token()));
    }

    @Test
    void allPagesAreRead() throws Exception {
        IntStream.range(0, 120).forEach(number -> auth0.management().role(USER, "role " + number));

        assertEquals(120, attributes("roles", token()).size());
        assertEquals(3, auth0.requests("/roles"));
    }

    @Test
    void thePagesHaveAnEnd() {
        IntStream.range(0, 1001).forEach(number -> auth0.management().role(USER, "role " + number));

        assertTrue(outage("roles", token()).getMessage().contains("1000"));
        assertEquals(20, auth0.requests("/roles"));
    }

    @Test
    void theTokenForTheApiIsKeptUntilItExpires() throws Exception {
        auth0.management().role(USER, "writer");
        try (IdentityProvider provider = provider("roles")) {
            VerifiedToken token = verified(provider, token());
            Directory directory = provider.directory().orElseThrow();
            directory.attributes(token, AccessToken.of("presented"));
            clock.advance(Duration.ofHours(23));
            directory.attributes(token, AccessToken.of("presented"));
            assertEquals(1, auth0.requests("/oauth/token"));

            clock.advance(Duration.ofHours(1));
            directory.attributes(token, AccessToken.of("presented"));
            assertEquals(2, auth0.requests("/oauth/token"));
        }
    }

    @Test
    void aTokenThatIsNotAcceptedAnyMoreIsReplaced() throws Exception {
        auth0.management().role(USER, "writer");
        try (IdentityProvider provider = provider("roles")) {
            VerifiedToken token = verified(provider, token());
            Directory directory = provider.directory().orElseThrow();
            directory.attributes(token, AccessToken.of("presented"));
            auth0.management().forgetTokens();
            clock.advance(Duration.ofMinutes(1));

            assertEquals(Set.of("role:writer"), directory.attributes(token, AccessToken.of("presented")));
            assertEquals(2, auth0.requests("/oauth/token"));
        }
    }

    @Test
    void aFreshTokenThatIsNotAcceptedIsNotReplacedForAWhile() {
        HttpTransport refusing = request -> request.uri().getPath().startsWith("/api/v2/")
                ? new HttpTransport.Response(401, Map.of(), new byte[0])
                : http.send(request);
        try (IdentityProvider provider =
                Tenants.provider(Tenants.context(auth0, Tenants.administration("roles"), refusing)
                        .with(clock))) {
            VerifiedToken token = verified(provider, token());
            for (int attempt = 0; attempt < 10; attempt++) {
                String message = outage(provider, token).getMessage();

                assertTrue(message.contains("does not take the token that Auth0 has just given"), message);
            }
            assertEquals(1, auth0.requests("/oauth/token"));

            clock.advance(Duration.ofMinutes(1));
            outage(provider, token);
            outage(provider, token);
            assertEquals(2, auth0.requests("/oauth/token"));
        }
    }

    @Test
    void credentialsThatAreRefusedAreAnOutageThatSaysSoAndAreNotTriedAgainAtOnce() {
        try (IdentityProvider provider =
                Tenants.provider(Tenants.context(auth0, with("client-secret", "not-the-secret"), recording)
                        .with(clock))) {
            VerifiedToken token = verified(provider, token());
            for (int attempt = 0; attempt < 3; attempt++) {
                String message = outage(provider, token).getMessage();

                assertTrue(message.contains("check client-id and client-secret"), message);
                assertFalse(message.contains("not-the-secret"), message);
            }
            assertEquals(1, auth0.requests("/oauth/token"));

            clock.advance(Duration.ofMinutes(1));
            outage(provider, token);
            assertEquals(2, auth0.requests("/oauth/token"));
        }
    }

    @Test
    void aMissingScopeIsAnOutageThatNamesIt() {
        auth0.management().role(USER, "writer");
        auth0.management().member(USER, "org_a", "a");
        auth0.management().authorize(Set.of("read:users"));

        assertTrue(outage("roles", token()).getMessage().contains("read:users, read:roles and read:role_members"));
        assertTrue(outage("organizations", token()).getMessage().contains("read:organizations"));
    }

    @Test
    void theScopeForRolesWithinAnOrganizationIsNamedToo() {
        auth0.management().role(USER, "writer");
        auth0.management().authorize(Set.of("read:users", "read:roles", "read:role_members"));

        assertTrue(outage("roles", token().claim("org_id", "org_a"))
                .getMessage()
                .contains("read:organization_member_roles"));
    }

    @Test
    void theRateLimitSaysWhenToAskAgain() {
        auth0.management().role(USER, "writer");
        auth0.management().limitUntil(Instant.ofEpochSecond(clock.instant().getEpochSecond() + 3600));

        Duration wait = outage("roles", token()).retryAfter().orElseThrow();

        assertTrue(wait.compareTo(Duration.ofSeconds(3598)) > 0, wait.toString());
        assertTrue(wait.compareTo(Duration.ofHours(1)) <= 0, wait.toString());
        assertEquals(1, auth0.requests("/roles"));
    }

    @Test
    void everyBadMoodOfTheApiIsAnOutage() {
        auth0.management().role(USER, "writer");
        EnumSet<Mood> bad =
                EnumSet.complementOf(EnumSet.of(Mood.NORMAL, Mood.STOPPED, Mood.WRONG_ISSUER, Mood.ROTATED_KEYS));
        for (String path : List.of("/api/v2/**", "/oauth/token")) {
            for (Mood mood : bad) {
                try (IdentityProvider provider = provider("roles")) {
                    VerifiedToken token = verified(provider, token());
                    auth0.mood(mood, path);
                    outage(provider, token);
                    auth0.resume();
                }
            }
        }
    }

    @Test
    void theApiIsAtTheTenantsOwnDomain() throws Exception {
        Map<String, String> settings = new HashMap<>(Tenants.administration("roles"));
        settings.put("management-domain", "acme.eu.auth0.com");
        HttpTransport refusing = request -> {
            called.add(request.method() + " " + request.uri() + " "
                    + new String(request.body(), StandardCharsets.US_ASCII));
            throw new IOException("Nobody is there");
        };
        try (IdentityProvider provider = Tenants.provider(auth0, settings, refusing);
                IdentityProvider verifying = provider("roles")) {
            outage(provider, verified(verifying, token()));
        }
        String call = called.get(called.size() - 1);
        assertTrue(call.startsWith("POST https://acme.eu.auth0.com/oauth/token "), call);
        assertTrue(call.endsWith("&audience=https%3A%2F%2Facme.eu.auth0.com%2Fapi%2Fv2%2F"), call);
    }

    private JwtDraft token() {
        return auth0.token(IdentityProviderContract.RESOURCE, "mcp:read");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(Tenants.administration("roles"));
        settings.put(name, value);
        return settings;
    }

    private IdentityProvider provider(String directory) {
        Map<String, String> settings = new HashMap<>(Tenants.administration(directory));
        settings.put("timeout", "500ms");
        return Tenants.provider(Tenants.context(auth0, settings, recording).with(clock));
    }

    private static VerifiedToken verified(IdentityProvider provider, JwtDraft token) {
        return Tenants.accepted(provider, token.sign());
    }

    private Set<String> attributes(String directory, JwtDraft token) throws ProviderUnavailableException {
        try (IdentityProvider provider = provider(directory)) {
            return provider.directory()
                    .orElseThrow()
                    .attributes(verified(provider, token), AccessToken.of("presented"));
        }
    }

    private ProviderUnavailableException outage(String directory, JwtDraft token) {
        try (IdentityProvider provider = provider(directory)) {
            return outage(provider, verified(provider, token));
        }
    }

    private static ProviderUnavailableException outage(IdentityProvider provider, VerifiedToken token) {
        Directory directory = provider.directory().orElseThrow();
        return assertThrows(
                ProviderUnavailableException.class, () -> directory.attributes(token, AccessToken.of("presented")));
    }
}
