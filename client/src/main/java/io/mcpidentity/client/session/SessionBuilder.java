package io.mcpidentity.client.session;

import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.client.token.AssertionSource;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Describes a session by code, by configuration, or by both: what is set last holds. Not thread-safe. What is wrong is said by
 * {@link #build}, all of it at once, under the names of the settings.
 */
public final class SessionBuilder {

    final URI server;
    final List<Problem> problems = new ArrayList<>();
    final List<RegisteredClient> clients = new ArrayList<>();
    String user = "";
    GrantType grant = GrantType.AUTHORIZATION_CODE;
    Optional<Set<String>> scopes = Optional.empty();
    DpopUse dpop = DpopUse.WHEN_REQUIRED;
    List<RegistrationWay> order = List.of(RegistrationWay.values());
    Optional<String> metadataDocument = Optional.empty();
    Optional<String> key = Optional.empty();
    String name = ClientSettings.NAME.defaultValue().orElse("");
    Optional<UserAgent> userAgent = Optional.empty();
    ClientSettings.UserAgentChoice agentChoice = ClientSettings.UserAgentChoice.BROWSER;
    Optional<URI> redirectUri = Optional.empty();
    Duration signInTimeout = Duration.ofMinutes(5);
    Optional<TokenStore> store = Optional.empty();
    Optional<String> storeDirectory = Optional.empty();
    Duration refreshAhead = Duration.ofSeconds(60);
    Duration requestTimeout = Duration.ofSeconds(15);
    boolean privateAddresses;
    Optional<AssertionSource> assertion = Optional.empty();
    Optional<String> assertionIssuer = Optional.empty();
    Optional<EnterpriseProvider> enterprise = Optional.empty();
    Executor executor = Workers.SHARED;
    InstantSource clock = InstantSource.system();

    SessionBuilder(URI server) {
        this.server = server;
    }

    /** Takes over what {@code client.*} sets. */
    public SessionBuilder configuration(Configuration configuration) {
        new ClientConfiguration(configuration, this).read();
        return this;
    }

    /** Whose session it is, where one program has several users: any text that does not change. */
    public SessionBuilder user(String key) {
        user = key;
        return this;
    }

    /** Adds a client that an administrator has registered. */
    public SessionBuilder client(RegisteredClient client) {
        clients.add(client);
        return this;
    }

    /** The URL of the program's own Client ID Metadata Document. */
    public SessionBuilder metadataDocument(URI url) {
        metadataDocument = Optional.of(url.toString());
        return this;
    }

    /** The private key of the metadata document, and of registrations: a JWK (RFC 7517). */
    public SessionBuilder privateKey(String jwk) {
        key = Optional.of(jwk);
        return this;
    }

    /** How the program becomes a client, the preferred way first. */
    public SessionBuilder registrationOrder(List<RegistrationWay> ways) {
        order = List.copyOf(new LinkedHashSet<>(ways));
        return this;
    }

    /** What people read where they consent. */
    public SessionBuilder name(String clientName) {
        name = clientName;
        return this;
    }

    /** The scopes to ask for, instead of those that the server wants. */
    public SessionBuilder scopes(Set<String> wanted) {
        scopes = Optional.of(Collections.unmodifiableSet(new LinkedHashSet<>(wanted)));
        return this;
    }

    /** When tokens are bound to a key. */
    public SessionBuilder dpop(DpopUse use) {
        dpop = use;
        return this;
    }

    /** The program is its own user (RFC 6749 §4.4); it takes a {@link #client client} that was registered. */
    public SessionBuilder clientCredentials() {
        grant = GrantType.CLIENT_CREDENTIALS;
        return this;
    }

    /**
     * The platform says what the program is (RFC 7523 §2.1).
     *
     * @param issuer the authorization server that the assertion is for, by its exact issuer identifier: no other one gets it
     * @param jwt the platform's assertion as it is now; asked each time, and keeps its own deadline
     */
    public SessionBuilder workloadIdentity(String issuer, Supplier<String> jwt) {
        grant = GrantType.JWT_BEARER;
        assertionIssuer = Optional.of(issuer);
        assertion = Optional.of(AssertionSource.of(jwt));
        return this;
    }

    /**
     * A company's identity provider lets its user in (ID-JAG).
     *
     * @param provider the identity provider
     * @param identity what it issued when the user signed in there, as it is now; asked each time
     */
    public SessionBuilder enterprise(EnterpriseProvider provider, Supplier<String> identity) {
        grant = GrantType.ID_JAG;
        enterprise = Optional.of(provider);
        assertion = Optional.of(AssertionSource.of(identity));
        return this;
    }

    /** Where the session is kept; it is not closed with the session. */
    public SessionBuilder store(TokenStore tokens) {
        store = Optional.of(tokens);
        return this;
    }

    /** What a person signs in by. */
    public SessionBuilder userAgent(UserAgent agent) {
        userAgent = Optional.of(agent);
        return this;
    }

    /** Nobody is shown anything: a web application sends people away itself, with this redirect URI where it has but one. */
    public SessionBuilder withoutUserAgent() {
        userAgent = Optional.empty();
        agentChoice = ClientSettings.UserAgentChoice.NONE;
        return this;
    }

    /** Where the answers of sign-ins come to. */
    public SessionBuilder redirectUri(URI uri) {
        redirectUri = Optional.of(uri);
        return this;
    }

    /** How long somebody may take to sign in. */
    public SessionBuilder signInTimeout(Duration time) {
        signInTimeout = time;
        return this;
    }

    /** How long before its end a token is renewed. */
    public SessionBuilder refreshAhead(Duration time) {
        refreshAhead = time;
        return this;
    }

    /** How long an authorization server may take for one answer. */
    public SessionBuilder requestTimeout(Duration time) {
        requestTimeout = time;
        return this;
    }

    /** Whether the server may lead to private addresses other than its own. */
    public SessionBuilder privateAddresses(boolean allowed) {
        privateAddresses = allowed;
        return this;
    }

    /** Runs what takes time and must not block the caller; by default daemon threads that all sessions share. */
    public SessionBuilder executor(Executor threads) {
        executor = threads;
        return this;
    }

    /** The time. */
    public SessionBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /**
     * The session, before any call of anybody.
     *
     * @throws io.mcpidentity.config.ConfigurationException with all problems together
     */
    public OAuthSession build() {
        return new OAuthSession(new Assembly(this).household(), user);
    }
}
