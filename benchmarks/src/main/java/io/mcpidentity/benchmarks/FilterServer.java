package io.mcpidentity.benchmarks;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import io.mcpidentity.server.McpCallers;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.DispatcherType;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The process that {@link FilterLoad} measures: Jetty and the MCP SDK's stateless servlet with one tool, {@code open} or
 * {@code guarded} by the filter. Both have the same servlet; the filter is all that differs.
 *
 * <p>Writes its port and a valid token to its output, and ends with its input.
 */
final class FilterServer {

    static final String PATH = "/mcp";

    private FilterServer() {}

    /** Serves until the input ends, which it also does when the parent dies. */
    @SuppressWarnings("SystemOut") // what the parent reads
    public static void main(String[] arguments) throws Exception {
        Issuer issuer = new Issuer("RS256");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder tools = new ServletHolder("mcp", tools());
        tools.setAsyncSupported(true);
        context.addServlet(tools, PATH);
        if (arguments[0].equals("guarded")) {
            context.addFilter(filter(issuer), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        server.start();
        System.out.println(connector.getLocalPort());
        System.out.println(issuer.token());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0); // the SDK leaves threads behind
    }

    private static McpAuthFilter filter(Issuer issuer) {
        Configuration configuration = Configuration.of(Map.of(
                "provider", "oidc",
                "oidc.issuer", Issuer.NAME,
                "resource", Issuer.RESOURCE,
                "scopes", "mcp:read mcp:write",
                "tool.scopes", "mcp:read",
                "tool.echo.scopes", "mcp:write"));
        return McpAuthFilter.builder(configuration).http(issuer.http()).build();
    }

    private static HttpServletStatelessServerTransport tools() {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint(PATH)
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.sync(transport)
                .serverInfo("benchmark", "1")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .tools(McpStatelessServerFeatures.SyncToolSpecification.builder()
                        .tool(McpSchema.Tool.builder("echo", Map.of("type", "object"))
                                .description("Answers its text")
                                .build())
                        .callHandler((caller, request) -> McpSchema.CallToolResult.builder()
                                .addTextContent(
                                        String.valueOf(request.arguments().get("text")))
                                .build())
                        .build())
                .build();
        return transport;
    }
}
