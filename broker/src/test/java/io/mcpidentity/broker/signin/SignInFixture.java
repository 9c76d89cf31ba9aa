package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.client.Clients;
import io.mcpidentity.broker.grant.AuthorizationRequests;
import io.mcpidentity.broker.grant.AuthorizationResponses;
import io.mcpidentity.broker.grant.Codes;
import io.mcpidentity.broker.grant.GrantPolicy;
import io.mcpidentity.broker.key.Digests;
import io.mcpidentity.broker.key.KeyFileVault;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.store.JdbcStore;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.store.StoredCode;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The endpoints, with three people and two applications, at a time that a test sets. */
final class SignInFixture implements AutoCloseable {

    private static final Pattern CODE = Pattern.compile("url=[^\"]*[?;]code=([A-Za-z0-9_-]{43})&");
    static final String RESOURCE = "https://mcp.example.com/mcp";
    static final String WEB = query("web", "https://app.example.com/callback", "mcp:read%20mcp:write") + "&state=s1";
    static final String LOOPBACK = query("loopback", "http://127.0.0.1:33418/callback", "mcp:read");
    static final List<String> USERS =
            List.of("alice plain:wonderland mcp:write", "bob plain:builder mcp:read", "dora plain:explorer mcp:other");

    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    final Store store = JdbcStore.inMemory();
    final Vault vault = KeyFileVault.inMemory();
    final Map<String, Client> clients = new ConcurrentHashMap<>();
    /** What each code was issued for that a browser was sent: the name of the person, and scopes. */
    final List<String> allowed = new ArrayList<>();

    final SignInEndpoints endpoints;
    private final String prefix;

    SignInFixture() {
        this("http://localhost:8080", USERS);
    }

    SignInFixture(String issuer, List<String> users) {
        prefix = new BrokerLocation(issuer).path("");
        UserRules rules = new UserRules(
                true,
                Set.of("mcp:read", "mcp:write", "mcp:other"),
                scopes -> scopes.contains("mcp:write") ? Set.of("mcp:read", "mcp:write") : scopes,
                problem -> {
                    throw new IllegalArgumentException(problem);
                });
        SignInEndpoints.Site site =
                new SignInEndpoints.Site(new BrokerLocation(issuer), RESOURCE, Duration.ofHours(8), () -> now);
        GrantPolicy policy = new GrantPolicy(
                issuer,
                RESOURCE,
                Set.of("mcp:read", "mcp:write", "mcp:other"),
                Set.of("mcp:read"),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofDays(30),
                Duration.ofSeconds(30));
        AuthorizationResponses responses = new AuthorizationResponses(issuer);
        AuthorizationRequests requests = new AuthorizationRequests(this::find, policy, responses);
        Codes codes = new Codes(store, () -> now, policy.codeLifetime());
        endpoints = new SignInEndpoints(
                site, new Authorizations(requests, responses, codes), Users.parse(users, rules), store, vault);
        add("web", "Example Notes", "https://app.example.com/callback", Optional.of("app.example.com"));
        add("loopback", "", "http://127.0.0.1:33418/callback", Optional.empty());
    }

    static String query(String client, String redirectUri, String scope) {
        return "response_type=code&client_id=" + client + "&redirect_uri="
                + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8) + "&scope=" + scope
                + "&code_challenge_method=S256&code_challenge=" + "c".repeat(43);
    }

    void add(String id, String name, String redirectUri, Optional<String> documentHost) {
        clients.put(
                id,
                new Client(
                        id,
                        Optional.of(name).filter(each -> !each.isEmpty()),
                        List.of(redirectUri),
                        Set.of("authorization_code"),
                        Client.Authentication.NONE,
                        Optional.empty(),
                        documentHost));
    }

    private Clients.Lookup find(String id) {
        Client client = clients.get(id);
        return client == null ? new Clients.Lookup.Unknown("Nobody by that name.") : new Clients.Lookup.Found(client);
    }

    /** Looks for codes on what a browser was sent. */
    void note(Response response) {
        Matcher matcher = CODE.matcher(Browser.text(response));
        if (matcher.find()) {
            StoredCode code = store.code(Digests.of(matcher.group(1))).orElseThrow();
            allowed.add(code.subject() + " "
                    + String.join(" ", code.scopes().stream().sorted().toList()));
        }
    }

    Browser browser() {
        return new Browser(this, prefix);
    }

    /** A browser of its own that has given somebody's password. */
    Browser signedIn(String name, String password) {
        Browser browser = browser();
        browser.signIn(browser.open(WEB), name, password);
        return browser;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() {
        store.close();
    }
}
