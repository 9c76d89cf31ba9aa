package io.mcpidentity.benchmarks.verify;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.util.Optional;

/** The usual transport, which can make the last call again. Thread-safe. */
final class RememberingTransport implements HttpTransport {

    private final HttpTransport http = new JdkHttpTransport();
    private volatile Optional<Request> last = Optional.empty();

    @Override
    public Response send(Request request) throws IOException {
        last = Optional.of(request);
        return http.send(request);
    }

    /** The last call, without all that led to it. */
    Response again() throws IOException {
        return http.send(last.orElseThrow());
    }
}
