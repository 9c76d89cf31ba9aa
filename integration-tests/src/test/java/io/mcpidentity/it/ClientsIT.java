package io.mcpidentity.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real MCP clients against the quickstart: refused, signed in, a tool called, and stepped up to the tools that need more
 * scope. From issuer to issuer the properties file changes and nothing else.
 *
 * <p>Each driver ends with 0 only after that whole walk.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientsIT {

    /** The issuers, and how a protected server with each comes about. */
    enum Setup {
        KEYCLOAK {
            @Override
            Site open(int port) {
                return keycloak(KeycloakFeatures.DEFAULT, KeycloakRealm.Audience.CUSTOM, port);
            }
        },
        KEYCLOAK_CIMD {
            @Override
            Site open(int port) {
                return keycloak(KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS, KeycloakRealm.Audience.CLIENT, port);
            }
        },
        OIDC_JWT {
            @Override
            Site open(int port) {
                OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.JWT);
                return new Site(provider, provider::close, ProtectedServer.start(port, provider));
            }
        },
        OIDC_OPAQUE {
            @Override
            Site open(int port) {
                OidcProviderServer provider = OidcProviderServer.start(OidcProviderServer.Format.OPAQUE);
                return new Site(provider, provider::close, ProtectedServer.start(port, provider));
            }
        },
        EMBEDDED {
            @Override
            Site open(int port) {
                return new Site(
                        new EmbeddedIssuer(port), () -> {}, ProtectedServer.start(port, new EmbeddedIssuer(port)));
            }
        },
        EMBEDDED_WITH_SHORT_TOKENS {
            @Override
            Site open(int port) {
                return new Site(
                        new EmbeddedIssuer(port),
                        () -> {},
                        ProtectedServer.start(
                                port,
                                new EmbeddedIssuer(port),
                                "embedded.access-token-lifetime = 5s",
                                "clock-skew = 0s",
                                "cache.max-age = 1s"));
            }
        },
        OIDC_ES256_WITH_NONCES {
            @Override
            Site open(int port) {
                OidcProviderServer provider =
                        OidcProviderServer.start(OidcProviderServer.Format.JWT, "--alg", "ES256", "--dpop-nonce");
                return new Site(provider, provider::close, ProtectedServer.start(port, provider));
            }
        };

        abstract Site open(int port);

        private static Site keycloak(KeycloakFeatures features, KeycloakRealm.Audience audience, int port) {
            KeycloakRealm realm = KeycloakRealm.create(TestBed.keycloak(features), ProtectedServer.url(port), audience);
            return new Site(realm, () -> {}, ProtectedServer.start(port, realm));
        }
    }

    /** An issuer and the server that trusts it. */
    record Site(Issuer issuer, Runnable end, ProtectedServer server) {}

    private final Map<Setup, Site> sites = new EnumMap<>(Setup.class);

    @AfterAll
    void endAll() {
        sites.values().forEach(site -> {
            site.server().close();
            site.end().run();
        });
    }

    static Stream<Arguments> registrations() {
        List<Arguments> rows = new ArrayList<>();
        for (McpClient client : McpClient.values()) {
            // Keycloak makes the scope of a registration its ceiling, and clients register with what the first 401
            // named: stepping up takes a client registered by hand or one known by its metadata document.
            rows.add(Arguments.of(client, Setup.KEYCLOAK, "registered by hand"));
            rows.add(Arguments.of(client, Setup.KEYCLOAK, "registers itself, signs in only"));
            rows.add(Arguments.of(client, Setup.KEYCLOAK_CIMD, "metadata document"));
            rows.add(Arguments.of(client, Setup.OIDC_JWT, "registers itself"));
            rows.add(Arguments.of(client, Setup.OIDC_OPAQUE, "registers itself"));
            rows.add(Arguments.of(client, Setup.EMBEDDED, "registers itself"));
            rows.add(Arguments.of(client, Setup.EMBEDDED, "metadata document"));
            rows.add(Arguments.of(client, Setup.EMBEDDED_WITH_SHORT_TOKENS, "registers itself, outlives its tokens"));
        }
        rows.add(Arguments.of(McpClient.TYPESCRIPT_2, Setup.OIDC_JWT, "metadata document"));
        rows.add(Arguments.of(McpClient.TYPESCRIPT_2, Setup.KEYCLOAK_CIMD, "registered by hand"));
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @MethodSource("registrations")
    void aClientSignsInCallsAToolAndStepsUp(McpClient client, Setup setup, String registration) {
        Map<String, Object> seen = walk(client, setup, registration(setup, client, registration));

        int signIns = registration.startsWith("registers itself, ") ? 1 : 3;
        assertEquals(signIns, ((List<?>) seen.get("scopes")).size(), seen::toString);
        assertTrue(seen.get("whoami").toString().contains("subject: "), seen::toString);
    }

    static Stream<Arguments> dpopIssuers() {
        return Stream.of(Setup.KEYCLOAK, Setup.OIDC_JWT, Setup.OIDC_OPAQUE, Setup.OIDC_ES256_WITH_NONCES)
                .map(setup -> Arguments.of(setup, setup == Setup.KEYCLOAK ? "registered by hand" : "registers itself"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dpopIssuers")
    void aClientThatBindsItsTokensByDpopIsServed(Setup setup, String registration) {
        List<String> options = new ArrayList<>(registration(setup, McpClient.TYPESCRIPT_2, registration));
        options.add("--dpop");

        Map<String, Object> seen = walk(McpClient.TYPESCRIPT_2, setup, options);

        assertEquals("DPoP", seen.get("tokenType"));
    }

    @ParameterizedTest
    @EnumSource(Setup.class)
    void fromIssuerToIssuerOnlyThePropertiesFileChanges(Setup setup) {
        Site site = site(setup);
        Site first = site(Setup.KEYCLOAK);

        assertEquals(first.server().commandLine("FILE", "PORT"), site.server().commandLine("FILE", "PORT"));
        String provider = site.issuer() instanceof EmbeddedIssuer
                ? "embedded"
                : site.issuer() instanceof KeycloakRealm ? "keycloak" : "oidc";
        List<String> keys = site.issuer()
                .properties()
                .lines()
                .map(line -> line.split(" = ")[0])
                .toList();
        assertTrue(
                keys.stream().allMatch(key -> key.equals("provider") || key.startsWith(provider + ".")),
                keys::toString);
    }

    private Site site(Setup setup) {
        return sites.computeIfAbsent(setup, key -> key.open(Ports.free()));
    }

    private Map<String, Object> walk(McpClient client, Setup setup, List<String> options) {
        return client.walk(site(setup).server().url(), options);
    }

    private List<String> registration(Setup setup, McpClient client, String registration) {
        return switch (registration) {
            case "registers itself" -> List.of();
            case "registers itself, signs in only" -> List.of("--sign-in-only");
            case "registers itself, outlives its tokens" -> List.of("--sign-in-only", "--outlive", "8");
            case "registered by hand" -> List.of("--client-id", KeycloakRealm.MCP_CLIENT);
            case "metadata document" -> List.of("--client-metadata-url", metadataDocument(setup, client));
            default -> throw new IllegalArgumentException(registration);
        };
    }

    private static String metadataDocument(Setup setup, McpClient client) {
        String name = client.name().toLowerCase(Locale.ROOT);
        return switch (setup) {
            case KEYCLOAK_CIMD ->
                TestBed.keycloak(KeycloakFeatures.CIMD_AND_RESOURCE_INDICATORS)
                        .documents()
                        .url(name);
            case EMBEDDED -> TestBed.documents().url(name);
            default -> OidcProviderServer.METADATA_DOCUMENT;
        };
    }
}
