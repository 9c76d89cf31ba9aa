package io.mcpidentity.it.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.auth0.client.mgmt.ManagementApi;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.UserCredentials;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpidentity.auth.IdentityProviders;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;

/** All published modules and all vendors' libraries on one class path: this test's own. */
class OneClassPathTest {

    /** Two implementations of one API: the one that Apache's client asks for, and JBoss's, which Keycloak's library brings. */
    private static final Set<String> LOGGING = Set.of("commons-logging", "commons-logging-jboss-logging");

    private static final Map<String, Set<String>> KNOWN =
            Map.of("org/apache/commons/logging/", LOGGING, "org/apache/commons/logging/impl/", LOGGING);

    private HttpServer vendor;

    @BeforeEach
    void start() throws IOException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.start();
    }

    @AfterEach
    void stop() {
        vendor.stop(0);
    }

    @Test
    void everyProviderIsFound() {
        assertEquals(
                Set.of("auth0", "embedded", "github", "google", "keycloak", "oidc"),
                new TreeSet<>(IdentityProviders.load().ids()));
    }

    @Test
    void keycloaksLibraryWorksBesideTheOthers() {
        answer("/realms/acme/protocol/openid-connect/token", "{\"access_token\":\"t\",\"expires_in\":60}");
        answer("/admin/realms/acme/users/1", "{\"id\":\"1\",\"username\":\"alice\"}");

        try (Keycloak keycloak = KeycloakBuilder.builder()
                .serverUrl(url())
                .realm("acme")
                .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId("admin")
                .clientSecret("secret")
                .build()) {
            assertEquals(
                    "alice",
                    keycloak.realm("acme").users().get("1").toRepresentation().getUsername());
        }
    }

    @Test
    void auth0sLibraryWorksBesideTheOthers() {
        answer("/users/1", "{\"user_id\":\"1\",\"name\":\"Alice\"}");

        ManagementApi auth0 = ManagementApi.builder().url(url()).token("t").build();

        assertEquals("Alice", auth0.users().get("1").getName().orElseThrow());
    }

    @Test
    void googlesLibraryWorksBesideTheOthers() throws IOException {
        answer("/token", "{\"access_token\":\"t\",\"expires_in\":60,\"token_type\":\"Bearer\"}");

        AccessToken token = UserCredentials.newBuilder()
                .setClientId("an-app")
                .setClientSecret("secret")
                .setRefreshToken("r")
                .setTokenServerUri(URI.create(url() + "/token"))
                .build()
                .refreshAccessToken();

        assertEquals("t", token.getTokenValue());
        assertNotNull(token.getExpirationTime());
    }

    @Test
    void gitHubsLibraryWorksBesideTheOthers() throws IOException {
        answer("/user", "{\"id\":1,\"login\":\"alice\"}");
        answer("/rate_limit", "{\"resources\":{}}");

        GitHub gitHub =
                new GitHubBuilder().withEndpoint(url()).withOAuthToken("t").build();

        assertEquals("alice", gitHub.getMyself().getLogin());
    }

    @Test
    void noClassIsThereTwiceWithDifferentContent() throws IOException {
        Map<String, Map<Long, String>> found = new HashMap<>();
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : Collections.list(file.entries())) {
                    if (isClass(entry.getName())) {
                        found.computeIfAbsent(entry.getName(), name -> new TreeMap<>())
                                .put(entry.getCrc(), artifact(jar));
                    }
                }
            }
        }
        Map<String, Set<String>> differing = new TreeMap<>();
        found.forEach((name, contents) -> {
            if (contents.size() > 1) {
                differing
                        .computeIfAbsent(name.substring(0, name.lastIndexOf('/') + 1), folder -> new TreeSet<>())
                        .addAll(contents.values());
            }
        });
        assertEquals(KNOWN, differing);
    }

    @Test
    void jacksonHasOneVersionInEachOfItsGenerations() {
        Function<String, Set<String>> versions = group -> new TreeSet<>(jars().stream()
                .filter(jar -> jar.toString().replace('\\', '/').contains(group))
                .filter(jar -> !jar.getFileName().toString().startsWith("jackson-annotations"))
                .filter(jar -> jar.getFileName().toString().startsWith("jackson-"))
                .map(jar -> jar.getFileName().toString().replaceFirst("^.*-([0-9.]+)\\.jar$", "$1"))
                .toList());

        assertEquals(
                1,
                versions.apply("/com/fasterxml/jackson/").size(),
                versions.apply("/com/fasterxml/jackson/")::toString);
        assertEquals(1, versions.apply("/tools/jackson/").size(), versions.apply("/tools/jackson/")::toString);
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class") && !name.startsWith("META-INF/");
    }

    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-[0-9][^-]*(-jre)?\\.jar$", "");
    }

    private static List<Path> jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    private String url() {
        return "http://localhost:" + vendor.getAddress().getPort();
    }

    private void answer(String path, String json) {
        vendor.createContext(path, exchange -> send(exchange, json));
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
