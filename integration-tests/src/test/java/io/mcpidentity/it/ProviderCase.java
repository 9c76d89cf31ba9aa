package io.mcpidentity.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider with its accounts and applications, as the suite over all providers needs it, and the file that selects it. */
abstract class ProviderCase implements AutoCloseable {

    /** The scopes of the server, which some providers know by other names or not at all. */
    enum Role {
        READER,
        WRITER,
        ADMIN
    }

    /** How MCP clients sign in at this provider. */
    record ClientSignIn(String cell, int signIns, List<String> options) {}

    private final int port = Ports.free();
    private final String resource = ProtectedServer.url(port);

    /** The port of the protected server. */
    final int port() {
        return port;
    }

    /** The URL of the protected server. */
    final String resource() {
        return resource;
    }

    /** The file, among those that are shipped with the quickstart. */
    abstract String file();

    /** What people fill in there. */
    abstract Map<String, String> filledIn();

    /** The issuer identifier. */
    abstract String issuer();

    /** A new token of somebody with this role. */
    abstract String token(Role role);

    /** A genuine token of a like provider, or of this one, that is meant for somebody else. */
    abstract String foreign();

    /** A genuine token for this server that lives for seconds. */
    abstract String shortLived();

    /** Where {@link #shortLived} is meant for. */
    Mcp forShortLived() {
        return new Mcp(java.net.URI.create(resource));
    }

    /** An ID token for one of this server's clients, where the provider has such tokens. */
    abstract Optional<String> idToken();

    /** What the first 401 asks for. */
    abstract List<String> firstScopes();

    /** What the 403 asks a reader for who wants to write. */
    abstract List<String> stepUpScopes();

    /** The provider that can go away; empty where it is in the server's own process. */
    abstract Optional<Provider> outage();

    /** Called before {@link #outage}: a token that cannot be verified without the provider from now on. */
    abstract String unknownFromNowOn();

    /** How MCP clients sign in; each cell of the table says it. */
    abstract ClientSignIn clients();

    @Override
    public void close() {}
}
