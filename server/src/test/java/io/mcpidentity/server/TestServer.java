package io.mcpidentity.server;

import io.mcpidentity.Caller;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.auth.SecurityEvent;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.HttpEndpoints;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real MCP server on Jetty, protected by the filter; its tools say who called them. */
final class TestServer implements AutoCloseable {

    static final List<String> TOOLS = List.of("ping", "whoami", "list_notes", "add_note", "purge_notes", "secret");

    final Tokens tokens = new Tokens();
    final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    final Server jetty = new Server();

    /** What a tool does before it answers. */
    volatile Runnable inTool = () -> {};

    final int port;

    private final Map<String, String> configuration;
    private final Authenticator authenticator;
    private final McpAuthFilter filter;
    private final Stop mcp;

    /** How a server is to be set up; not thread-safe. */
    static final class Setup {

        private final Map<String, String> configuration = new LinkedHashMap<>();
        private boolean stateless;
        private boolean guarded = true;
        private String mapping = "/*";
        private String endpoint = "/mcp";
        private String contextPath = "/";
        private Optional<HttpEndpoints> endpoints = Optional.empty();

        private Setup() {
            configuration.put("provider", "tokens");
            configuration.put("scopes", "mcp:read mcp:write mcp:admin");
            configuration.put("scope-hierarchy", "mcp:admin > mcp:write > mcp:read");
            configuration.put("tool.scopes", "mcp:read");
            configuration.put("tool.ping.access", "anonymous");
            configuration.put("tool.add_note.scopes", "mcp:write");
            configuration.put("tool.purge_notes.scopes", "mcp:admin");
            configuration.put("tool.secret.access", "denied");
        }

        Setup set(String key, String value) {
            configuration.put(key, value);
            return this;
        }

        Setup without(String key) {
            configuration.remove(key);
            return this;
        }

        Setup stateless() {
            stateless = true;
            return this;
        }

        Setup unguarded() {
            guarded = false;
            return this;
        }

        Setup mapping(String pattern) {
            mapping = pattern;
            return this;
        }

        Setup endpoint(String path) {
            endpoint = path;
            return this;
        }

        Setup endpoints(HttpEndpoints endpoints) {
            this.endpoints = Optional.of(endpoints);
            return this;
        }

        Setup contextPath(String path) {
            contextPath = path;
            return this;
        }

        TestServer start() throws Exception {
            return new TestServer(this);
        }
    }

    static Setup stateful() {
        return new Setup();
    }

    static Setup stateless() {
        return new Setup().stateless();
    }

    /** Ends the MCP server. */
    private interface Stop {
        void close();
    }

    private TestServer(Setup setup) throws Exception {
        tokens.endpoints = setup.endpoints;
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(org.eclipse.jetty.http.UriCompliance.UNSAFE);
        jetty.addConnector(connector);
        connector.open();
        port = connector.getLocalPort();
        configuration = new LinkedHashMap<>(setup.configuration);
        configuration.putIfAbsent("resource", "http://localhost:" + port + "/mcp");
        Configuration values = Configuration.of(configuration);
        authenticator = Authenticator.builder(values)
                .providers(IdentityProviders.of(tokens, new Tokens("others", "https://others.example")))
                .listener(events::add)
                .build();
        filter = McpAuthFilter.builder(values).authenticator(authenticator).build();
        ServletContextHandler context = new ServletContextHandler(setup.contextPath);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        HttpServlet servlet;
        if (setup.stateless) {
            HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                    .messageEndpoint(setup.endpoint)
                    .contextExtractor(McpCallers.contextExtractor())
                    .build();
            servlet = transport;
            mcp = statelessServer(transport);
        } else {
            HttpServletStreamableServerTransportProvider transport =
                    HttpServletStreamableServerTransportProvider.builder()
                            .mcpEndpoint(setup.endpoint)
                            .contextExtractor(McpCallers.contextExtractor())
                            .build();
            servlet = transport;
            mcp = statefulServer(transport, () -> inTool.run());
        }
        ServletHolder holder = new ServletHolder("mcp", servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, setup.mapping);
        if (setup.guarded) {
            context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        jetty.setHandler(context);
        jetty.start();
    }

    private static Stop statefulServer(HttpServletStreamableServerTransportProvider transport, Runnable inTool) {
        List<McpServerFeatures.SyncToolSpecification> tools = TOOLS.stream()
                .map(name -> McpServerFeatures.SyncToolSpecification.builder()
                        .tool(tool(name))
                        .callHandler((exchange, request) -> {
                            inTool.run();
                            return result(name, exchange.transportContext());
                        })
                        .build())
                .toList();
        return McpServer.sync(transport)
                .serverInfo("test", "1")
                .capabilities(capabilities())
                .tools(tools)
                .immediateExecution(true)
                .addToolFilter(McpCallers.visibleTools())
                .build()::close;
    }

    private static Stop statelessServer(HttpServletStatelessServerTransport transport) {
        List<McpStatelessServerFeatures.SyncToolSpecification> tools = TOOLS.stream()
                .map(name -> McpStatelessServerFeatures.SyncToolSpecification.builder()
                        .tool(tool(name))
                        .callHandler((context, request) -> result(name, context))
                        .build())
                .toList();
        return McpServer.sync(transport)
                .serverInfo("test", "1")
                .capabilities(capabilities())
                .tools(tools)
                .immediateExecution(true)
                .addToolFilter(McpCallers.visibleTools())
                .build()::close;
    }

    private static McpSchema.ServerCapabilities capabilities() {
        return McpSchema.ServerCapabilities.builder().tools(true).build();
    }

    private static McpSchema.Tool tool(String name) {
        return McpSchema.Tool.builder(name, Map.of("type", "object"))
                .description("A tool")
                .build();
    }

    private static McpSchema.CallToolResult result(String name, McpTransportContext context) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(name + " called by "
                        + McpCallers.caller(context).map(Caller::subject).orElse("a stranger"))
                .build();
    }

    Authenticator authenticator() {
        return authenticator;
    }

    String resource() {
        return configuration.get("resource");
    }

    Wire.Request request(String method, String target) {
        return new Wire.Request(port, method, target).header("Accept", "application/json, text/event-stream");
    }

    Wire.Request post(String json) {
        return request("POST", "/mcp").json(json);
    }

    Wire.Request call(String tool) {
        return post(callOf(tool));
    }

    static String callOf(String tool) {
        return """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":{}}}""".formatted(tool);
    }

    static String message(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{}}";
    }

    static String initialize() {
        return """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
    }

    /** Initializes and gives the session's id. */
    String session(String token) throws Exception {
        Wire.Reply reply = post(initialize()).token(token).send();
        return reply.header("Mcp-Session-Id").orElseThrow(() -> new AssertionError(reply.toString()));
    }

    @Override
    public void close() {
        try {
            jetty.stop();
            mcp.close();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
