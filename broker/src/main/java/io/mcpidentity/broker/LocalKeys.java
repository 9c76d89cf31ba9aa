package io.mcpidentity.broker;

import io.mcpidentity.broker.store.StoreException;
import io.mcpidentity.jose.Json;
import io.mcpidentity.spi.HttpTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers the JWT engine's question for the key set in this process, instead of over the network. Thread-safe. */
final class LocalKeys implements HttpTransport {

    private final Supplier<List<Map<String, Object>>> published;

    LocalKeys(Supplier<List<Map<String, Object>>> published) {
        this.published = published;
    }

    @Override
    public Response send(Request request) throws IOException {
        try {
            byte[] keys = Json.text(Map.of("keys", published.get())).getBytes(StandardCharsets.UTF_8);
            return new Response(200, Map.of("content-type", List.of("application/json")), keys);
        } catch (StoreException broken) {
            throw new IOException("The signing keys cannot be read");
        }
    }
}
