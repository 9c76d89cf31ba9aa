package com.acme.host;

import io.mcpidentity.client.sdk.McpSessions;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.util.stream.Collectors;

/** The MCP server's tools, through one client for everybody: whose token goes along is in the context of each call. */
final class Notes {
    private final McpAsyncClient client;

    Notes(URI server, Sessions sessions) {
        client = McpClient.async(
                        McpSessions.perUser(sessions::of).transport(server).build())
                .build();
    }

    /** Who the MCP server takes this user for. */
    String whoAmI(String user) {
        return client.callTool(CallToolRequest.builder("whoami").build())
                .contextWrite(context -> context.put(McpTransportContext.KEY, McpSessions.context(user)))
                .map(result -> result.content().stream()
                        .filter(TextContent.class::isInstance)
                        .map(text -> ((TextContent) text).text())
                        .collect(Collectors.joining("\n")))
                .block();
    }
}
