package io.mcpidentity.it.conformance;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.sdk.McpSessions;
import io.mcpidentity.client.session.OAuthSession;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import java.util.Optional;

/** The MCP Java SDK's own client, which says what it wants when the server asks for it. */
final class SdkWire implements Wire {

    @Override
    public void listAndCall(OAuthSession session) throws ClientFailure {
        try (McpSyncClient client = McpClient.sync(
                        McpSessions.transport(session).build())
                .clientInfo(
                        Implementation.builder("mcp-identity-conformance", "1").build())
                .build()) {
            client.initialize();
            String tool = client.listTools().tools().get(0).name();
            CallToolResult result =
                    client.callTool(CallToolRequest.builder(tool).build());
            if (Boolean.TRUE.equals(result.isError())) {
                throw new IllegalStateException("The tool failed: " + result.content());
            }
        } catch (RuntimeException thrown) {
            Optional<ClientFailure> failure = McpSessions.failure(thrown);
            if (failure.isPresent()) {
                throw failure.get();
            }
            throw thrown;
        }
    }
}
