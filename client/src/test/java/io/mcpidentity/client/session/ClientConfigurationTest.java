package io.mcpidentity.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.client.Requirement;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Setting;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigurationTest {

    private final World world = new World();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        world.close();
    }

    private static Configuration of(String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Configuration.of(values);
    }

    private static Set<String> keysOfProblems(String... keysAndValues) {
        ConfigurationException wrong = assertThrows(
                ConfigurationException.class,
                () -> OAuthSession.create(URI.create("https://mcp.example.com/mcp"), of(keysAndValues)));
        return new TreeSet<>(wrong.problems().stream().map(Problem::key).toList());
    }

    @Test
    void aFileAloneChangesTheGrant() throws Exception {
        world.first.clients.add("job");
        Configuration configuration = of(
                "client.grant", "client-credentials",
                "client.issuer", world.first.issuer(),
                "client.id", "job",
                "client.secret", "the secret");

        try (OAuthSession session = OAuthSession.create(world.mcp(), configuration)) {
            session.signIn();
        }

        assertEquals("client_credentials", world.first.tokenRequests.get(0).get("grant_type"));
    }

    @Test
    void aServersSettingsInTheSameFileAreLeftToTheServer() throws Exception {
        Path file = Files.writeString(
                folder.resolve("mcp-identity.properties"),
                "provider = keycloak\nresource = https://mcp.example.com/mcp\nclient.scopes = mcp:read\n");

        try (OAuthSession session = OAuthSession.create(
                world.mcp(), Configuration.builder().file(file).build())) {
            assertEquals(world.mcp(), session.server());
        }
    }

    @Test
    void clientsAreGivenByTheirIssuer() throws Exception {
        Configuration configuration = of(
                "client.grant", "client-credentials",
                "client.registrations", "one two",
                "client.one.issuer", world.first.issuer(),
                "client.one.id", "at-the-first",
                "client.one.secret", "the secret",
                "client.two.issuer", world.second.issuer(),
                "client.two.id", "at-the-second",
                "client.two.secret", "the other secret");

        try (OAuthSession session = OAuthSession.create(world.mcp(), configuration)) {
            world.current = world.second;
            session.signIn();
        }

        assertEquals(List.of(), world.first.tokenRequests);
        assertEquals(1, world.second.tokenRequests.size());
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertEquals(
                Set.of("client.grant", "client.dpop", "client.scope", "client.refresh-ahead"),
                keysOfProblems(
                        "client.grant", "password",
                        "client.dpop", "sometimes",
                        "client.scope", "mcp:read",
                        "client.refresh-ahead", "soon"));
    }

    @Test
    void whatIsMisspeltHidesNothingElse() {
        assertEquals(
                Set.of(
                        "client.scope",
                        "client.id",
                        "client.one.issuer",
                        "client.registrations",
                        "client.store",
                        "client.Two.id"),
                keysOfProblems(
                        "client.scope", "mcp:read",
                        "client.grant", "client-credentials",
                        "client.registrations", "one Two",
                        "client.one.id", "a",
                        "client.Two.id", "b",
                        "client.store", "fil",
                        "client.store-directory", "/tmp/tokens"));
    }

    @Test
    void whatDoesNotGoTogetherIsSaidAtOnce() {
        assertEquals(
                Set.of(
                        "client.secret",
                        "client.store-directory",
                        "client.callback-port",
                        "client.assertion-path",
                        "client.issuer"),
                keysOfProblems(
                        "client.secret", "the secret",
                        "client.store", "file",
                        "client.callback-port", "8765",
                        "client.redirect-uri", "http://127.0.0.1/callback",
                        "client.grant", "jwt-bearer"));
    }

    @Test
    void eachGrantSaysWhatItTakes() {
        assertEquals(Set.of("client.id"), keysOfProblems("client.grant", "client-credentials"));
        assertEquals(
                Set.of("client.secret", "client.issuer"),
                keysOfProblems("client.grant", "client-credentials", "client.id", "job"));
        assertEquals(Set.of("client.assertion-path", "client.issuer"), keysOfProblems("client.grant", "jwt-bearer"));
        assertEquals(
                Set.of("client.id", "client.assertion-path", "client.identity-provider.issuer"),
                keysOfProblems("client.grant", "id-jag"));
    }

    @Test
    void aKeyThatCannotBeReadIsAProblem() {
        assertEquals(
                Set.of("client.private-key"),
                keysOfProblems(
                        "client.id", "a", "client.issuer", "https://sso.example.com", "client.private-key", "no key"));
    }

    @Test
    @Requirement("MCP 2026-07-28, Client Registration, Authorization Server Binding")
    void aClientIdIsOfUseWithItsIssuerOnly() {
        assertEquals(Set.of("client.issuer"), keysOfProblems("client.id", "a", "client.secret", "the secret"));
        assertEquals(Set.of("client.issuer"), keysOfProblems("client.id", "a"));
    }

    @Test
    void whatTheCompanysIdentityProviderTakesIsReadWhenItStarts() {
        assertEquals(
                Set.of("client.identity-provider.private-key"),
                keysOfProblems(
                        "client.grant", "id-jag",
                        "client.issuer", "https://sso.example.com",
                        "client.id", "a",
                        "client.secret", "the secret",
                        "client.assertion-variable", "ID_TOKEN",
                        "client.identity-provider.issuer", "https://idp.example.com",
                        "client.identity-provider.id", "a",
                        "client.identity-provider.private-key", "no key"));
        EnterpriseProvider plain = EnterpriseProvider.of(RegisteredClient.of("http://idp.example.com", "a"))
                .withTokenEndpoint(URI.create("ftp://idp.example.com/token"));
        ConfigurationException wrong = assertThrows(
                ConfigurationException.class,
                () -> OAuthSession.builder(URI.create("https://mcp.example.com/mcp"))
                        .client(RegisteredClient.of("https://sso.example.com", "a"))
                        .enterprise(plain, () -> "the id token")
                        .requestTimeout(Duration.ZERO)
                        .build());
        assertEquals(
                List.of(
                        "client.identity-provider.issuer",
                        "client.identity-provider.token-endpoint",
                        "client.request-timeout"),
                wrong.problems().stream().map(Problem::key).toList());
    }

    @Test
    void aTypingErrorIsToldWithWhatWasMeant() {
        ConfigurationException wrong = assertThrows(
                ConfigurationException.class,
                () -> OAuthSession.create(URI.create("https://mcp.example.com/mcp"), of("client.scope", "mcp:read")));

        assertTrue(String.valueOf(wrong.getMessage()).contains("client.scopes"));
    }

    @Test
    void aServerThatIsNotHttpsIsAProblem() {
        for (String url : List.of("http://mcp.example.com/mcp", "ftp://127.0.0.1/", "https://a@mcp.example.com/mcp")) {
            assertThrows(
                    ConfigurationException.class,
                    () -> OAuthSession.builder(URI.create(url)).build());
        }
    }

    @Test
    void everySettingHasAGroupAndANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : ClientSettings.ALL) {
            assertEquals(true, names.add(setting.name()), setting.name());
        }
    }
}
