package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.oidc.ProviderApi;
import io.mcpidentity.spi.Revoker;
import java.util.Optional;
import java.util.Set;

/**
 * Has GitHub delete a token of the app, or all that a person has granted to the app, with every token and refresh token.
 * Thread-safe.
 *
 * <p>GitHub finds a person's grant by a token of theirs alone: without one that still works nobody can be signed out there.
 */
final class GitHubRevoker implements Revoker {

    private final AppCredentials app;
    private final GitHubApi gitHub;
    private final ProviderApi deletion;

    GitHubRevoker(AppCredentials app, GitHubApi gitHub) {
        this.app = app;
        this.gitHub = gitHub;
        deletion = gitHub.part("GitHub's answer to a revocation");
    }

    @Override
    public boolean revoke(AccessToken token, VerifiedToken verified) throws ProviderUnavailableException {
        // What GitHub does not know any more needs no revocation.
        return isOfApp(token) && Set.of(204, 404).contains(delete("token", token));
    }

    @Override
    public boolean signOut(Subject subject) throws ProviderUnavailableException {
        Optional<AccessToken> token = subject.token().filter(GitHubRevoker::isOfApp);
        return token.isPresent() && delete("grant", token.get()) == 204;
    }

    private int delete(String what, AccessToken token) throws ProviderUnavailableException {
        return deletion.send(
                        gitHub.request("DELETE", app.path(what), app.basic(), AppCredentials.body(token)),
                        Set.of(204, 404),
                        AppCredentials.REFUSED)
                .status();
    }

    private static boolean isOfApp(AccessToken token) {
        return TokenKind.isWellFormed(token)
                && TokenKind.of(token).filter(TokenKind::isOfApp).isPresent();
    }
}
