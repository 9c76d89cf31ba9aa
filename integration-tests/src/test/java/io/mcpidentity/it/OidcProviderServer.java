package io.mcpidentity.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** npm's {@code oidc-provider}: a strict, certified OpenID provider, here as an issuer that nobody wrote a module for. */
final class OidcProviderServer implements Issuer, Provider, AutoCloseable {

    /** The client of plain HTTP checks. */
    static final String HTTP_CLIENT = "it-client";
    /** What {@code it-job} authenticates with, which is a client of its own account. */
    static final String JOBS_SECRET = "it-job-secret-that-is-long-enough";
    /** The client that exists as a metadata document only. */
    static final String METADATA_DOCUMENT = "https://client.mcp.test/metadata.json";

    /** What its access tokens are. */
    enum Format {
        JWT,
        OPAQUE
    }

    private final Format format;
    private final NodeIssuer server;

    private OidcProviderServer(Format format, NodeIssuer server) {
        this.format = format;
        this.server = server;
    }

    static OidcProviderServer start(Format format, String... options) {
        List<String> all = new ArrayList<>(List.of("--format", format.name().toLowerCase(Locale.ROOT)));
        all.addAll(List.of(options));
        return new OidcProviderServer(format, NodeIssuer.start("oidc-provider.mjs", all.toArray(String[]::new)));
    }

    @Override
    public String url() {
        return server.url();
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
        server.rotateKeys();
    }

    /** How often {@code path} was asked so far. */
    int count(String path) {
        return server.count(path);
    }

    @Override
    public void pause() {
        server.pause();
    }

    @Override
    public void resume() {
        server.resume();
    }

    @Override
    public void kill() {
        server.kill();
    }

    /** Starts it again where it was, after {@link #kill}. It has forgotten its keys, clients and tokens. */
    @Override
    public void restart() {
        server.restart();
    }

    @Override
    public void close() {
        server.close();
    }
}
