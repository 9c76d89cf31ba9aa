package io.mcpidentity.it;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An MCP server with the tools, prompts and resources that the conformance suite asks for, with a filter or without. */
final class ConformanceServer implements AutoCloseable {

    private final Server jetty;
    private final McpSyncServer mcp;
    private final int port;

    private ConformanceServer(Server jetty, McpSyncServer mcp, int port) {
        this.jetty = jetty;
        this.mcp = mcp;
        this.port = port;
    }

    // The host and origin check is deprecated for a filter of the container; the suite tests it.
    @SuppressWarnings("deprecation")
    static ConformanceServer start(int port, Optional<Filter> filter) throws Exception {
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .keepAliveInterval(Duration.ofSeconds(30))
                .securityValidator(DefaultServerTransportSecurityValidator.builder()
                        .allowedOrigin("http://localhost:*")
                        .allowedHost("localhost:*")
                        .build())
                .build();
        McpSyncServer mcp = McpServer.sync(transport)
                .serverInfo("conformance", "1")
                .capabilities(ServerCapabilities.builder()
                        .completions()
                        .resources(true, false)
                        .tools(false)
                        .prompts(false)
                        .build())
                .tools(ConformanceTools.all())
                .prompts(ConformanceContent.prompts())
                .resources(ConformanceContent.resources())
                .resourceTemplates(ConformanceContent.resourceTemplates())
                .completions(ConformanceContent.completions())
                .requestTimeout(Duration.ofSeconds(30))
                .build();

        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("localhost");
        connector.setPort(port);
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        filter.ifPresent(it -> {
            FilterHolder holder = new FilterHolder(it);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
        ServletHolder servlet = new ServletHolder(transport);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/mcp");
        jetty.setHandler(context);
        jetty.start();
        return new ConformanceServer(jetty, mcp, connector.getLocalPort());
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        mcp.close();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
