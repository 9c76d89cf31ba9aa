package io.mcpidentity.testkit;

import io.mcpidentity.oidc.JdkHttpTransport;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Calls by the network, with a patience of its own instead of the deadline that was asked for, and remembers the calls. Thread-safe. */
final class ContractTransport implements HttpTransport, AutoCloseable {

    private final JdkHttpTransport network = new JdkHttpTransport();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Supplier<Duration> patience;

    ContractTransport(Supplier<Duration> patience) {
        this.patience = patience;
    }

    @Override
    public Response send(Request request) throws IOException {
        requests.add(request);
        return network.send(new Request(
                request.method(),
                request.uri(),
                request.headers(),
                request.body(),
                patience.get(),
                request.maxBytes()));
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        network.close();
    }
}
