package io.mcpidentity.client.session;

import static io.mcpidentity.client.session.ClientSettings.SECTION;

import io.mcpidentity.Scopes;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.agent.LoopbackUserAgent;
import io.mcpidentity.client.agent.PrintingUserAgent;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.discovery.ResourceDiscovery;
import io.mcpidentity.client.discovery.ServerDiscovery;
import io.mcpidentity.client.http.GuardedTransport;
import io.mcpidentity.client.http.Reach;
import io.mcpidentity.client.session.ClientSettings.UserAgentChoice;
import io.mcpidentity.client.store.FileTokenStore;
import io.mcpidentity.client.store.MemoryTokenStore;
import io.mcpidentity.client.store.StoreException;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.client.token.ClientOptions;
import io.mcpidentity.client.token.GivenClient;
import io.mcpidentity.client.token.TokenEndpoint;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.spi.HttpTransport;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts a session together from what is set, without calling anybody; says all that is wrong with it at once. */
final class Assembly {

    private final SessionBuilder from;
    private final List<Problem> problems;
    private final List<Runnable> closing = new ArrayList<>();

    Assembly(SessionBuilder from) {
        this.from = from;
        this.problems = new ArrayList<>(from.problems);
    }

    Household household() {
        checkServer();
        checkGrant();
        checkIssuers();
        checkTimes();
        checkScopes();
        OptionsReader reader = new OptionsReader(from, problems);
        ClientOptions options = reader.read();
        Optional<GivenClient> atProvider = reader.readEnterprise();
        Optional<UserAgent> userAgent = from.grant.needsPerson() ? userAgent() : Optional.empty();
        refuse();
        TokenStore store = store();
        HttpTransport http = transport(from.server);
        TokenEndpoint endpoint = new TokenEndpoint(http, from.clock);
        Clients clients = clients(options, store, http);
        refuse();
        return new Household(
                from.server,
                new Plan(new ScopeChoice(from.scopes), from.dpop, from.redirectUri, from.signInTimeout),
                from.refreshAhead,
                store,
                new Authorities(
                        from.server,
                        new ResourceDiscovery(http),
                        new ServerDiscovery(http),
                        !from.grant.needsPerson(),
                        from.clock),
                clients,
                endpoint,
                new Probe(from.server, http),
                machine(endpoint, http, clients, atProvider),
                userAgent,
                from.executor,
                from.clock,
                List.copyOf(closing));
    }

    private void checkServer() {
        if (!Target.isServer(from.server)) {
            problem("server", "is not an https URL (or http at loopback) without user and fragment");
        }
    }

    private void checkGrant() {
        switch (from.grant) {
            case CLIENT_CREDENTIALS -> {
                requireClient();
                requireProof();
            }
            case JWT_BEARER -> {
                requireAssertion();
                if (assertionIssuers().isEmpty()) {
                    problem("issuer", "is missing: say which authorization server the assertion is for");
                }
            }
            case ID_JAG -> {
                requireClient();
                requireAssertion();
                from.enterprise.ifPresent(this::checkEnterprise);
                if (from.enterprise.isEmpty()) {
                    problem(
                            "identity-provider.issuer",
                            "or `client.identity-provider.id` is missing; the grant id-jag needs both");
                }
            }
            case AUTHORIZATION_CODE -> {
                // A person has everything that it takes.
            }
        }
    }

    /** Whoever could be shown somebody else's credentials would keep them: no MCP server decides about that. */
    private void checkIssuers() {
        for (RegisteredClient client : from.clients) {
            if (client.issuer().isEmpty()) {
                problem("issuer", "is missing: say which authorization server knows the client " + client.id());
            }
        }
    }

    private Set<String> assertionIssuers() {
        Set<String> issuers = new LinkedHashSet<>();
        from.assertionIssuer.ifPresent(issuers::add);
        from.clients.forEach(client -> issuers.add(client.issuer()));
        return issuers;
    }

    private void requireClient() {
        if (from.clients.isEmpty()) {
            problem("id", "is missing; this grant takes a client that an administrator has registered");
        }
    }

    /** RFC 6749 §4.4: a client that asks for itself is one that can prove who it is. */
    private void requireProof() {
        from.clients.stream()
                .filter(client -> client.secret().isEmpty() && client.key().isEmpty())
                .forEach(client -> problem(
                        "secret",
                        "or `client.private-key` is missing for " + client.id()
                                + "; with this grant a client has to prove who it is"));
    }

    private void requireAssertion() {
        if (from.assertion.isEmpty()) {
            problem("assertion-path", "or `client.assertion-variable` is missing; this grant takes one of them");
        }
    }

