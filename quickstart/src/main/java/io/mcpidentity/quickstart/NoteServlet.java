package io.mcpidentity.quickstart;

import io.mcpidentity.quickstart.NoteTools.NoteTool;
import io.mcpidentity.server.McpCallers;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletHolder;

/**
 * The MCP SDK's servlet with the note tools behind it. It is made when the first request has passed the filter, or before,
 * by {@link #getServlet()}: the SDK takes longer to load than everything in front of it.
 */
final class NoteServlet extends ServletHolder {

    private final boolean stateless;
    private final String path;

    NoteServlet(boolean stateless, String path) {
        super(
                stateless
                        ? HttpServletStatelessServerTransport.class
                        : HttpServletStreamableServerTransportProvider.class);
        this.stateless = stateless;
        this.path = path;
        setAsyncSupported(true);
    }

    /** Jetty makes the servlet here, in front of all filters. */
    @Override
    protected void prepare(ServletRequest request, ServletResponse response) {}

    @Override
    public void handle(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        getServlet();
        super.handle(request, response);
    }

    @Override
    protected Servlet newInstance() {
        List<NoteTool> tools = new NoteTools().all();
        return stateless ? stateless(tools) : stateful(tools);
    }

    private HttpServlet stateful(List<NoteTool> tools) {
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint(path)
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.sync(transport)
                .serverInfo(Quickstart.NAME, Quickstart.VERSION)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .immediateExecution(true) // else lists may lack tools under load
                .addToolFilter(McpCallers.visibleTools())
                .tools(tools.stream()
                        .map(tool -> new McpServerFeatures.SyncToolSpecification(
                                tool.tool(),
                                (exchange, request) ->
                                        tool.handler().call(McpCallers.caller(exchange), request.arguments())))
                        .toList())
                .build();
        return transport;
    }

    private HttpServlet stateless(List<NoteTool> tools) {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint(path)
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.sync(transport)
                .serverInfo(Quickstart.NAME, Quickstart.VERSION)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .immediateExecution(true) // else lists may lack tools under load
                .addToolFilter(McpCallers.visibleTools())
                .tools(tools.stream()
                        .map(tool -> new McpStatelessServerFeatures.SyncToolSpecification(
                                tool.tool(),
                                (context, request) ->
                                        tool.handler().call(McpCallers.caller(context), request.arguments())))
                        .toList())
                .build();
        return transport;
    }
}
