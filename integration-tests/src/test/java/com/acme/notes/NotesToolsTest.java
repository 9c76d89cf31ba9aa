package com.acme.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.testkit.EmbeddedAuthorizationServer;
import io.mcpidentity.testkit.McpIdentityTest;
import org.junit.jupiter.api.Test;

@McpIdentityTest("tool.add_note.scopes = mcp:write")
class NotesToolsTest {

    @Test
    void onlyWhoMayWriteAddsNotes(Configuration configuration, EmbeddedAuthorizationServer people) throws Exception {
        try (NotesServer server = NotesServer.start(configuration)) {
            assertEquals(401, server.addNote("buy milk", ""));
            assertEquals(403, server.addNote("buy milk", people.bearer("bob", "mcp:read")));
            assertEquals(200, server.addNote("buy milk", people.bearer("alice", "mcp:read", "mcp:write")));
        }
    }
}
