package io.mcpidentity.it;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authentication;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.Credentials;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.server.McpAuthFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** An application of somebody's own behind the filter, in this process, with the vendors' libraries on its class path. */
final class ProtectedApp implements AutoCloseable {

    private final int port;
    private final Server jetty;
    private final Authenticator authenticator;
    private final AtomicReference<Duration> ahead;

    private ProtectedApp(int port, Server jetty, Authenticator authenticator, AtomicReference<Duration> ahead) {
        this.port = port;
        this.jetty = jetty;
        this.authenticator = authenticator;
        this.ahead = ahead;
    }

    static String resource(int port) {
        return "http://localhost:" + port + "/mcp";
    }

    /** Starts one that has this configuration. */
    static ProtectedApp start(int port, Map<String, String> configuration) {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        Authenticator authenticator = Authenticator.builder(Configuration.of(configuration))
                .clock(clock)
                .build();
        McpAuthFilter filter = McpAuthFilter.builder(Configuration.of(configuration))
                .authenticator(authenticator)
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    @Override
                    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
                        response.setStatus(200);
                    }
                }),
                "/mcp");
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty, 1, 1);
        connector.setHost("localhost");
        connector.setPort(port);
        jetty.addConnector(connector);
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return new ProtectedApp(port, jetty, authenticator, ahead);
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** Lets this much time pass, for this application alone. */
    void later(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    Authentication authenticate(String token) {
        return authenticator.authenticate(Credentials.bearer(AccessToken.of(token)));
    }

    /** The scopes of whoever holds this token, which is accepted. */
    Set<String> scopes(String token) {
        if (authenticate(token) instanceof Authentication.Authenticated who) {
            return who.caller().scopes();
        }
        throw new AssertionError("refused: " + authenticate(token));
    }

    /** The status of a request with this token. */
    int status(String token) {
        return new Mcp(URI.create(resource(port))).initializeWith(token).status();
    }

    @Override
    public void close() {
        LifeCycle.stop(jetty);
        authenticator.close();
    }
}
