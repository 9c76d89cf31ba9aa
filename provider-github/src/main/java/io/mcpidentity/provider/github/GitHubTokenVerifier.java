package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Optional;

/**
 * Asks GitHub about the tokens whose kind is accepted here, and refuses the others without a call. Thread-safe.
 *
 * <p>Does not remember answers, and does not check that an app token is not shared among people: nothing tells.
 */
final class GitHubTokenVerifier implements TokenVerifier {

    private final AppTokens app;
    private final Optional<PersonalTokens> personal;
    private final Optional<InstallationTokens> installation;

    GitHubTokenVerifier(AppTokens app, Optional<PersonalTokens> personal, Optional<InstallationTokens> installation) {
        this.app = app;
        this.personal = personal;
        this.installation = installation;
    }

    @Override
    public Verification verify(AccessToken token) {
        Optional<TokenKind> kind = TokenKind.of(token);
        if (kind.isEmpty() || !TokenKind.isWellFormed(token)) {
            return refused(
                    Reason.MALFORMED,
                    TokenKind.isLegacy(token)
                            ? "The token may be one that GitHub issued before 2021, which does not tell what it is; sign in again"
                            : "The token is none of GitHub's, which begin with gho_ or ghu_");
        }
        return switch (kind.get()) {
            case OAUTH_APP, GITHUB_APP -> app.verify(token);
            case PERSONAL, FINE_GRAINED ->
                personal.map(check -> check.verify(token))
                        .orElseGet(
                                () -> refused(
                                        Reason.WRONG_TYPE,
                                        "A personal access token was not issued to this app, so that any service that has been given it could act here; sign in instead, or see the setting personal-tokens"));
            case INSTALLATION ->
                installation
                        .map(check -> check.verify(token))
                        .orElseGet(
                                () -> refused(
                                        Reason.WRONG_TYPE,
                                        "An installation's token is nobody's in person and does not tell its app; sign in instead, or see the setting installation-tokens"));
            case REFRESH -> refused(Reason.WRONG_TYPE, "A refresh token is no access token");
        };
    }

    private static Verification refused(Reason reason, String detail) {
        return new Verification.Rejected(reason, detail);
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        Optional<TokenKind> kind = TokenKind.of(token);
        if (kind.isEmpty() || !TokenKind.isWellFormed(token)) {
            return false;
        }
        return switch (kind.get()) {
            case OAUTH_APP, GITHUB_APP -> true;
            case PERSONAL, FINE_GRAINED -> personal.isPresent();
            case INSTALLATION -> installation.isPresent();
            case REFRESH -> false;
        };
    }

    @Override
    public boolean recognizes(AccessToken token) {
        return TokenKind.of(token).isPresent();
    }

    @Override
    public boolean takesAnyForm() {
        return false;
    }
}
