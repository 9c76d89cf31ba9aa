package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.Directory;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.EmulatedServer.Answer;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.GoogleEmulation.Account;
import io.mcpidentity.testkit.IdentityProviderContract;
import io.mcpidentity.testkit.Mood;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoogleDirectoryTest extends GoogleTesting {

    private static final Account ANN = Account.managed("ann@acme.com", "acme.com");

    private IdentityProvider withGroups(Map<String, String> more) {
        return withKey(google.serviceAccountKey(ROBOT), more);
    }

    private IdentityProvider withKey(String key, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("directory", "domain groups", "service-account", key));
        settings.putAll(more);
        return provider(settings);
    }

    private Set<String> attributes(IdentityProvider provider, AccessToken token) throws ProviderUnavailableException {
        return directory(provider).attributes(accepted(provider, token), token);
    }

    private static Directory directory(IdentityProvider provider) {
        return provider.directory().orElseThrow();
    }

    private String outage(IdentityProvider provider, Account account) {
        AccessToken token = google.token(account);
        var known = accepted(provider, token);
        return String.valueOf(assertThrows(
                        ProviderUnavailableException.class,
                        () -> directory(provider).attributes(known, token))
                .getMessage());
    }

    @Test
    void nothingIsLookedUpUnlessItIsAskedFor() {
        try (IdentityProvider provider = provider(Map.of())) {
            assertEquals(Optional.empty(), provider.directory());
        }
    }

    @Test
    void aDomainIsThatOfTheOrganizationThatManagesTheAccount() throws ProviderUnavailableException {
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            assertEquals(Set.of("domain:acme.com"), attributes(provider, google.token(ANN)));
            assertEquals(
                    Set.of("domain:acme.com"),
                    attributes(provider, google.token(Account.managed("ann@acme.co.uk", "acme.com"))));
        }
    }

    @Test
    void anAddressIsNoMembershipInItsDomain() throws ProviderUnavailableException {
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            assertEquals(Set.of(), attributes(provider, google.token(Account.personal("mallory@acme.com"))));
        }
    }

    @Test
    void aDomainThatIsNoneIsIgnored() throws ProviderUnavailableException {
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            for (String domain : List.of("", " ", "a b", "*", "x@acme.com", "acme.com\n")) {
                assertEquals(
                        Set.of(), attributes(provider, google.token(Account.managed("ann@acme.com", domain))), domain);
            }
        }
    }

    @Test
    void userinfoAboutSomebodyElseIsNotUsed() {
        google.at("GET", "/v1/userinfo", request -> Answer.json(Map.of("sub", "another", "hd", "acme.com")));
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            assertTrue(outage(provider, ANN).contains("somebody else"));
            google.at("GET", "/v1/userinfo", request -> Answer.json(Map.of("hd", "acme.com")));
            assertTrue(outage(provider, ANN).contains("somebody else"));
        }
    }

    @Test
    void aTokenThatUserinfoRefusesKeepsNobodyElseOut() {
        google.at("GET", "/v1/userinfo", request -> Answer.status(401));
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            for (int time = 0; time < 5; time++) {
                assertTrue(outage(provider, ANN).contains("HTTP 401"));
            }
            assertEquals(5, google.requests("/v1/userinfo"));
        }
    }

    @Test
    void aTokenThatSaysNothingOfItsHolderIsNotAskedAbout() throws ProviderUnavailableException {
        AccessToken drive =
                google.token(ANN, GoogleEmulation.CLIENT_ID, Set.of("openid", "https://www.googleapis.com/auth/drive"));
        try (IdentityProvider provider = withGroups(Map.of())) {
            assertEquals(Set.of("domain:acme.com"), attributes(provider, drive));
            assertEquals(0, google.requests(":searchTransitiveGroups"));
        }
    }

    @Test
    void whatATokenShowsIsPartOfTheKey() {
        try (IdentityProvider provider = provider(Map.of("directory", "domain"))) {
            Directory directory = directory(provider);
            String all = directory.key(accepted(provider, google.token(ANN)));
            String little =
                    directory.key(accepted(provider, google.token(ANN, GoogleEmulation.CLIENT_ID, Set.of("openid"))));
            assertEquals(all, directory.key(accepted(provider, google.token(ANN))));
            assertNotEquals(all, little);
            assertNotEquals(
                    all, directory.key(accepted(provider, google.token(Account.managed("ann@acme.com", "acme.com")))));
        }
    }

    @Test
    void groupsAndTheirGroupsAreFound() throws ProviderUnavailableException {
        google.group("writers@acme.com", "ann@acme.com", "bob@acme.com");
        google.group("staff@acme.com", "writers@acme.com");
        google.group("board@acme.com", "bob@acme.com");
        try (IdentityProvider provider = withGroups(Map.of("customer-id", "C046psxkn"))) {
            assertEquals(
                    Set.of("domain:acme.com", "group:writers@acme.com", "group:staff@acme.com"),
                    attributes(provider, google.token(ANN)));
        }
        try (IdentityProvider provider = withGroups(Map.of("nested-groups", "false", "directory", "groups"))) {
            assertEquals(Set.of("group:writers@acme.com"), attributes(provider, google.token(ANN)));
            assertEquals(1, google.requests(":searchDirectGroups"));
        }
    }

    @Test
    void anAddressCannotChangeTheQuestion() throws ProviderUnavailableException {
        google.group("irish@acme.com", "o'brien@acme.com");
        google.group("board@acme.com", "bob@acme.com");
        try (IdentityProvider provider = withGroups(Map.of())) {
            assertEquals(
                    Set.of("domain:acme.com", "group:irish@acme.com"),
                    attributes(provider, google.token(Account.managed("o'brien@acme.com", "acme.com"))));
            assertEquals(
                    Set.of("domain:acme.com"),
                    attributes(
                            provider,
                            google.token(Account.managed(
                                    "x' || member_key_id == 'bob@acme.com\\' && 'a' == 'a@acme.com", "acme.com"))));
        }
    }

    @Test
    void groupsAreForAccountsWhoseAddressIsCertainlyTheirs() throws ProviderUnavailableException {
        google.group("staff@acme.com", "ann@acme.com", "ann@gmail.com", "ann@evilgmail.com");
        try (IdentityProvider provider = withGroups(Map.of("directory", "groups"))) {
            assertEquals(Set.of(), attributes(provider, google.token(Account.personal("ann@acme.com"))));
            assertEquals(Set.of(), attributes(provider, google.token(Account.personal("ann@evilgmail.com"))));
            Account unverified = new Account("1", "ann@acme.com", false, Optional.of("acme.com"));
            assertEquals(Set.of(), attributes(provider, google.token(unverified)));
            assertEquals(0, google.requests(":searchTransitiveGroups"));
            assertEquals(
                    Set.of("group:staff@acme.com"),
                    attributes(provider, google.token(Account.personal("ann@gmail.com"))));
        }
    }

    @Test
    void aServiceAccountMayBeAMember() throws ProviderUnavailableException {
        google.group("robots@acme.com", ROBOT);
        AccessToken token =
                google.serviceToken(ROBOT, IdentityProviderContract.RESOURCE).sign();
        try (IdentityProvider provider = withGroups(Map.of("service-accounts", ROBOT))) {
            assertEquals(Set.of("group:robots@acme.com"), attributes(provider, token));
            assertEquals(0, google.requests("/v1/userinfo"));
        }
    }

    @Test
    void theServiceAccountsOwnTokenIsKept() throws ProviderUnavailableException {
        try (IdentityProvider provider = withGroups(Map.of())) {
            for (int i = 0; i < 5; i++) {
                attributes(provider, google.token(ANN));
            }
            assertEquals(1, google.requests("/token"));
        }
    }

    @Test
    void aServiceAccountActsInTheNameOfItsDelegate() throws ProviderUnavailableException {
        google.group("staff@acme.com", "ann@acme.com");
        try (IdentityProvider provider = withGroups(Map.of("delegate", "admin@acme.com"))) {
            String refused = outage(provider, ANN);
            assertTrue(refused.contains("HTTP 401"), refused);
            assertTrue(refused.contains("`delegate`"), refused);
            google.delegate("admin@acme.com");
            assertEquals(Set.of("domain:acme.com", "group:staff@acme.com"), attributes(provider, google.token(ANN)));
        }
    }

    @Test
    void aKeyThatIsNoLongerValidIsAnOutageThatSaysSo() {
        try (IdentityProvider provider = withGroups(Map.of())) {
            google.serviceAccountKey(ROBOT);
            String detail = outage(provider, ANN);
            assertTrue(detail.contains("HTTP 400"), detail);
            assertTrue(detail.contains("neither deleted nor disabled"), detail);
            assertFalse(detail.contains(ROBOT), detail);
        }
    }

    @Test
    void aRefusalOfGroupsSaysWhatToEnable() {
        try (IdentityProvider provider = withGroups(Map.of())) {
            google.refuseGroups("SERVICE_DISABLED");
            assertTrue(outage(provider, ANN).contains("enable the Cloud Identity API"));
            google.refuseGroups("IAM_PERMISSION_DENIED");
            String denied = outage(provider, ANN);
            assertTrue(denied.contains("Groups Reader"), denied);
            assertTrue(denied.contains("`nested-groups = false`"), denied);
            assertTrue(denied.contains("`customer-id`"), denied);
            google.refuseGroups("RATE_LIMIT_EXCEEDED");
            assertTrue(outage(provider, ANN).contains("quota"));
        }
    }

    @Test
    void aTokenOfTheServiceAccountThatIsRefusedIsReplaced() throws ProviderUnavailableException {
        google.group("staff@acme.com", "ann@acme.com");
        try (IdentityProvider provider = withGroups(Map.of())) {
            google.at("GET", "/v1/groups/-/memberships:searchTransitiveGroups", request -> Answer.status(401));
            assertTrue(outage(provider, ANN).contains("HTTP 401"));
            google.at(
                    "GET",
                    "/v1/groups/-/memberships:searchTransitiveGroups",
                    request -> Answer.json(Map.of("memberships", List.of())));
            attributes(provider, google.token(ANN));
            assertEquals(2, google.requests("/token"));
        }
    }

    @Test
    void manyGroupsTakeMorePagesAndTooManyAreAnOutage() throws ProviderUnavailableException {
        IntStream.range(0, 1200).forEach(i -> google.group("g" + i + "@acme.com", "ann@acme.com"));
        try (IdentityProvider provider = withGroups(Map.of())) {
            assertEquals(1201, attributes(provider, google.token(ANN)).size());
            assertEquals(3, google.requests(":searchTransitiveGroups"));
            google.at(
                    "GET",
                    "/v1/groups/-/memberships:searchTransitiveGroups",
                    request -> Answer.json(Map.of("memberships", List.of(), "nextPageToken", "more")));
            assertTrue(outage(provider, ANN).contains("more than 2000 groups"));
            assertEquals(7, google.requests(":searchTransitiveGroups"));
        }
    }

    @Test
    void whatIsNoGroupOfGooglesIsIgnored() throws ProviderUnavailableException {
        google.at(
                "GET",
                "/v1/groups/-/memberships:searchTransitiveGroups",
                request -> Answer.json(Map.of(
                        "memberships",
                        List.of(
                                "text",
                                Map.of(),
                                Map.of("groupKey", "text"),
                                Map.of("groupKey", Map.of("id", "no-address")),
                                Map.of("groupKey", Map.of("id", "a b@acme.com")),
                                Map.of("groupKey", Map.of("id", "board@acme.com", "namespace", "identitysources/1")),
                                Map.of("groupKey", Map.of("id", "staff@acme.com"))))));
        try (IdentityProvider provider = withGroups(Map.of())) {
            assertEquals(Set.of("domain:acme.com", "group:staff@acme.com"), attributes(provider, google.token(ANN)));
        }
    }

    @Test
    void anOutageIsNeverAnAnswer() throws ProviderUnavailableException {
        google.group("staff@acme.com", "ann@acme.com");
        String key = google.serviceAccountKey(ROBOT);
        for (String path : List.of("/v1/userinfo", "/token", "/v1/groups/**")) {
            for (Mood mood : List.of(
                    Mood.INTERNAL_ERROR,
                    Mood.HANGING_UP,
                    Mood.REDIRECTING,
                    Mood.HUGE,
                    Mood.TRUNCATED,
                    Mood.EMPTY,
                    Mood.NOT_JSON)) {
                try (IdentityProvider provider = withKey(key, Map.of())) {
                    google.mood(mood, path);
                    String detail = outage(provider, ANN);
                    assertFalse(detail.isBlank(), path + " " + mood);
                    google.mood(Mood.NORMAL);
                    clock.advance(Duration.ofMinutes(1));
                    assertEquals(
                            Set.of("domain:acme.com", "group:staff@acme.com"),
                            attributes(provider, google.token(ANN)),
                            path + " " + mood);
                    assertEquals(0, google.requests("/elsewhere"));
                }
            }
        }
    }
}
