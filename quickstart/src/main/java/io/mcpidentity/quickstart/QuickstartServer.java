package io.mcpidentity.quickstart;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.Settings;
import io.mcpidentity.server.McpAuthFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty on localhost, the filter, and the MCP servlet behind it. */
final class QuickstartServer implements AutoCloseable {

    private static final int IDLE_MILLIS = 600_000;

    /** In bytes: room for the longest token that max-token-size allows by default, which Jetty's 8 KiB has not. */
    private static final int LONGEST_HEADERS = 32_768;

    private final Server server = new Server();
    private final ServerConnector connector;
    private final Configuration configuration;
    private final McpAuthFilter filter;
    private final String path;
    private final NoteServlet notes;

    /**
     * Takes the port first: that tells whether it is free, and the configuration needs its number.
     *
     * @param port the port, or 0 for a free one
     * @param stateless whether the MCP transport has no sessions
     * @param clock what everybody takes the time from
     * @param configure makes the configuration for the port that was taken
     * @throws IOException if nobody can listen there; its cause is a {@link java.net.BindException} where the port is taken
     * @throws ConfigurationException with all problems of the configuration
     */
    QuickstartServer(int port, boolean stateless, InstantSource clock, IntFunction<Configuration> configure)
            throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LONGEST_HEADERS);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("localhost");
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.open();
        server.addConnector(connector);
        try {
            configuration = configure.apply(connector.getLocalPort());
            filter = McpAuthFilter.builder(configuration).clock(clock).build();
        } catch (ConfigurationException wrong) {
            connector.close();
            throw wrong;
        }
        path = path(configuration);
        notes = new NoteServlet(stateless, path);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(notes, path);
        server.setHandler(context);
        server.setStopAtShutdown(true);
    }

    /** Where the MCP endpoint is: the first path to protect, or else the path of the resource. */
    private static String path(Configuration configuration) {
        Set<String> protect = configuration.find(Settings.PROTECT).orElse(Set.of());
        if (!protect.isEmpty()) {
            return protect.iterator().next();
        }
        String path = URI.create(configuration.get(Settings.RESOURCE)).getPath();
        return path.isEmpty() ? "/" : path;
    }

    /** Answers from now on. */
    void start() throws Exception {
        server.start();
    }

    /** Loads the MCP SDK, which nobody who is refused has to wait for. */
    void warmUp() {
        try {
            notes.getServlet();
        } catch (ServletException broken) {
            throw new IllegalStateException("The MCP servlet cannot be made", broken);
        }
    }

    /** Whether the MCP SDK is loaded. */
    boolean isWarm() {
        return notes.getServletInstance() != null;
    }

    Configuration configuration() {
        return configuration;
    }

    Authenticator authenticator() {
        return filter.authenticator();
    }

    McpAuthFilter filter() {
        return filter;
    }

    /** The MCP endpoint, where this machine finds it. */
    String endpoint() {
        return "http://localhost:" + connector.getLocalPort() + path;
    }

    void join() throws InterruptedException {
        server.join();
    }

    /** Stops answering, and frees the port. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Jetty does not stop", failed);
        }
    }
}
