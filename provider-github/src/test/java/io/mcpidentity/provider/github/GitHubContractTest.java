package io.mcpidentity.provider.github;

import io.mcpidentity.AccessToken;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.OpaqueTokenContract;
import java.util.Map;
import java.util.Set;

class GitHubContractTest extends OpaqueTokenContract {

    private final GitHubEmulation gitHub = GitHubEmulation.start();

    @Override
    protected IdentityProviderFactory factory() {
        return new GitHubProviderFactory();
    }

    @Override
    protected EmulatedServer server() {
        return gitHub;
    }

    @Override
    protected Map<String, String> settings() {
        return Fixture.settings(gitHub);
    }

    @Override
    protected Set<String> granted() {
        return Set.of("repo", "public_repo");
    }

    @Override
    protected AccessToken genuine() {
        return gitHub.token("ann", "repo");
    }

    @Override
    protected void revoke(AccessToken token) {
        gitHub.revoke(token);
    }

    @Override
    protected AccessToken expired() {
        AccessToken token = gitHub.appToken("ann");
        gitHub.expire(token);
        return token;
    }

    @Override
    protected AccessToken ofAnotherClient() {
        return gitHub.foreignToken("ann", "repo");
    }
}
