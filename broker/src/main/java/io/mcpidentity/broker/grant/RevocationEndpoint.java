package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The revocation endpoint (RFC 7009). Thread-safe; never throws for anything that a client can send.
 *
 * <p>With any token of a grant the whole grant ends. The answer does not tell whether there was anything to revoke.
 */
public final class RevocationEndpoint {

    private final ClientAuthentication authentication;
    private final RefreshTokens refreshTokens;
    private final Function<String, Optional<Map<String, Object>>> accessTokens;
    private final GrantRevocation revocation;

    /**
     * Revokes grants by their tokens.
     *
     * @param accessTokens the claims of an access token that this server signed, even if it is past its time; empty for
     *     anything else
     */
    public RevocationEndpoint(
            ClientAuthentication authentication,
            RefreshTokens refreshTokens,
            Function<String, Optional<Map<String, Object>>> accessTokens,
            GrantRevocation revocation) {
        this.authentication = authentication;
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.revocation = revocation;
    }

    /** Answers a request. */
    public Response answer(Request request) {
        return FormPosts.answer(request, form -> authentication.answer(request, form, client -> answer(client, form)));
    }

    private Response answer(Client client, Form form) {
        Optional<String> token = form.value("token");
        if (token.isEmpty()) {
            return TokenAnswers.invalidRequest("token is missing");
        }
        refreshTokens
                .parse(token.get(), client.id())
                .map(RefreshTokens.Parsed::grantId)
                .or(() -> grantOfAccessToken(token.get(), client))
                .ifPresent(revocation::revoke);
        return Answers.empty(200);
    }

    private Optional<String> grantOfAccessToken(String token, Client client) {
        return accessTokens
                .apply(token)
                .filter(claims -> client.id().equals(claims.get("client_id")))
                .flatMap(claims -> Optional.ofNullable(claims.get("sid")))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
