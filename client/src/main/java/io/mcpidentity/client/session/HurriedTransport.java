package io.mcpidentity.client.session;

import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.time.Duration;

/**
 * A transport on which no call takes longer than this.
 *
 * @param transport the transport
 * @param longest the longest time
 */
record HurriedTransport(HttpTransport transport, Duration longest) implements HttpTransport {

    @Override
    public Response send(Request request) throws IOException {
        return transport.send(
                request.deadline().compareTo(longest) <= 0
                        ? request
                        : new Request(
                                request.method(),
                                request.uri(),
                                request.headers(),
                                request.body(),
                                longest,
                                request.maxBytes()));
    }
}
