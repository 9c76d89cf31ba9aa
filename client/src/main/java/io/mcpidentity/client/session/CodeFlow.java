package io.mcpidentity.client.session;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.client.AccessRefused;
import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.authorization.AuthorizationAnswer;
import io.mcpidentity.client.authorization.AuthorizationRequest;
import io.mcpidentity.client.authorization.PendingSignIn;
import io.mcpidentity.client.session.SessionState.Binding;
import io.mcpidentity.client.token.ClientIdentity;
import io.mcpidentity.client.token.DpopKey;
import io.mcpidentity.client.token.Grant;
import io.mcpidentity.client.token.Grants;
import io.mcpidentity.client.token.TokenAnswer;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The authorization code grant (RFC 6749 §4.1) with PKCE, from the request to the tokens. Thread-safe. */
final class CodeFlow {

    private static final Set<String> ABOUT_THE_CLIENT = Set.of("unauthorized_client", "invalid_client");

    private final Parts parts;

    CodeFlow(Parts parts) {
        this.parts = parts;
    }

    /**
     * A request that can be answered.
     *
     * @param url where the person has to go
     * @param awaited what the answer is checked against
     */
    record Begun(URI url, AwaitedSignIn awaited) {
        /** Leaves the URL out, which is part of a sign-in that is under way. */
        @Override
        public String toString() {
            return "Begun[" + awaited.request().issuer() + "]";
        }
    }

    /** Prepares the request; the client may register for it. */
    Begun begin(Authority authority, URI redirectUri, Set<String> scopes) throws ClientFailure {
        ClientIdentity client = parts.clients().forSignIn(authority, redirectUri, scopes);
        AuthorizationRequest request = AuthorizationRequest.create(
                authority.server(), client.id(), redirectUri, Optional.of(authority.resource()), scopes);
        PendingSignIn pending = request.pending(parts.now().plus(parts.plan().signInTimeout()));
        return new Begun(request.url(), new AwaitedSignIn(pending, authority.legacy()));
    }

    /**
     * Checks the answer, redeems its code and keeps the tokens.
     *
     * @param server the authorization server that the request was for
     * @param key what the tokens are to be bound to
     */
    void complete(AuthorizationServer server, AwaitedSignIn awaited, Map<String, String> answer, Optional<DpopKey> key)
            throws ClientFailure {
        PendingSignIn request = awaited.request();
        String code = code(request, answer);
        ClientIdentity client = parts.clients()
                .known(server, request.clientId())
                .orElseThrow(
                        () -> new AccessRefused("The client that this sign-in was begun with is not known any more;"
                                + " start another sign-in"));
        String resource = request.resource().orElse("");
        Grant grant = Grants.code(
                code, request.redirectUri().toString(), request.pkce().verifier(), resource, request.scopes());
        Instant asked = parts.now();
        TokenAnswer answered = parts.tokenEndpoint().request(server, client, grant, key);
        if (answered instanceof TokenAnswer.Refused refusal) {
            throw refused(refusal, request);
        }
        HeldTokens issued = new HeldTokens(((TokenAnswer.Issued) answered).tokens(), asked);
        Plan.requireBound(issued.tokens(), key.isPresent());
        parts.keep(
                new Binding(request.issuer(), awaited.legacy(), resource, request.clientId()),
                issued,
                request.scopes());
    }

    private String code(PendingSignIn request, Map<String, String> answer) throws ClientFailure {
        try {
            return new AuthorizationAnswer(request, parts.clock()).code(answer);
        } catch (AccessRefused refused) {
            if (ABOUT_THE_CLIENT.contains(answer.getOrDefault("error", ""))) {
                parts.clients().registerAnew(request);
            }
            throw refused;
        }
    }

    private ClientFailure refused(TokenAnswer.Refused refusal, PendingSignIn request) throws ClientFailure {
        if (!refusal.isAboutTheClient()) {
            return new AccessRefused(
                    "The authorization server " + request.issuer() + " does not redeem the sign-in: " + refusal.text());
        }
        return parts.clients().forget(request.issuer(), request.clientId())
                ? new AccessRefused("The authorization server " + request.issuer()
                        + " has forgotten this client, which will register anew: start another sign-in")
                : new ClientMisconfigured("The authorization server " + request.issuer()
                        + " does not accept this client's credentials: " + refusal.text());
    }
}
