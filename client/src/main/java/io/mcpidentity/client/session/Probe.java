package io.mcpidentity.client.session;

import io.mcpidentity.client.discovery.Challenge;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.HttpTransport.Request;
import io.mcpidentity.spi.HttpTransport.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks the MCP server for nothing, without a token, to hear its challenge before anybody connects. Thread-safe. */
final class Probe {

    private static final byte[] PING =
            "{\"jsonrpc\":\"2.0\",\"id\":\"sign-in\",\"method\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, String> HEADERS =
            Map.of("Accept", "application/json, text/event-stream", "Content-Type", "application/json");
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 1 << 16;

    private final URI server;
    private final HttpTransport http;

    Probe(URI server, HttpTransport http) {
        this.server = server;
        this.http = http;
    }

    /**
     * What it heard.
     *
     * @param refused whether the server wants a token
     * @param challenge what it says about that
     */
    record Heard(boolean refused, Optional<Challenge> challenge) {}

    /** Nothing, where the server does not answer; the sign-in that follows says what is wrong. */
    Heard ask() {
        try {
            Response response = http.send(new Request("POST", server, HEADERS, PING, DEADLINE, MAX_BYTES));
            ServerAnswer answer = ServerAnswer.of(Map.of(), response.status(), response.headers());
            return new Heard(answer.status() == 401, answer.challenge());
        } catch (IOException silent) {
            return new Heard(false, Optional.empty());
        }
    }
}
