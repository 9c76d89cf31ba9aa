package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.HttpTransport.Response;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks GitHub, as the app, whether a token is one of the app's. It is the only question whose answer says for whom a token was
 * issued: the API itself takes every app's. Thread-safe.
 */
final class AppTokens {

    private static final Duration SPAM_PAUSE = Duration.ofMinutes(1);

    private final String issuer;
    private final AppCredentials app;
    private final GitHubApi gitHub;
    private final ProviderApi check;
    private final Duration revalidate;

    AppTokens(String issuer, AppCredentials app, GitHubApi gitHub, Duration revalidate) {
        this.issuer = issuer;
        this.app = app;
        this.gitHub = gitHub;
        this.revalidate = revalidate;
        check = gitHub.part("GitHub's answer about a token");
    }

    Verification verify(AccessToken token) {
        try {
            Response response = check.send(
                    gitHub.request("POST", app.path("token"), app.basic(), AppCredentials.body(token)),
                    Set.of(200, 404, 422),
                    AppCredentials.REFUSED);
            return switch (response.status()) {
                case 200 -> read(check.json(response), token);
                case 404 ->
                    new Verification.Rejected(
                            Reason.INACTIVE,
                            "GitHub does not know the token as one of this app: it has expired, was revoked, or is another app's");
                // About this one question; that many are asked must not keep others' tokens from being asked about.
                default ->
                    new Verification.Unavailable(
                            "GitHub's answer about a token cannot be had: HTTP 422, its answer to too many questions",
                            Optional.of(SPAM_PAUSE));
            };
        } catch (ProviderUnavailableException outage) {
            return new Verification.Unavailable(String.valueOf(outage.getMessage()), outage.retryAfter());
        }
    }

    private Verification read(Map<String, Object> answer, AccessToken presented) throws ProviderUnavailableException {
        if (!(answer.get("app") instanceof Map<?, ?> issuedTo)
                || !(issuedTo.get("client_id") instanceof String clientId)) {
            throw new ProviderUnavailableException("GitHub's answer about a token does not name its app");
        }
        if (!clientId.equals(app.clientId())) {
            return new Verification.Rejected(Reason.WRONG_CLIENT, "GitHub issued the token to another app");
        }
        Map<?, ?> user = answer.get("user") instanceof Map<?, ?> known ? known : Map.of();
        VerifiedToken.Builder token = GitHubUser.token(issuer, user, presented)
                .clientId(clientId)
                .binding(new TokenBinding.ToClient(clientId))
                .scopes(scopes(answer))
                .expiresAt(GitHubUser.time(answer, "expires_at")
                        .orElseGet(() -> gitHub.clock().instant().plus(revalidate)));
        GitHubUser.time(answer, "created_at").ifPresent(token::issuedAt);
        if (answer.get("id") instanceof Long id && id > 0) {
            token.tokenId(String.valueOf(id));
        }
        return new Verification.Accepted(token.build());
    }

    private static Set<String> scopes(Map<String, Object> answer) {
        Set<String> scopes = new LinkedHashSet<>();
        if (answer.get("scopes") instanceof List<?> list) {
            list.forEach(scope -> scopes.addAll(GitHubScopes.parse(String.valueOf(scope))));
        }
        return scopes;
    }
}