    private void checkTimes() {
        checkTime("sign-in-timeout", from.signInTimeout);
        checkTime("request-timeout", from.requestTimeout);
        if (from.refreshAhead.isNegative()) {
            problem("refresh-ahead", "is negative");
        }
    }

    private void checkTime(String name, Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
            problem(name, "is not between a moment and a day");
        }
    }

    private void checkEnterprise(EnterpriseProvider provider) {
        if (!isSecure(provider.issuer())) {
            problem("identity-provider.issuer", "is not an https URL (or http at loopback)");
        }
        provider.tokenEndpoint()
                .filter(uri -> !isSecure(uri.toString()))
                .ifPresent(uri ->
                        problem("identity-provider.token-endpoint", "is not an https URL (or http at loopback)"));
    }

    private static boolean isSecure(String url) {
        try {
            return Target.isServer(new URI(url));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private void checkScopes() {
        from.scopes.ifPresent(scopes -> scopes.stream()
                .filter(scope -> !Scopes.isValid(scope))
                .forEach(scope -> problem("scopes", "holds what is no scope (RFC 6749 section 3.3)")));
    }

    private Optional<UserAgent> userAgent() {
        if (from.userAgent.isPresent() || from.agentChoice == UserAgentChoice.NONE) {
            return from.userAgent;
        }
        try {
            return Optional.of(from.agentChoice == UserAgentChoice.BROWSER ? browser() : printing());
        } catch (IllegalArgumentException unfit) {
            problem(
                    "redirect-uri",
                    "is not http on 127.0.0.1, localhost or [::1] with a path, as a browser on this machine needs it; a web"
                            + " application sets `client.user-agent = none`");
            return Optional.empty();
        }
    }

    private UserAgent browser() {
        LoopbackUserAgent agent = LoopbackUserAgent.create().withPatience(from.signInTimeout);
        return from.redirectUri.isPresent() ? agent.withRedirectUri(from.redirectUri.get()) : agent;
    }

    @SuppressWarnings("SystemOut") // where people look, and nobody takes it for the program's output
    private UserAgent printing() {
        PrintingUserAgent agent = PrintingUserAgent.to(System.err).withPatience(from.signInTimeout);
        return from.redirectUri.isPresent() ? agent.withRedirectUri(from.redirectUri.get()) : agent;
    }

    private TokenStore store() {
        if (from.store.isPresent()) {
            return from.store.get();
        }
        TokenStore own = from.storeDirectory.isPresent() ? files(from.storeDirectory.get()) : new MemoryTokenStore();
        closing.add(own::close);
        return own;
    }

    private TokenStore files(String directory) {
        try {
            return FileTokenStore.open(Path.of(directory));
        } catch (StoreException | InvalidPathException unusable) {
            problem("store-directory", "cannot be used: " + unusable.getMessage());
            refuse();
            throw new IllegalStateException(unusable);
        }
    }

    private Clients clients(ClientOptions options, TokenStore store, HttpTransport http) {
        try {
            return new Clients(options, assertionIssuers(), store, http, from.clock);
        } catch (ClientMisconfigured wrong) {
            problem("id", String.valueOf(wrong.getMessage()));
            refuse();
            throw new IllegalStateException(wrong);
        }
    }

    private HttpTransport transport(URI at) {
        GuardedTransport guarded = new GuardedTransport(Reach.of(at, from.privateAddresses));
        closing.add(guarded::close);
        return new HurriedTransport(guarded, from.requestTimeout);
    }

    private Optional<MachineGrant> machine(
            TokenEndpoint endpoint,
            HttpTransport http,
            Clients clients,
            @SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<GivenClient> known) {
        return switch (from.grant) {
            case AUTHORIZATION_CODE -> Optional.empty();
            case CLIENT_CREDENTIALS -> Optional.of(MachineGrant.clientCredentials(endpoint, clients));
            case JWT_BEARER -> Optional.of(MachineGrant.workload(endpoint, clients, from.assertion.orElseThrow()));
            case ID_JAG -> {
                EnterpriseProvider provider = from.enterprise.orElseThrow();
                HttpTransport atProvider =
                        transport(provider.tokenEndpoint().orElseGet(() -> URI.create(provider.issuer())));
                yield Optional.of(new EnterpriseGrant(
                        provider,
                        known.orElseThrow(),
                        from.assertion.orElseThrow(),
                        clients,
                        atProvider,
                        http,
                        from.clock));
            }
        };
    }

    private void problem(String name, String message) {
        problems.add(new Problem(SECTION + "." + name, message));
    }

    private void refuse() {
        if (!problems.isEmpty()) {
            closing.forEach(Runnable::run);
            throw new ConfigurationException(problems);
        }
    }
}
