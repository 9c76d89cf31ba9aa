package io.mcpidentity.provider.keycloak;

import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.net.URI;

/**
 * Sends what is meant for Keycloak's public URL to its internal one: metadata names public URLs only, unless
 * {@code hostname-backchannel-dynamic} is set. The issuer stays the public one. Thread-safe.
 */
final class InternalTransport implements HttpTransport {

    private final HttpTransport http;
    private final String publicBase;
    private final String internalBase;

    InternalTransport(HttpTransport http, String publicBase, String internalBase) {
        this.http = http;
        this.publicBase = publicBase;
        this.internalBase = internalBase;
    }

    @Override
    public Response send(Request request) throws IOException {
        URI uri = Realm.moved(request.uri(), publicBase, internalBase).orElse(request.uri());
        return http.send(new Request(
                request.method(), uri, request.headers(), request.body(), request.deadline(), request.maxBytes()));
    }
}
