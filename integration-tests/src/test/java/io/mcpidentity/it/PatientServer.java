package io.mcpidentity.it;

import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * An MCP server of somebody's own, in this process, that accepts no token for a moment longer than it lives. One of its tools
 * takes as long as a test wants, and then asks its client whether it is still there. Notes what it is sent.
 */
final class PatientServer implements AutoCloseable {

    /** Takes until {@link #release}. */
    static final String LONG = "long";

    /** Answers at once. */
    static final String SHORT = "short";

    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final int port;
    private final Server jetty = new Server();
    private final McpAuthFilter filter;
    private final McpSyncServer mcp;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger notIssued = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private PatientServer(int port, Map<String, String> provider) {
        this.port = port;
        Map<String, String> all = new HashMap<>(Map.of(
                "resource", resource(port),
                "scopes", "mcp:read",
                "tool.scopes", "mcp:read",
                "clock-skew", "0s",
                "cache.max-age", "1s"));
        all.putAll(provider);
        filter = McpAuthFilter.builder(Configuration.of(all)).build();
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        mcp = McpServer.sync(transport)
                .serverInfo("patient", "1")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .tools(
                        tool(LONG, (exchange, name) -> untilReleased(exchange)),
                        tool(SHORT, (exchange, name) -> "at once"))
                .requestTimeout(Duration.ofSeconds(30))
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(asynchronous(this::note), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(asynchronous(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(transport);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/mcp");
        ServerConnector connector = new ServerConnector(jetty, 1, 1);
        connector.setHost("localhost");
        connector.setPort(port);
        connector.setIdleTimeout(LONGEST.toMillis());
        jetty.addConnector(connector);
        jetty.setHandler(context);
    }

    /** Starts one whose tokens come from this provider. */
    static PatientServer start(int port, Map<String, String> provider) {
        PatientServer server = new PatientServer(port, provider);
        try {
            server.jetty.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return server;
    }

    static String resource(int port) {
        return "http://localhost:" + port + "/mcp";
    }

    URI url() {
        return URI.create(resource(port));
    }

    /** What it was shown, with its scheme. */
    Set<String> tokens() {
        return Set.copyOf(shown);
    }

    /** How often the embedded provider was asked for tokens. */
    int asked() {
        return asked.get();
    }

    /** How often the embedded provider has issued tokens. */
    int issued() {
        return issued.get();
    }

    /** How often the embedded provider has refused to. */
    int notIssued() {
        return notIssued.get();
    }

    /** Whether the long call is under way. */
    boolean isBusy() {
        return begun.getCount() == 0 && released.getCount() > 0;
    }

    /** Lets the long call go on to its end. */
    void release() {
        released.countDown();
    }

    private String untilReleased(McpSyncServerExchange exchange) {
        begun.countDown();
        try {
            if (!released.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                return "nobody released it";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        var unused = exchange.ping();
        return "at last";
    }

    private static SyncToolSpecification tool(String name, BiFunction<McpSyncServerExchange, String, String> work) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, Map.of("type", "object"))
                        .description(name)
                        .build())
                .callHandler((exchange, request) -> CallToolResult.builder()
                        .addTextContent(work.apply(exchange, request.name()))
                        .isError(false)
                        .build())
                .build();
    }

    private static FilterHolder asynchronous(Filter any) {
        FilterHolder holder = new FilterHolder(any);
        holder.setAsyncSupported(true);
        return holder;
    }

    private void note(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest seen = (HttpServletRequest) request;
        boolean asks = seen.getRequestURI().equals("/token");
        if (asks) {
            asked.incrementAndGet();
        } else if (seen.getHeader("Authorization") != null) {
            shown.add(seen.getHeader("Authorization"));
        }
        chain.doFilter(request, response);
        if (asks) {
            (((HttpServletResponse) response).getStatus() == 200 ? issued : notIssued).incrementAndGet();
        }
    }

    @Override
    public void close() {
        release();
        mcp.close();
        LifeCycle.stop(jetty);
        filter.authenticator().close();
    }
}
