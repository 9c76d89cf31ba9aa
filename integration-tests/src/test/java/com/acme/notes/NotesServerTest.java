package com.acme.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.EmbeddedAuthorizationServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotesServerTest {

    @RegisterExtension
    static final EmbeddedAuthorizationServer ISSUER = EmbeddedAuthorizationServer.start();

    @Test
    void onlyWhoMayWriteAddsNotes() throws Exception {
        Configuration.Builder configuration =
                Configuration.builder().defaults(Map.of("tool.add_note.scopes", "mcp:write"));
        ISSUER.properties().forEach(configuration::set);

        try (NotesServer server = NotesServer.start(configuration.build())) {
            assertEquals(401, server.addNote("buy milk", ""));
            assertEquals(403, server.addNote("buy milk", bearer("bob", "mcp:read")));
            assertEquals(200, server.addNote("buy milk", bearer("alice", "mcp:read", "mcp:write")));
        }
    }

    private static String bearer(String user, String... scopes) {
        return "Bearer " + ISSUER.token(user, scopes).value();
    }
}
