package io.mcpidentity.benchmarks.load;

import io.mcpidentity.server.McpCallers;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The MCP servlet: {@code echo}, and as many tools more as a measurement asks for. */
final class Tools {

    private Tools() {}

    static HttpServletStatelessServerTransport servlet(String path, int more, boolean guarded) {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint(path)
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        var server = McpServer.sync(transport)
                .serverInfo("benchmark", "1")
                .immediateExecution(true)
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .tools(tools(more));
        if (guarded) {
            server.addToolFilter(McpCallers.visibleTools());
        }
        server.build();
        return transport;
    }

    private static List<SyncToolSpecification> tools(int more) {
        List<SyncToolSpecification> tools = new ArrayList<>();
        tools.add(tool("echo"));
        for (int i = 0; i < more; i++) {
            tools.add(tool("tool" + i));
        }
        return tools;
    }

    private static SyncToolSpecification tool(String name) {
        return SyncToolSpecification.builder()
                .tool(McpSchema.Tool.builder(name, Map.of("type", "object"))
                        .description("Answers its text")
                        .build())
                .callHandler((caller, request) -> McpSchema.CallToolResult.builder()
                        .addTextContent(String.valueOf(request.arguments().get("text")))
                        .build())
                .build();
    }
}
