package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.time.InstantSource;
import java.util.Optional;

/** The token endpoint (RFC 6749 §3.2, §5). Thread-safe; never throws for anything that a client can send. */
public final class TokenEndpoint {

    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";

    private final ClientAuthentication authentication;
    private final CodeGrant codes;
    private final RefreshGrant refreshes;

    /** Issues tokens as the policy says. */
    public TokenEndpoint(
            ClientAuthentication authentication,
            Store store,
            Subjects subjects,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            GrantRevocation revocation,
            GrantPolicy policy,
            InstantSource clock) {
        TokenAnswers answers = new TokenAnswers(accessTokens, refreshTokens);
        this.authentication = authentication;
        this.codes = new CodeGrant(store, subjects, revocation, answers, policy, clock);
        this.refreshes = new RefreshGrant(store, subjects, refreshTokens, revocation, answers, policy, clock);
    }

    /** Answers a request. */
    public Response answer(Request request) {
        return FormPosts.answer(request, form -> answer(request, form));
    }

    private Response answer(Request request, Form form) {
        Optional<String> type = form.value("grant_type");
        if (type.isEmpty()) {
            return TokenAnswers.invalidRequest("grant_type is missing");
        }
        if (!type.get().equals(CODE) && !type.get().equals(REFRESH)) {
            return Answers.error(
                    400, "unsupported_grant_type", "The grant types are authorization_code and refresh_token");
        }
        return authentication.answer(request, form, client -> answer(client, form, type.get()));
    }

    private Response answer(Client client, Form form, String type) {
        if (!client.grantTypes().contains(type)) {
            return Answers.error(400, "unauthorized_client", "The client is not registered for this grant type");
        }
        return type.equals(CODE) ? codes.answer(client, form) : refreshes.answer(client, form);
    }
}
