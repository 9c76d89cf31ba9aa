package io.mcpidentity.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Caller;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.IdentityProviders;
import io.mcpidentity.config.Configuration;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Handlers know who is calling, whatever the server and the thread. */
class McpCallersTest {

    private static final McpSchema.Tool WHOAMI = McpSchema.Tool.builder("whoami", Map.of("type", "object"))
            .description("Who")
            .build();
    private static final McpSchema.Tool HIDDEN = McpSchema.Tool.builder("hidden", Map.of("type", "object"))
            .description("Hidden")
            .build();
    private static final McpSchema.ServerCapabilities TOOLS =
            McpSchema.ServerCapabilities.builder().tools(true).build();

    private static McpSchema.CallToolResult result(McpTransportContext context, String thread) {
        String who = McpCallers.caller(context)
                .map(caller -> caller.subject() + " from " + caller.issuer() + " by "
                        + caller.clientId().orElse("-") + " with " + caller.scopes())
                .orElse("nobody");
        return McpSchema.CallToolResult.builder()
                .addTextContent(who + " on " + thread + " " + context.get("own"))
                .build();
    }

    /** Runs a server behind the filter for as long as one exchange takes. */
    private static void with(HttpServlet servlet, Exchange exchange) throws Exception {
        Configuration configuration = Configuration.of(Map.of(
                "provider", "tokens",
                "resource", "https://mcp.example.com/mcp",
                "scopes", "mcp:read mcp:admin",
                "tool.scopes", "mcp:read",
                "tool.hidden.scopes", "mcp:admin"));
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp");
        context.addFilter(
                McpAuthFilter.builder(configuration)
                        .authenticator(Authenticator.builder(configuration)
                                .providers(IdentityProviders.of(new Tokens()))
                                .build())
                        .build(),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        jetty.setHandler(context);
        jetty.start();
        try {
            exchange.with(connector.getLocalPort());
        } finally {
            jetty.stop();
        }
    }

    /** Talks to the server at this port. */
    private interface Exchange {
        void with(int port) throws Exception;
    }

    private static Wire.Request post(int port, String json) {
        return new Wire.Request(port, "POST", "/mcp")
                .header("Accept", "application/json, text/event-stream")
                .json(json)
                .token(Tokens.ALICE);
    }

    private static void isAliceWithHerTools(Wire.Reply call, Wire.Reply list) {
        assertTrue(
                call.body().contains("alice from https://issuer.example by client with [mcp:read] on elsewhere"),
                call.toString());
        assertTrue(list.body().contains("whoami"), list.toString());
        assertFalse(list.body().contains("hidden"), list.toString());
    }

    @Test
    void inAStatelessSynchronousHandlerOnAnotherThread() throws Exception {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .contextExtractor(
                        McpCallers.contextExtractor(request -> McpTransportContext.create(Map.of("own", "kept"))))
                .build();
        McpServer.sync(transport)
                .capabilities(TOOLS)
                .tools(
                        McpStatelessServerFeatures.SyncToolSpecification.builder()
                                .tool(WHOAMI)
                                .callHandler((context, request) -> CompletableFuture.supplyAsync(
                                                () -> result(context, "elsewhere"))
                                        .join())
                                .build(),
                        McpStatelessServerFeatures.SyncToolSpecification.builder()
                                .tool(HIDDEN)
                                .callHandler((context, request) -> result(context, "here"))
                                .build())
                .addToolFilter(McpCallers.visibleTools())
                .build();
        with(transport, port -> {
            Wire.Reply call = post(port, TestServer.callOf("whoami")).send();
            isAliceWithHerTools(
                    call, post(port, TestServer.message("tools/list")).send());
            assertTrue(call.body().contains("elsewhere kept"), call.body());
        });
    }

    @Test
    void inAStatelessAsynchronousHandler() throws Exception {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.async(transport)
                .capabilities(TOOLS)
                .tools(
                        new McpStatelessServerFeatures.AsyncToolSpecification(
                                WHOAMI,
                                (context, request) -> Mono.fromCallable(() -> result(context, "elsewhere"))
                                        .subscribeOn(Schedulers.boundedElastic())),
                        new McpStatelessServerFeatures.AsyncToolSpecification(
                                HIDDEN, (context, request) -> Mono.just(result(context, "here"))))
                .addToolFilter(McpCallers.visibleToolsAsync())
                .build();
        with(
                transport,
                port -> isAliceWithHerTools(
                        post(port, TestServer.callOf("whoami")).send(),
                        post(port, TestServer.message("tools/list")).send()));
    }

    @Test
    void inAStatefulAsynchronousHandler() throws Exception {
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .contextExtractor(McpCallers.contextExtractor())
                .build();
        McpServer.async(transport)
                .capabilities(TOOLS)
                .tools(
                        McpServerFeatures.AsyncToolSpecification.builder()
                                .tool(WHOAMI)
                                .callHandler((exchange, request) -> Mono.fromCallable(() -> {
                                            assertTrue(
                                                    McpCallers.caller(exchange).isPresent());
                                            return result(exchange.transportContext(), "elsewhere");
                                        })
                                        .subscribeOn(Schedulers.boundedElastic()))
                                .build(),
                        McpServerFeatures.AsyncToolSpecification.builder()
                                .tool(HIDDEN)
                                .callHandler(
                                        (exchange, request) -> Mono.just(result(exchange.transportContext(), "here")))
                                .build())
                .addToolFilter(McpCallers.visibleToolsAsync())
                .build();
        with(transport, port -> {
            String id = post(port, TestServer.initialize())
                    .send()
                    .header("Mcp-Session-Id")
                    .orElseThrow();
            isAliceWithHerTools(
                    post(port, TestServer.callOf("whoami"))
                            .header("Mcp-Session-Id", id)
                            .send(),
                    post(port, TestServer.message("tools/list"))
                            .header("Mcp-Session-Id", id)
                            .send());
        });
    }

    @Test
    void withoutTheFilterNobodyIsKnownAndNothingIsShown() {
        assertEquals(java.util.Optional.<Caller>empty(), McpCallers.caller(McpTransportContext.EMPTY));
        assertFalse(McpCallers.visibleTools().isVisible(McpTransportContext.EMPTY, WHOAMI));
    }
}
