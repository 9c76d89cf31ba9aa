package io.mcpidentity.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The real Keycloak, on a free loopback port that it keeps over restarts. */
final class KeycloakServer implements Provider, AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final KeycloakFeatures features;
    private final KeycloakDistribution distribution;
    private final MetadataDocuments documents;
    private final Path home;
    private final int port;
    private Child process;

    private KeycloakServer(KeycloakFeatures features) {
        this.features = features;
        this.distribution = KeycloakDistribution.of(features);
        this.documents = MetadataDocuments.start();
        this.home = distribution.runHome();
        this.port = Ports.free();
        this.process = launch();
    }

    /** Starts one; answers when it does. */
    static KeycloakServer start(KeycloakFeatures features) {
        KeycloakServer server = new KeycloakServer(features);
        KeycloakDistribution.awaitReady(server.process, server.port, START_LIMIT);
        return server;
    }

    private Child launch() {
        return distribution.start(home, features, port, List.of("--truststore-paths=" + documents.certificate()));
    }

    KeycloakFeatures features() {
        return features;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** Client metadata documents that this server can fetch and trusts. */
    MetadataDocuments documents() {
        return documents;
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void kill() {
        process.kill();
    }

    /** Starts it again where it was, after {@link #kill}. */
    @Override
    public void restart() {
        process = launch();
        KeycloakDistribution.awaitReady(process, port, START_LIMIT);
    }

    @Override
    public void close() {
        process.kill();
        documents.close();
        try {
            KeycloakDistribution.deleteTree(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
