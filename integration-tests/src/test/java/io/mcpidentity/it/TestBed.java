package io.mcpidentity.it;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Where the parts of the test bed are, and those that all test classes share. */
final class TestBed {

    private static final Map<KeycloakFeatures, KeycloakServer> KEYCLOAKS = new EnumMap<>(KeycloakFeatures.class);

    private TestBed() {}

    /** Client metadata documents that the protected server can fetch and trusts. */
    static MetadataDocuments documents() {
        return Documents.SHARED;
    }

    /** Made when they are first asked for. */
    private static final class Documents {
        private static final MetadataDocuments SHARED = MetadataDocuments.start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SHARED::close));
        }
    }

    /** The project's root directory. */
    static Path root() {
        return Path.of(System.getProperty("mcpidentity.it.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The unpacked Keycloak distribution, beside which those with other features are built. */
    static Path keycloak() {
        return Path.of(System.getProperty("mcpidentity.it.keycloak", ".cache/keycloak-26.7.3"))
                .toAbsolutePath();
    }

    /** The one Keycloak with these features that all test classes use, each with realms of its own. */
    static synchronized KeycloakServer keycloak(KeycloakFeatures features) {
        return KEYCLOAKS.computeIfAbsent(features, key -> {
            KeycloakServer server = KeycloakServer.start(key);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        });
    }
}
