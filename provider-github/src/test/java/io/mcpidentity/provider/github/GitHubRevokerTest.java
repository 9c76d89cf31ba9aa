package io.mcpidentity.provider.github;

import static io.mcpidentity.provider.github.Fixture.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ProviderUnavailableException;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.Revoker;
import io.mcpidentity.spi.Revoker.Subject;
import io.mcpidentity.testkit.GitHubEmulation;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GitHubRevokerTest {

    private final Fixture fixture = new Fixture();
    private final GitHubEmulation gitHub = fixture.gitHub;
    private final IdentityProvider provider =
            fixture.provider("personal-tokens", String.valueOf(gitHub.account("robot")));
    private final Revoker revoker = provider.revoker().orElseThrow();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRevokedTokenWorksNoMoreAndOthersDo() throws ProviderUnavailableException {
        AccessToken token = gitHub.token("ann", "repo");
        AccessToken other = gitHub.token("ann", "gist");
        var verified = accepted(provider, token);
        assertTrue(revoker.revoke(token, verified));
        assertFalse(gitHub.works(token));
        assertTrue(gitHub.works(other));
        assertTrue(revoker.revoke(token, verified), "what is gone needs no revocation");
    }

    @Test
    void signingOutEndsAllTokensOfThePersonAtThisApp() throws ProviderUnavailableException {
        AccessToken token = gitHub.token("ann", "repo");
        AccessToken second = gitHub.token("ann", "gist");
        AccessToken bobs = gitHub.token("bob", "repo");
        AccessToken elsewhere = gitHub.foreignToken("ann", "repo");
        assertTrue(revoker.signOut(new Subject(String.valueOf(gitHub.account("ann")), Optional.of(token))));
        assertFalse(gitHub.works(token));
        assertFalse(gitHub.works(second));
        assertTrue(gitHub.works(bobs));
        assertTrue(gitHub.works(elsewhere));
    }

    @Test
    void withoutATokenThatWorksNobodyCanBeSignedOut() throws ProviderUnavailableException {
        assertFalse(revoker.signOut(new Subject("1", Optional.empty())));
        AccessToken gone = gitHub.token("ann");
        gitHub.revoke(gone);
        assertFalse(revoker.signOut(new Subject("1", Optional.of(gone))));
    }

    @Test
    void aPersonalTokenIsItsOwnersToRevoke() throws ProviderUnavailableException {
        AccessToken token = gitHub.personalToken("robot");
        var verified = accepted(provider, token);
        int before = gitHub.requests();
        assertFalse(revoker.revoke(token, verified));
        assertFalse(revoker.signOut(new Subject("1", Optional.of(token))));
        assertEquals(before, gitHub.requests());
        assertTrue(gitHub.works(token));
    }

    @Test
    void whateverElseGitHubSaysIsAnOutage() {
        AccessToken token = gitHub.token("ann");
        var verified = accepted(provider, token);
        gitHub.failWith(500);
        assertThrows(ProviderUnavailableException.class, () -> revoker.revoke(token, verified));
        gitHub.failWith(0);
        Revoker wrong = fixture.provider("client-secret", "wrong").revoker().orElseThrow();
        String message = assertThrows(ProviderUnavailableException.class, () -> wrong.revoke(token, verified))
                .getMessage();
        assertTrue(String.valueOf(message).contains("client-secret"), message);
        assertTrue(gitHub.works(token));
    }
}
