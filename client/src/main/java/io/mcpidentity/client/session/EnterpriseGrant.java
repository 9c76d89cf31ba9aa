package io.mcpidentity.client.session;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.discovery.ServerDiscovery;
import io.mcpidentity.client.session.ClientSettings.IdentityAssertion;
import io.mcpidentity.client.token.AssertionSource;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.client.token.ClientOptions;
import io.mcpidentity.client.token.Credentials;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.EnterpriseAuthorization;
import io.mcpidentity.client.token.GivenClient;
import io.mcpidentity.client.token.Registration;
import io.mcpidentity.client.token.TokenEndpoint;
import io.mcpidentity.spi.HttpTransport;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a company's identity provider lets its user do (ID-JAG). Thread-safe.
 *
 * <p>The provider is somebody whom the program's own settings name, so that it may be at an address that no MCP server could
 * lead to; all others are called within the server's reach.
 */
final class EnterpriseGrant implements MachineGrant {

    private final EnterpriseProvider provider;
    private final GivenClient known;
    private final AssertionSource identity;
    private final Clients clients;
    private final HttpTransport atProvider;
    private final TokenEndpoint endpoint;
    private final InstantSource clock;

    EnterpriseGrant(
            EnterpriseProvider provider,
            GivenClient known,
            AssertionSource identity,
            Clients clients,
            HttpTransport atProvider,
            HttpTransport elsewhere,
            InstantSource clock) {
        this.provider = provider;
        this.known = known;
        this.identity = identity;
        this.clients = clients;
        this.atProvider = atProvider;
        this.clock = clock;
        endpoint =
                new TokenEndpoint(request -> (isProvider(request.uri()) ? atProvider : elsewhere).send(request), clock);
    }

    private boolean isProvider(URI uri) {
        URI there = provider.tokenEndpoint().orElseGet(() -> URI.create(provider.issuer()));
        return String.valueOf(there.getHost()).equalsIgnoreCase(uri.getHost()) && there.getPort() == uri.getPort();
    }

    @Override
    public Obtained obtain(
            Authority authority,
            Set<String> scopes,
            @SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<DpopKey> key)
            throws ClientFailure {
        ClientIdentity client = clients.given(authority.server());
        AuthorizationServer server = provider();
        ClientOptions options =
                new ClientOptions(List.of(Origin.GIVEN), List.of(known), Optional.empty(), Optional.empty(), "");
        ClientIdentity there = new Registration(options, Credentials.inMemory(), atProvider, clock)
                .choose(server, List.of(), Set.of());
        EnterpriseAuthorization authorization =
                new EnterpriseAuthorization(endpoint, server, there, identity, type(provider.assertion()));
        return new Obtained(
                client, authorization.authorize(authority.server(), client, authority.resource(), scopes, key));
    }

    private AuthorizationServer provider() throws ClientFailure {
        Optional<URI> tokenEndpoint = provider.tokenEndpoint();
        return tokenEndpoint.isPresent()
                ? new AuthorizationServer(
                        provider.issuer(),
                        Map.of(
                                "issuer",
                                provider.issuer(),
                                "token_endpoint",
                                tokenEndpoint.get().toString()))
                : new ServerDiscovery(atProvider).findForMachine(provider.issuer());
    }

    private static String type(IdentityAssertion assertion) {
        return assertion == IdentityAssertion.SAML ? EnterpriseAuthorization.SAML2 : EnterpriseAuthorization.ID_TOKEN;
    }
}
