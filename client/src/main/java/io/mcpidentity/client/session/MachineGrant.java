package io.mcpidentity.client.session;

import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.token.AssertionSource;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.Grant;
import io.mcpidentity.client.token.Grants;
import io.mcpidentity.client.token.TokenAnswer;
import io.mcpidentity.client.token.TokenEndpoint;
import java.util.Optional;
import java.util.Set;

/** A way to tokens that takes nobody in front of a browser. Thread-safe. */
@FunctionalInterface
interface MachineGrant {

    /**
     * Asks, once.
     *
     * @param scopes what to ask for
     * @param key what to bind the token to
     */
    Obtained obtain(Authority authority, Set<String> scopes, Optional<DpopKey> key) throws ClientFailure;

    /**
     * What came of it.
     *
     * @param client who asked
     * @param answer what the authorization server said
     */
    record Obtained(ClientIdentity client, TokenAnswer answer) {}

    /** The program on its own behalf (RFC 6749 §4.4). */
    static MachineGrant clientCredentials(TokenEndpoint endpoint, Clients clients) {
        return (authority, scopes, key) -> {
            ClientIdentity client = clients.given(authority.server());
            Grant grant = Grants.clientCredentials(authority.resource(), scopes);
            return new Obtained(client, endpoint.request(authority.server(), client, grant, key));
        };
    }

    /** What the platform says that the program is (RFC 7523 §2.1). */
    static MachineGrant workload(TokenEndpoint endpoint, Clients clients, AssertionSource assertion) {
        return (authority, scopes, key) -> {
            ClientIdentity client = clients.forAssertion(authority.server());
            Grant grant = Grants.workload(assertion, authority.resource(), scopes);
            return new Obtained(client, endpoint.request(authority.server(), client, grant, key));
        };
    }

    /** What a refusal means for whoever runs the program. */
    static ClientFailure failure(TokenAnswer.Refused refusal, String issuer) {
        return refusal.isAboutTheClient()
                ? new ClientMisconfigured(
                        "The authorization server " + issuer + " does not accept this client: " + refusal.text())
                : new AccessRefused("The authorization server " + issuer + " issues no token: " + refusal.text());
    }
}
