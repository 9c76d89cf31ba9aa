package io.mcpidentity.client.token;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.spi.HttpTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who the client is to an authorization server: the client that was given for it, the client's own metadata document
 * where the server reads such, or a registration of its own (RFC 7591), in the order of the options. Thread-safe; of two
 * callers who register at once, the later one's credentials stay, unless the caller excludes that.
 *
 * <p>Does not check that the server knows the redirect URIs of a given client or of a document.
 */
public final class Registration {

    /** A secret is not used in its last moments. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final ClientOptions options;
    private final Credentials credentials;
    private final DynamicRegistration dynamic;
    private final InstantSource clock;

    /**
     * Decides by these options.
     *
     * @throws ClientMisconfigured if they cannot be used, with all that is wrong with them
     */
    public Registration(ClientOptions options, Credentials credentials, HttpTransport http, InstantSource clock)
            throws ClientMisconfigured {
        List<String> problems = options.problems();
        if (!problems.isEmpty()) {
            throw new ClientMisconfigured(String.join("; ", problems));
        }
        this.options = options;
        this.credentials = credentials;
        this.clock = clock;
        dynamic = new DynamicRegistration(options, http, clock);
    }

    /**
     * Who the client is to this server; registers it if need be.
     *
     * @param server the authorization server, from its own metadata
     * @param redirectUris where sign-ins may end; none for a client that signs nobody in
     * @param scopes all scopes that the client may ever ask for, because some servers grant a client no others; none to
     *     leave that to the server
     * @throws ClientFailure if it is nobody there, and cannot become somebody
     */
    public ClientIdentity choose(AuthorizationServer server, List<String> redirectUris, Set<String> scopes)
            throws ClientFailure {
        for (Origin origin : options.order()) {
            Optional<ClientIdentity> found = switch (origin) {
                case GIVEN -> given(server);
                case METADATA_DOCUMENT -> document(server);
                case REGISTERED -> registered(server, redirectUris, scopes);
            };
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new ClientMisconfigured(
                "Nobody is registered with " + server.issuer() + ": it offers no registration that"
                        + " this client may use, and no client id is given for exactly this issuer; register the client there"
                        + " and give its id");
    }

    private Optional<ClientIdentity> given(AuthorizationServer server) throws ClientMisconfigured {
        String issuer = server.issuer();
        for (GivenClient client : options.given()) {
            if (client.issuer().equals(issuer)) {
                return Optional.of(identity(client, server));
            }
        }
        return Optional.empty();
    }

    private static ClientIdentity identity(GivenClient client, AuthorizationServer server) throws ClientMisconfigured {
        AuthMethod method = client.method().isPresent() ? client.method().get() : method(client, server);
        ClientAuth auth = ClientIdentity.auth(method, client.secret(), client.key())
                .orElseThrow(() -> new ClientMisconfigured(
                        "The client " + client.id() + " has nothing to prove itself with by " + method.wireName()));
        if (auth instanceof ClientAuth.PrivateKeyJwt jwt) {
            requireAlgorithm(server, jwt.signer());
        }
        return new ClientIdentity(server.issuer(), client.id(), Origin.GIVEN, auth, Optional.empty(), List.of());
    }

    /** By what the client has and the server supports. */
    private static AuthMethod method(GivenClient client, AuthorizationServer server) throws ClientMisconfigured {
        Set<AuthMethod> supported = AuthMethod.supportedBy(server);
        if (client.key().isPresent() && (client.secret().isEmpty() || supported.contains(AuthMethod.PRIVATE_KEY_JWT))) {
            return AuthMethod.PRIVATE_KEY_JWT;
        }
        if (client.secret().isEmpty()) {
            return AuthMethod.NONE;
        }
        if (supported.contains(AuthMethod.BASIC)) {
            return AuthMethod.BASIC;
        }
        if (supported.contains(AuthMethod.POST)) {
            return AuthMethod.POST;
        }
        throw new ClientMisconfigured("The authorization server " + server.issuer()
                + " takes no secrets, and the client " + client.id() + " has nothing else");
    }

    /** {@code token_endpoint_auth_signing_alg_values_supported} (RFC 8414 §2), where the server says it. */
    private static void requireAlgorithm(AuthorizationServer server, JwsSigner signer) throws ClientMisconfigured {
        Object accepted = server.metadata().get("token_endpoint_auth_signing_alg_values_supported");
        if (accepted instanceof List<?> names && !names.contains(signer.algorithm())) {
            throw new ClientMisconfigured("The authorization server " + server.issuer()
                    + " does not accept assertions signed with " + signer.algorithm() + ", as the client's key does");
        }
    }

    private Optional<ClientIdentity> document(AuthorizationServer server) throws ClientMisconfigured {
        if (options.metadataDocument().isEmpty() || !server.supportsClientIdMetadataDocuments()) {
            return Optional.empty();
        }
        ClientAuth auth = new ClientAuth.None();
        if (options.key().isPresent()) {
            requireAlgorithm(server, options.key().get());
            auth = new ClientAuth.PrivateKeyJwt(options.key().get());
        }
        return Optional.of(new ClientIdentity(
                server.issuer(),
                options.metadataDocument().get(),
                Origin.METADATA_DOCUMENT,
                auth,
                Optional.empty(),
                List.of()));
    }

    private Optional<ClientIdentity> registered(
            AuthorizationServer server, List<String> redirectUris, Set<String> scopes) throws ClientFailure {
        Optional<ClientIdentity> kept = credentials
                .registered(server.issuer())
                .filter(client -> client.issuer().equals(server.issuer()))
                .filter(this::isAlive)
                .filter(client -> RedirectUris.cover(client.redirectUris(), redirectUris));
        if (kept.isPresent()) {
            return kept;
        }
        if (server.registrationEndpoint().isEmpty()) {
            return Optional.empty();
        }
        ClientIdentity registered = dynamic.register(server, redirectUris, scopes);
        credentials.keep(registered);
        return Optional.of(registered);
    }

    private boolean isAlive(ClientIdentity client) {
        return client.secretExpiresAt()
                .filter(end -> !end.minus(MARGIN).isAfter(clock.instant()))
                .isEmpty();
    }
}
