package io.mcpidentity.benchmarks.storm;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** The usual transport, with a count of the calls, those that fail among them. Thread-safe. */
final class CountingTransport implements HttpTransport {

    private final HttpTransport http = new JdkHttpTransport();
    private final LongAdder calls = new LongAdder();
    private final LongAdder keys = new LongAdder();

    @Override
    public Response send(Request request) throws IOException {
        calls.increment();
        if (request.uri().getPath().endsWith("/jwks")) {
            keys.increment();
        }
        return http.send(request);
    }

    /** All calls so far. */
    long calls() {
        return calls.sum();
    }

    /** Those for keys. */
    long keyFetches() {
        return keys.sum();
    }
}
