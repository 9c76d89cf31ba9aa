package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.client.Client;
import io.mcpidentity.broker.grant.Subjects.Person;
import io.mcpidentity.broker.store.Grant;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the token endpoint answers (RFC 6749 §5). Thread-safe. */
final class TokenAnswers {

    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;

    TokenAnswers(AccessTokens accessTokens, RefreshTokens refreshTokens) {
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
    }

    Response tokens(Client client, Grant grant, Set<String> scopes, Person person) {
        AccessTokens.Minted minted = accessTokens.mint(grant, scopes, person);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", minted.token());
        members.put("token_type", "Bearer");
        members.put("expires_in", minted.seconds());
        if (client.refreshes()) {
            members.put("refresh_token", refreshTokens.make(grant));
        }
        members.put("scope", RequestedScopes.text(scopes));
        return Answers.json(200, members);
    }

    static Response invalidRequest(String description) {
        return Answers.error(400, "invalid_request", description);
    }

    static Response invalidGrant(String description) {
        return Answers.error(400, "invalid_grant", description);
    }

    static Response invalidTarget() {
        return Answers.error(
                400, "invalid_target", "The only resource is the one that was granted; it may be left out");
    }
}
