package io.mcpidentity.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Things to store. */
final class Samples {

    static final Instant START = Instant.parse("2026-11-01T12:00:00.123Z");
    static final Duration GRACE = Duration.ofSeconds(30);
    static final Duration IDLE = Duration.ofDays(30);
    static final String RESOURCE = "https://mcp.example.com/mcp";

    private Samples() {}

    static StoredClient client(String id) {
        return new StoredClient(
                id,
                Optional.of("Café \u2615 client"),
                List.of("http://127.0.0.1/callback", "com.example.app:/callback?x=1%202", "http://localhost/a"),
                Set.of("authorization_code", "refresh_token"),
                "client_secret_basic",
                Optional.of("digest-of-secret"),
                START);
    }

    static StoredCode code(String digest) {
        return new StoredCode(
                digest,
                "client",
                "http://127.0.0.1:4711/callback",
                "challenge",
                "alice",
                Set.of("mcp:read", "mcp:write"),
                RESOURCE,
                START.plusSeconds(60),
                Optional.empty());
    }

    static Grant grant(String id) {
        return grant(id, "client", START.plus(Duration.ofDays(30)));
    }

    static Grant grant(String id, String clientId, Instant expiresAt) {
        return new Grant(
                id,
                clientId,
                "alice",
                Set.of("mcp:read", "mcp:write"),
                RESOURCE,
                START,
                expiresAt,
                0,
                START,
                Optional.empty());
    }

    static BrowserSession session(String digest) {
        return new BrowserSession(digest, "alice", START, START.plus(Duration.ofHours(8)));
    }

    static StoredKey key(String id, Instant createdAt) {
        return new StoredKey(
                id, "ES256", "{\"kty\":\"EC\"}", "sealed-" + id, createdAt, createdAt.plus(Duration.ofDays(91)));
    }
}
