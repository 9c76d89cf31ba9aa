package com.acme.notes;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import io.mcpidentity.server.McpCallers;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** Somebody's application: an MCP server with one tool, on Jetty. */
final class NotesServer implements AutoCloseable {

    private final Server server;
    private final HttpClient http = HttpClient.newHttpClient();

    private NotesServer(Server server) {
        this.server = server;
    }

    static NotesServer start(Configuration configuration) throws Exception {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint("/mcp")
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.sync(transport)
                .tools(new McpStatelessServerFeatures.SyncToolSpecification(
                        Tool.builder("add_note", Map.of("type", "object")).build(), (context, request) -> added()))
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(McpAuthFilter.create(configuration), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder holder = new ServletHolder(transport);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("localhost");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return new NotesServer(server);
    }

    private static CallToolResult added() {
        return CallToolResult.builder().addTextContent("Added").isError(false).build();
    }

    /** The HTTP status of a call with this value of the Authorization header, or none. */
    int addNote(String text, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.getURI().getPort() + "/mcp"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add_note\","
                                + "\"arguments\":{\"text\":\"" + text + "\"}}}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
