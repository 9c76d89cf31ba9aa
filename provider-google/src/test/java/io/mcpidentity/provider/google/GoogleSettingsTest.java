package io.mcpidentity.provider.google;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Reason;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.testkit.GoogleEmulation;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoogleSettingsTest extends GoogleTesting {

    private static final HttpTransport NOBODY = request -> {
        throw new IOException("Nobody is called");
    };

    private static final String IMPERSONATION =
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/" + ROBOT + ":generateAccessToken";

    private List<String> problems(Map<String, String> settings, String... grants) {
        TestContext context =
                TestContext.of(new GoogleProviderFactory(), settings, NOBODY).withGrants(List.of(grants));
        new GoogleProviderFactory().create(context);
        return context.problems().stream()
                .map(problem -> problem.key() + " " + problem.message())
                .toList();
    }

    private void assertProblem(String key, String part, List<String> problems) {
        assertTrue(
                problems.stream()
                        .anyMatch(problem -> problem.startsWith("google." + key + " ") && problem.contains(part)),
                problems::toString);
    }

    @Test
    void oneSettingIsEnoughForGoogleItself() {
        TestContext context = TestContext.of(new GoogleProviderFactory(), Map.of("client-ids", "a b"), NOBODY);
        try (IdentityProvider provider = new GoogleProviderFactory().create(context)) {
            assertEquals(List.of(), context.problems());
            assertEquals("https://accounts.google.com", provider.issuer());
            assertEquals(Set.of("a", "b"), provider.clientIds());
        }
    }

    @Test
    void withoutClientsNobodyCouldCome() {
        assertProblem("client-ids", "Google Auth Platform", problems(Map.of()));
        assertEquals(List.of(), problems(Map.of("service-accounts", ROBOT)));
    }

    @Test
    void aSecretIsNoClientId() {
        List<String> problems = problems(Map.of("client-ids", "GOCSPX-abcdefgh"));
        assertProblem("client-ids", "client secret", problems);
        assertFalse(problems.toString().contains("abcdefgh"));
    }

    @Test
    void grantsThatNothingLeadsToAreTold() {
        Map<String, String> settings = Map.of("client-ids", "a");
        assertProblem("directory", "`domain`", problems(settings, "domain:acme.com -> mcp:read"));
        assertProblem("directory", "`groups`", problems(settings, "group:staff@acme.com -> mcp:read"));
        assertEquals(List.of(), problems(settings, "email:ann@acme.com -> mcp:read"));
        assertEquals(
                List.of(), problems(Map.of("client-ids", "a", "directory", "domain"), "domain:acme.com -> mcp:read"));
    }

    @Test
    void groupsNeedAServiceAccount() {
        assertProblem(
                "service-account",
                "`service-account-file`",
                problems(Map.of("client-ids", "a", "directory", "groups")));
    }

    @Test
    void credentialsThatCannotWorkAreToldAndNotShown() {
        String key = google.serviceAccountKey(ROBOT);
        for (String wrong : List.of(
                "a secret",
                "{}",
                "{\"type\":\"service_account\"}",
                key.replace("BEGIN PRIVATE KEY", "BEGIN NOTHING"),
                key.replaceFirst("MII", "###"))) {
            List<String> problems =
                    problems(Map.of("client-ids", "a", "directory", "groups", "service-account", wrong));
            assertProblem("service-account", "is not a file of Google credentials", problems);
            assertFalse(problems.toString().contains(wrong));
        }
    }

    @Test
    void aKeyCannotLeadAnywhereElse() {
        String key = google.serviceAccountKey(ROBOT);
        for (String elsewhere : List.of(
                "https://evil.example/token",
                "https://oauth2.googleapis.com.evil.example/token",
                "http://oauth2.googleapis.com/token",
                "https://metadata.google.internal/token",
                "http://169.254.169.254/token")) {
            assertProblem(
                    "service-account",
                    "does not lead to Google",
                    problems(Map.of(
                            "client-ids",
                            "a",
                            "directory",
                            "groups",
                            "service-account",
                            key.replace(google.url() + "/token", elsewhere))));
        }
    }

    @Test
    void aFederationCannotLeadAnywhereElse() {
        String good = federation("https://sts.googleapis.com/v1/token", IMPERSONATION, "\"file\":\"/token\"");
        assertEquals(List.of(), withCredentials(good));
        for (String elsewhere : List.of(
                "https://evil.example/v1/token",
                "https://sts.googleapis.com@evil.example/v1/token",
                "https://sts.googleapis.com.evil.example/v1/token",
                "sts.googleapis.com",
                "https://sts.{region}.example")) {
            assertProblem(
                    "service-account",
                    "has a token_url that does not lead to Google",
                    withCredentials(federation(elsewhere, IMPERSONATION, "\"file\":\"/token\"")));
        }
        assertProblem(
                "service-account",
                "has a service_account_impersonation_url that does not lead to Google",
                withCredentials(good.replace("iamcredentials.googleapis.com", "evil.example")));
        assertProblem(
                "service-account",
                "has a url that does not lead to Google",
                withCredentials(federation(
                        "https://sts.googleapis.com/v1/token",
                        IMPERSONATION,
                        "\"url\":\"http://169.254.169.254/metadata\"")));
    }

    @Test
    void aFederationReadsItsTokenFromAFile() {
        for (String source : List.of(
                "\"certificate\":{\"use_default_certificate_config\":true}",
                "\"executable\":{\"command\":\"/bin/token\"}")) {
            String name = source.substring(1, source.indexOf(':') - 1);
            assertProblem(
                    "service-account",
                    "credential_source with " + name,
                    withCredentials(federation("https://sts.googleapis.com/v1/token", IMPERSONATION, source)));
        }
    }

    @Test
    void credentialsInsideOthersCannotLeadAnywhereElse() {
        String impersonated = "{\"type\":\"impersonated_service_account\",\"service_account_impersonation_url\":\""
                + IMPERSONATION + "\",\"source_credentials\":" + google.serviceAccountKey(ROBOT) + "}";
        assertEquals(List.of(), withCredentials(impersonated));
        assertProblem(
                "service-account",
                "has a token_uri that does not lead to Google",
                withCredentials(impersonated.replace(google.url() + "/token", "https://evil.example/token")));
    }

    @Test
    void credentialsForWhichTheLibraryLeavesOurTransportAreRefused() throws GeneralSecurityException {
        String key = Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("EC")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());
        assertProblem(
                "service-account",
                "is not a file of Google credentials",
                withCredentials(
                        "{\"type\":\"gdch_service_account\",\"format_version\":\"1\",\"project\":\"p\",\"name\":\"n\","
                                + "\"private_key_id\":\"i\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n" + key
                                + "\\n-----END PRIVATE KEY-----\\n\",\"token_uri\":\"" + google.url() + "/token\"}"));
    }

    private static String federation(String tokenUrl, String impersonationUrl, String source) {
        return "{\"type\":\"external_account\",\"audience\":\"//iam.googleapis.com/projects/1/pools/p\","
                + "\"subject_token_type\":\"urn:ietf:params:oauth:token-type:jwt\",\"token_url\":\"" + tokenUrl
                + "\",\"service_account_impersonation_url\":\"" + impersonationUrl + "\",\"credential_source\":{"
                + source + "}}";
    }

    private List<String> withCredentials(String json) {
        return problems(Map.of("client-ids", "a", "directory", "groups", "service-account", json));
    }

    @Test
    void onlyAKeyCanDelegate() {
        assertProblem(
                "service-account",
                "`delegate`",
                problems(
                        Map.of(
                                "client-ids",
                                "a",
                                "directory",
                                "groups",
                                "delegate",
                                "admin@acme.com",
                                "service-account",
                                "{\"type\":\"authorized_user\",\"client_id\":\"a\",\"client_secret\":\"b\",\"refresh_token\":\"c\"}")));
    }

    @Test
    void anIssuerHasNoSlashAtItsEnd() {
        assertProblem("issuer", "slash", problems(Map.of("client-ids", "a", "issuer", "https://accounts.google.com/")));
    }

    @Test
    void anIssuerIsGoogleOrAnEmulationOnThisMachine() {
        for (String elsewhere : List.of(
                "https://accounts.googel.com",
                "https://accounts.google.com.evil.example",
                "https://accounts.google.com:8443")) {
            assertProblem(
                    "issuer", "https://accounts.google.com", problems(Map.of("client-ids", "a", "issuer", elsewhere)));
        }
        assertEquals(List.of(), problems(Map.of("client-ids", "a", "issuer", "http://localhost:9000")));
    }

    @Test
    void nothingIsCalledBeforeItIsNeeded() {
        try (IdentityProvider provider = provider(Map.of(
                "directory",
                "domain groups",
                "service-account",
                google.serviceAccountKey(ROBOT),
                "service-accounts",
                ROBOT))) {
            assertEquals(0, google.requests());
            assertTrue(provider.advice(Reason.WRONG_CLIENT).isPresent());
            assertTrue(provider.advice(Reason.MISSING_SUBJECT).isPresent());
            assertTrue(provider.advice(Reason.WRONG_AUDIENCE).isPresent());
            assertTrue(provider.advice(Reason.NOT_ADMITTED).isPresent());
            assertTrue(provider.advice(Reason.EXPIRED).isEmpty());
            assertEquals(Set.of(GoogleEmulation.CLIENT_ID), provider.clientIds());
        }
    }
}
