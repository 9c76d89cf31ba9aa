package io.mcpidentity.it;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** npm's {@code oidc-provider}: a strict, certified OpenID provider, here as an issuer that nobody wrote a module for. */
final class OidcProviderServer implements Issuer, Provider, AutoCloseable {

    /** The client of plain HTTP checks. */
    static final String HTTP_CLIENT = "it-client";
    /** The client that exists as a metadata document only. */
    static final String METADATA_DOCUMENT = "https://client.mcp.test/metadata.json";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** What its access tokens are. */
    enum Format {
        JWT,
        OPAQUE
    }

    private final Format format;
    private final List<String> options;
    private Child process;
    private int port;

    private OidcProviderServer(Format format, List<String> options) {
        this.format = format;
        this.options = options;
    }

    static OidcProviderServer start(Format format, String... options) {
        OidcProviderServer server = new OidcProviderServer(format, List.of(options));
        server.launch();
        return server;
    }

    private void launch() {
        List<String> arguments = new ArrayList<>(
                List.of("--format", format == Format.JWT ? "jwt" : "opaque", "--port", Integer.toString(port)));
        arguments.addAll(options);
        process = Node.start("oidc-provider.mjs", Map.of(), arguments.toArray(String[]::new));
        Await.until("oidc-provider is ready", START_LIMIT, () -> {
            process.requireAlive();
            return readyLine().isPresent();
        });
        port = ((Number) Json.object(readyLine().orElseThrow()).get("port")).intValue();
    }

    private Optional<String> readyLine() {
        return process.log()
                .lines()
                .filter(line -> line.startsWith("{\"issuer\"") && line.endsWith("}"))
                .findFirst();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public String properties() {
        String lines = "provider = oidc\noidc.issuer = " + url() + "\n";
        return format == Format.JWT
                ? lines
                : lines + "oidc.introspection = opaque\noidc.client-id = mcp-server\n"
                        + "oidc.client-secret = mcp-server-secret\n";
    }

    Tokens signIn(String user, String scope, String resource, String... options) {
        return Tokens.signIn(url(), HTTP_CLIENT, user, scope, Optional.of(resource), options);
    }

    /** Signs with new keys from now on; the old ones are no longer published. */
    void rotateKeys() {
        Web.send(Web.request(URI.create(url() + "/test/rotate-keys"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .expecting(204);
    }

    /** How often {@code path} was asked so far. */
    int count(String path) {
        Object count = Json.object(
                        Web.get(url() + "/test/counts").expecting(200).body())
                .get(path);
        return count == null ? 0 : ((Number) count).intValue();
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

    /** Starts it again where it was, after {@link #kill}. It has forgotten its keys, clients and tokens. */
    @Override
    public void restart() {
        launch();
    }

    @Override
    public void close() {
        process.kill();
    }
}
