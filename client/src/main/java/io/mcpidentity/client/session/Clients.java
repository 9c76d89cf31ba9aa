package io.mcpidentity.client.session;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.authorization.PendingSignIn;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.client.token.ClientOptions;
import io.mcpidentity.client.token.GivenClient;
import io.mcpidentity.client.token.Registration;
import io.mcpidentity.spi.HttpTransport;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who this program is to authorization servers: what it is to one of them, no other gets to know. Thread-safe. */
final class Clients {

    private final ClientOptions options;
    private final Set<String> assertionIssuers;
    private final StoredClients stored;
    private final Registration any;
    private final Registration withoutRegistering;
    private final Registration givenOnly;
    private final TokenStore store;

    /**
     * Those of these options.
     *
     * @param assertionIssuers whom a platform's assertion about this program may be shown
     */
    Clients(
            ClientOptions options,
            Set<String> assertionIssuers,
            TokenStore store,
            HttpTransport http,
            InstantSource clock)
            throws ClientMisconfigured {
        this.options = options;
        this.assertionIssuers = Set.copyOf(assertionIssuers);
        this.store = store;
        stored = new StoredClients(store, options.key());
        any = new Registration(options, stored, http, clock);
        withoutRegistering =
                new Registration(only(options, origin -> origin != Origin.REGISTERED), stored, http, clock);
        givenOnly = new Registration(only(options, origin -> origin == Origin.GIVEN), stored, http, clock);
    }

    private static ClientOptions only(ClientOptions options, Predicate<Origin> origins) {
        List<Origin> order = options.order().stream().filter(origins).toList();
        return new ClientOptions(order, options.given(), options.metadataDocument(), options.key(), options.name());
    }

    /** Whether the settings name exactly this issuer. */
    boolean prefers(String issuer) {
        return isGivenFor(issuer) || assertionIssuers.contains(issuer);
    }

    private boolean isGivenFor(String issuer) {
        return options.given().stream().map(GivenClient::issuer).anyMatch(issuer::equals);
    }

    /** Who signs in there; registers if need be, and once for all who share the store. */
    ClientIdentity forSignIn(Authority authority, URI redirectUri, Set<String> scopes) throws ClientFailure {
        Set<String> all = new LinkedHashSet<>(scopes);
        authority.scopes().ifPresent(all::addAll);
        List<String> redirectUris = List.of(redirectUri.toString());
        return new SavedState(store, "registration at " + authority.issuer())
                .alone(() -> any.choose(authority.server(), redirectUris, all));
    }

    /** The client that something was issued to; empty if this program is not that client any more. */
    Optional<ClientIdentity> known(AuthorizationServer server, String id) throws ClientFailure {
        Optional<ClientIdentity> registered = stored.registered(server.issuer(), id);
        if (registered.isPresent()) {
            return registered;
        }
        try {
            return Optional.of(withoutRegistering.choose(server, List.of(), Set.of()))
                    .filter(client -> client.id().equals(id));
        } catch (ClientMisconfigured nobody) {
            return Optional.empty();
        }
    }

    /** The client that an administrator registered. */
    ClientIdentity given(AuthorizationServer server) throws ClientFailure {
        return givenOnly.choose(server, List.of(), Set.of());
    }

    /** Who shows a platform's assertion: the client that was registered there, or nobody in particular. */
    ClientIdentity forAssertion(AuthorizationServer server) throws ClientFailure {
        String issuer = server.issuer();
        if (!assertionIssuers.contains(issuer)) {
            throw new ClientMisconfigured("The MCP server names the authorization server " + issuer
                    + ", which the assertion is not for: if that is right, set client.issuer to it");
        }
        return isGivenFor(issuer) ? given(server) : ClientIdentity.anonymous(issuer);
    }

    /** Registers anew at the next sign-in, and keeps what the old registration is good for still. */
    void registerAnew(PendingSignIn unanswered) throws ClientFailure {
        stored.retire(unanswered.issuer(), unanswered.clientId());
    }

    /** Forgets a registration that its issuer has forgotten; whether it was one. */
    boolean forget(String issuer, String id) throws ClientFailure {
        return stored.forget(issuer, id);
    }
}
