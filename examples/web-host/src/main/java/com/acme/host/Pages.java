package com.acme.host;

import com.sun.net.httpserver.HttpExchange;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.SignInRequired;
import io.mcpidentity.client.sdk.McpSessions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Two pages: what the user may see of the MCP server, and where the sign-in comes back to. */
final class Pages {
    private final Sessions sessions;
    private final Notes notes;
    private final Visitors visitors = new Visitors();

    Pages(Sessions sessions, Notes notes) {
        this.sessions = sessions;
        this.notes = notes;
    }

    /** Calls a tool for the user; where nobody is signed in yet, sends the browser to do that. */
    void home(HttpExchange exchange) throws IOException {
        String user = visitors.of(exchange);
        try {
            answer(exchange, 200, notes.whoAmI(user));
        } catch (RuntimeException thrown) {
            Optional<ClientFailure> failure = McpSessions.failure(thrown, user);
            if (failure.isPresent() && failure.get() instanceof SignInRequired required) {
                redirect(exchange, required.url());
            } else {
                answer(exchange, 502, failure.map(Throwable::getMessage).orElse("The MCP server does not answer"));
            }
        }
    }

    /** Takes the answer of the sign-in, in the browser that was sent there and in no other. */
    void callback(HttpExchange exchange) throws IOException {
        try {
            sessions.of(visitors.of(exchange)).complete(query(exchange));
            redirect(exchange, URI.create("/"));
        } catch (ClientFailure failure) {
            answer(exchange, 403, failure.getMessage());
        }
    }

    private static String query(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    }

    private static void redirect(HttpExchange exchange, URI target) throws IOException {
        exchange.getResponseHeaders().set("Location", target.toString());
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
