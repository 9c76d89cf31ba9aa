package io.mcpidentity.client.token;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import java.util.Optional;
import java.util.Set;

/**
 * Access that a company's identity provider decides about (Enterprise-Managed Authorization): what says who the user is is
 * exchanged there for a grant (ID-JAG), and that at the MCP server's authorization server for an access token. Nobody is sent
 * to a browser. Immutable and thread-safe.
 *
 * <p>Does not check the grant's signature or claims, which are for the authorization server to judge.
 */
public final class EnterpriseAuthorization {

    /** {@code subject_token_type} of an OpenID Connect ID token (RFC 8693 §3). */
    public static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

    /** {@code subject_token_type} of a SAML 2.0 assertion (RFC 8693 §3). */
    public static final String SAML2 = "urn:ietf:params:oauth:token-type:saml2";

    /** {@code requested_token_type} of the grant. */
    public static final String ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";

    private final TokenEndpoint endpoint;
    private final AuthorizationServer provider;
    private final ClientIdentity atProvider;
    private final AssertionSource identity;
    private final String identityType;

    /**
     * Access by this identity provider.
     *
     * @param endpoint asks both
     * @param provider the company's identity provider
     * @param atProvider who the client is there
     * @param identity says who the user is: what the provider issued at sign-in
     * @param identityType what that is: {@link #ID_TOKEN} or {@link #SAML2}
     */
    public EnterpriseAuthorization(
            TokenEndpoint endpoint,
            AuthorizationServer provider,
            ClientIdentity atProvider,
            AssertionSource identity,
            String identityType) {
        this.endpoint = endpoint;
        this.provider = provider;
        this.atProvider = atProvider;
        this.identity = identity;
        this.identityType = identityType;
    }

    /**
     * Asks the provider, then the authorization server; what the latter refuses is a value.
     *
     * @param server the MCP server's authorization server
     * @param client who the client is there
     * @param resource the MCP server's resource identifier
     * @param scopes what is asked for
     * @param key the session's key, where tokens shall be bound to it
     * @throws AccessRefused if the provider refuses: its policy, or a sign-in that has ended
     * @throws ClientFailure if either cannot be asked
     */
    public TokenAnswer authorize(
            AuthorizationServer server,
            ClientIdentity client,
            String resource,
            Set<String> scopes,
            Optional<DpopKey> key)
            throws ClientFailure {
        Grant exchange = Grants.exchange(identity.read(), identityType, ID_JAG, server.issuer(), resource, scopes);
        ExchangeAnswer answer = endpoint.exchange(provider, atProvider, exchange);
        if (answer instanceof ExchangeAnswer.Exchanged grant) {
            return endpoint.request(server, client, Grants.jwtBearer(grant.token(), resource, grant.scopes()), key);
        }
        throw refusal((TokenAnswer.Refused) answer);
    }

    private ClientFailure refusal(TokenAnswer.Refused why) {
        if (why.isAboutTheClient()) {
            return new ClientMisconfigured("The identity provider " + provider.issuer()
                    + " does not accept this client's id or credentials: " + why.text());
        }
        return new AccessRefused(
                "The identity provider " + provider.issuer() + " grants no access to this MCP server: " + why.text());
    }
}
