package io.mcpidentity.server;

import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.auth.SecurityListener;
import io.mcpidentity.auth.SessionEndListener;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Settings;
import io.mcpidentity.server.Guard.Verdict;
import io.mcpidentity.spi.HttpEndpoints;
import io.mcpidentity.spi.HttpTransport;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Protects an MCP server: refuses strangers, serves the protected resource metadata (RFC 9728), challenges (RFC 6750),
 * and lets each call through only with the scopes that it needs. Map it at {@code /*}; thread-safe.
 *
 * <pre>{@code context.addFilter(McpAuthFilter.create(), "/*", EnumSet.allOf(DispatcherType.class));}</pre>
 *
 * <p>Fails closed: a request for a protected path that cannot be decided about is answered with an error, never passed
 * on. Does not check tool arguments or {@code Mcp-Param-*} headers.
 */
public final class McpAuthFilter implements Filter {

    private static final Logger LOGGER = System.getLogger(McpAuthFilter.class.getName());
    private static final String NAME = "mcp-identity";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");
    private static final int SESSIONS_OF_CALLERS = 100_000;
    private static final int SESSIONS_OF_STRANGERS = 10_000;

    private final Authenticator authenticator;
    private final boolean ownsAuthenticator;
    private final ProtectedPaths paths;
    private final ResourceMetadata metadata;
    private final ProviderEndpoints endpoints;
    private final SdkServlets servlets = new SdkServlets();
    private final Cors cors;
    private final Refusals refusals;
    private final SessionGuard sessions;
    private final Guard guard;
    private final SessionEndListener ended;
    private final String passed =
            McpAuthFilter.class.getName() + ".passed." + Integer.toHexString(System.identityHashCode(this));

    private McpAuthFilter(Builder from) {
        Configuration configuration = from.configuration;
        ownsAuthenticator = from.authenticator == null;
        authenticator = from.authenticator == null ? from.parts.build() : from.authenticator;
        endpoints = new ProviderEndpoints(authenticator.endpoints());
        String resource = configuration.get(Settings.RESOURCE);
        paths = ProtectedPaths.of(
                configuration.find(Settings.PROTECT).orElse(Set.of()),
                Objects.requireNonNullElse(URI.create(resource).getPath(), ""));
        requireApart(paths, authenticator.endpoints());
        ToolGuard tools = new ToolGuard(configuration);
        metadata = new ResourceMetadata(
                configuration,
                paths.all(),
                authenticator.issuers(),
                published(configuration, authenticator),
                DpopAlgorithms.NAMES);
        refusals =
                new Refusals(authenticator, new Challenge(metadata.url(), DpopAlgorithms.NAMES), tools.firstScopes());
        cors = new Cors(new Origins(resource, configuration.get(Settings.ALLOWED_ORIGINS)));
        sessions = new SessionGuard(
                configuration.get(Settings.BIND_SESSIONS),
                new Sessions(SESSIONS_OF_CALLERS, SESSIONS_OF_STRANGERS),
                servlets,
                refusals);
        guard = new Guard(configuration, authenticator, tools, refusals, sessions);
        ended = sessions::ended;
        authenticator.addListener(ended);
        announce(resource);
    }

    private static void requireApart(ProtectedPaths paths, List<HttpEndpoints> endpoints) {
        for (String path : paths.all()) {
            if (endpoints.stream().anyMatch(each -> each.cover(path.isEmpty() ? "/" : path))) {
                throw new ConfigurationException(List.of(new Problem(
                        Settings.PROTECT.name(),
                        "holds " + path
                                + ", where the provider has an endpoint of its own; give one of them another path")));
            }
        }
    }

    private static List<String> published(Configuration configuration, Authenticator authenticator) {
        List<String> scopes = new ArrayList<>(
                authenticator.requested(configuration.find(Settings.SCOPES).orElse(Set.of())));
        scopes.remove("offline_access");
        return scopes;
    }

    private void announce(String resource) {
        LOGGER.log(
                Level.INFO,
                "Protecting " + String.join(", ", paths.all()) + " as " + resource + "; callers sign in at "
                        + String.join(", ", authenticator.issuers()));
    }

    /**
     * A filter with the configuration that is found: see {@link Configuration#load()}.
     *
     * @throws io.mcpidentity.config.ConfigurationException with all problems together
     */
    public static McpAuthFilter create() {
        return create(Configuration.load());
    }

    /**
     * A filter with this configuration.
     *
     * @throws io.mcpidentity.config.ConfigurationException with all problems together
     */
    public static McpAuthFilter create(Configuration configuration) {
        return builder(configuration).build();
    }

    /** A filter with parts of its own. */
    public static Builder builder(Configuration configuration) {
        return new Builder(configuration);
    }

    /**
     * Registers a filter with this configuration before all others, for every path and every kind of dispatch.
     *
     * @throws IllegalStateException if the web application has started, or has such a filter already
     */
    public static void protect(ServletContext context, Configuration configuration) {
        FilterRegistration.Dynamic registration = context.addFilter(NAME, create(configuration));
        if (registration == null) {
            throw new IllegalStateException("There is a filter named " + NAME + " already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    /** Decides about tokens for this filter: to revoke one, or to sign somebody out, which ends their sessions here. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** The URL of the protected resource metadata, as challenges announce it. */
    public String resourceMetadata() {
        return metadata.url();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("Only HTTP can be protected");
        }
        if (http.getDispatcherType() == DispatcherType.REQUEST) {
            String path = ProtectedPaths.within(http);
            Optional<HttpEndpoints> served = endpoints.at(path);
            if (served.isPresent()) {
                endpoints.serve(served.get(), path, http, answer);
                return;
            }
        }
        long ends = sessions.ends();
        Verdict verdict;
        try {
            verdict = decide(http, answer);
        } catch (RuntimeException failed) {
            LOGGER.log(Level.ERROR, "A request could not be decided about", failed);
            verdict = new Verdict.Stop(Answer.oauth(500, "server_error", "The request failed", List.of()));
        }
        if (verdict == null) {
            chain.doFilter(request, response);
        } else if (verdict instanceof Verdict.Pass pass) {
            pass(pass, ends, answer, chain);
        } else if (verdict instanceof Verdict.Stop stop && http.getDispatcherType() != DispatcherType.INCLUDE) {
            guard.hearOut(http);
            stop.answer().send(answer);
        }
    }

    /** What to do with a request; nothing for one that is not protected, or that this filter has let pass already. */
    private @Nullable Verdict decide(HttpServletRequest request, HttpServletResponse response) {
        String path = ProtectedPaths.within(request);
        if (metadata.isAt(path)) {
            return new Verdict.Stop(metadata.answer(request.getMethod()));
        }
        if (request.getAttribute(passed) != null
                || (!paths.cover(request, path) && servlets.of(request) == SdkServlets.Kind.OTHER)) {
            return null;
        }
        if (!cors.admit(request, response)) {
            return new Verdict.Stop(refusals.request(403, "access_denied", "The Origin is not allowed"));
        }
        if (request.getMethod().equals("OPTIONS")) {
            return new Verdict.Stop(cors.options());
        }
        if (!METHODS.contains(request.getMethod())) {
            return new Verdict.Stop(refusals.request(405, "invalid_request", "The method is not allowed here")
                    .with("Allow", Cors.METHODS));
        }
        return guard.judge(request);
    }

    private void pass(Verdict.Pass pass, long ends, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestIdentity identity = pass.identity();
        GuardedResponse guarded = new GuardedResponse(response, id -> sessions.issued(id, identity, ends));
        HttpServletRequest request = identity.known().isEmpty()
                ? pass.request()
                : new StreamingRequest(
                        pass.request(), context -> guarded.opened(sessions.opened(context, identity, ends)));
        request.setAttribute(passed, true);
        identity.attach(request);
        try {
            chain.doFilter(request, guarded);
        } catch (RuntimeException | ServletException failed) {
            if (response.isCommitted() || request.isAsyncStarted()) {
                throw failed;
            }
            LOGGER.log(Level.ERROR, "The MCP server failed", failed);
            guarded.sendError(500);
            return;
        }
        if (!request.isAsyncStarted()) {
            guarded.finish();
            if (request.getMethod().equals("DELETE") && response.getStatus() < 300) {
                sessions.ended(request);
            }
        }
    }

    /** Closes the providers, where the filter made them. */
    @Override
    public void destroy() {
        authenticator.removeListener(ended);
        if (ownsAuthenticator) {
            authenticator.close();
        }
    }

    /** Collects the parts; not thread-safe. */
    public static final class Builder {

        private final Configuration configuration;
        private final Authenticator.Builder parts;
        private @Nullable Authenticator authenticator;

        private Builder(Configuration configuration) {
            this.configuration = configuration;
            parts = Authenticator.builder(configuration);
        }

        /** Lets a listener see every decision, beside those found as services. */
        public Builder listener(SecurityListener listener) {
            parts.listener(listener);
            return this;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource clock) {
            parts.clock(clock);
            return this;
        }

        /** Calls providers in this way. */
        public Builder http(HttpTransport http) {
            parts.http(http);
            return this;
        }

        /** Uses this authenticator, with its own listeners, clock and transport, and leaves it open in the end. */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = authenticator;
            return this;
        }

        /**
         * The filter.
         *
         * @throws io.mcpidentity.config.ConfigurationException with all problems together
         */
        public McpAuthFilter build() {
            return new McpAuthFilter(this);
        }
    }
}
