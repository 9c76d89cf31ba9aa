package io.mcpidentity.testkit;

import io.mcpidentity.AccessToken;
import io.mcpidentity.auth.Authenticator;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.spi.HttpEndpoints;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The embedded provider inside of a test: a real authorization server on loopback, on a free port, in memory. It signs
 * people in with a browser or by {@link #token}, registers clients, refreshes and revokes.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EmbeddedAuthorizationServer ISSUER = EmbeddedAuthorizationServer.start();
 *
 * McpAuthFilter filter = McpAuthFilter.create(Configuration.of(ISSUER.properties()));
 * AccessToken token = ISSUER.token("alice", "mcp:read");
 * }</pre>
 *
 * <p>Registered in a static field it closes after the last test of the class; otherwise it is to be closed. With
 * {@link McpIdentityTest} none of this has to be written. Thread-safe.
 *
 * <p>Every token of it is right for somebody. For wrong ones, for outages and for rotated keys there is
 * {@link FakeAuthorizationServer}.
 */
public final class EmbeddedAuthorizationServer implements AutoCloseable, AfterAllCallback {

    /** The resource identifier that tokens are for, unless a test sets another. */
    public static final String RESOURCE = "http://localhost/mcp";

    private final EndpointServer server;
    private final Authenticator broker;
    private final SignInByProgram signIn;
    private final Map<String, String> properties;
    private final String issuer;

    private EmbeddedAuthorizationServer(Builder from) {
        server = EndpointServer.open();
        issuer = server.url();
        Map<String, String> settings = new LinkedHashMap<>(from.settings);
        settings.put("provider", "embedded");
        settings.put("resource", from.resource);
        settings.put("scopes", String.join(" ", from.scopes));
        settings.put("embedded.issuer", issuer);
        settings.put(
                "embedded.users", from.users.values().stream().map(User::entry).collect(Collectors.joining("; ")));
        try {
            broker = Authenticator.builder(Configuration.of(settings))
                    .clock(from.clock)
                    .build();
        } catch (RuntimeException wrong) {
            server.close();
            throw wrong;
        }
        HttpEndpoints endpoints = broker.endpoints().get(0);
        server.serve(endpoints);
        signIn = new SignInByProgram(endpoints, issuer, from.resource, from.users);
        properties = Map.of(
                "provider",
                "oidc",
                "oidc.issuer",
                issuer,
                "resource",
                from.resource,
                "scopes",
                String.join(" ", from.scopes));
    }

    /**
     * Starts one with the scopes {@code mcp:read}, {@code mcp:write} and {@code mcp:admin}, for {@link #RESOURCE}, with
     * the users {@code alice} (password {@code wonderland}; read and write), {@code bob} ({@code builder}; read) and
     * {@code carol} ({@code looking-glass}; all).
     */
    public static EmbeddedAuthorizationServer start() {
        return builder().start();
    }

    /** Describes one that differs from {@link #start()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The issuer identifier; its metadata is where RFC 8414 has it. */
    public String issuer() {
        return issuer;
    }

    /** The resource identifier that its tokens are for. */
    public String resource() {
        return properties.getOrDefault("resource", RESOURCE);
    }

    /**
     * The settings of a protected server that trusts this one: {@code provider}, {@code oidc.issuer}, {@code resource} and
     * {@code scopes}. For {@link Configuration#of}, or to be set over what a file has.
     */
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * The configuration of a protected server that trusts this one: {@link #properties()} and these settings, which go
     * first.
     *
     * @throws io.mcpidentity.config.ConfigurationException with all problems that are seen without a provider
     */
    public Configuration configuration(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putAll(settings);
        return Configuration.of(all);
    }

    /** A token as {@link #token} has it, as the value of an {@code Authorization} header. */
    public String bearer(String user, String... scopes) {
        return "Bearer " + token(user, scopes).value();
    }

    /**
     * Signs somebody in, has them consent to these scopes, and redeems the code: a token as a client gets it, for the
     * resource and for ten minutes.
     *
     * @throws IllegalArgumentException if there is no such user, or they may not have one of the scopes
     */
    public AccessToken token(String user, String... scopes) {
        return signIn.token(user, Set.of(scopes));
    }

    /** Stops for good. */
    @Override
    public void close() {
        server.close();
        broker.close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** Names the issuer. */
    @Override
    public String toString() {
        return "EmbeddedAuthorizationServer[" + issuer + "]";
    }

    /**
     * Somebody who can sign in.
     *
     * @param name their name, and {@code sub}
     * @param password their password
     * @param scopes what they may do
     */
    record User(String name, String password, List<String> scopes) {

        private String entry() {
            return name + " plain:" + password + " " + String.join(" ", scopes);
        }

        /** Names the user. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Describes an authorization server; not thread-safe. */
    public static final class Builder {

        private final Map<String, User> users = new LinkedHashMap<>();
        private final Map<String, String> settings = new LinkedHashMap<>();
        private List<String> scopes = List.of("mcp:read", "mcp:write", "mcp:admin");
        private String resource = RESOURCE;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** Issues tokens for this resource: a real client signs in only if it is the URL that it calls. */
        public Builder resource(String identifier) {
            resource = identifier;
            return this;
        }

        /** Knows these scopes. */
        public Builder scopes(String... names) {
            scopes = List.of(names);
            return this;
        }

        /** Lets somebody sign in, with these scopes; instead of the users that there are by default. */
        public Builder user(String name, String password, String... granted) {
            users.put(name, new User(name, password, List.of(granted)));
            return this;
        }

        /** Sets anything else, such as {@code embedded.access-token-lifetime} or {@code scope-hierarchy}. */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** Takes the time from this clock. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * Starts it.
         *
         * @throws io.mcpidentity.config.ConfigurationException with all problems together
         */
        public EmbeddedAuthorizationServer start() {
            if (users.isEmpty()) {
                user("alice", "wonderland", "mcp:read", "mcp:write");
                user("bob", "builder", "mcp:read");
                user("carol", "looking-glass", "mcp:read", "mcp:write", "mcp:admin");
            }
            return new EmbeddedAuthorizationServer(this);
        }
    }
}
