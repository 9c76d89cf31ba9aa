package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GitHubScopesTest {

    private static final ScopeGrants GRANTS = ScopeGrants.parse(List.of(
            "scope:public_repo -> mcp:read",
            "scope:repo -> mcp:write",
            "organization:acme -> mcp:admin",
            "permission:acme/app:push -> mcp:deploy"));

    private final GitHubScopeMapper mapper = new GitHubScopeMapper(GRANTS, Set.of());

    private static VerifiedToken token(Set<String> scopes) {
        return VerifiedToken.builder("https://github.com/login/oauth")
                .subject("1")
                .scopes(scopes)
                .build();
    }

    @Test
    void aBroaderScopeImpliesAllNarrowerOnes() {
        Map<String, Set<String>> implied = Map.of(
                "repo", Set.of("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
                "admin:repo_hook", Set.of("write:repo_hook", "read:repo_hook"),
                "admin:org", Set.of("write:org", "read:org"),
                "admin:public_key", Set.of("write:public_key", "read:public_key"),
                "admin:gpg_key", Set.of("write:gpg_key", "read:gpg_key"),
                "user", Set.of("read:user", "user:email", "user:follow"),
                "project", Set.of("read:project"),
                "admin:enterprise", Set.of("manage_runners:enterprise", "manage_billing:enterprise", "read:enterprise"),
                "write:packages", Set.of("read:packages"),
                "write:org", Set.of("read:org"));
        implied.forEach((scope, narrower) -> {
            Set<String> expanded = GitHubScopes.expand(Set.of(scope));
            assertTrue(expanded.containsAll(narrower), scope);
            assertEquals(narrower.size() + 1, expanded.size(), scope);
        });
    }

    @Test
    void aNarrowerScopeImpliesNoBroaderOne() {
        for (String narrow :
                List.of("public_repo", "read:org", "user:email", "admin:org_hook", "delete_repo", "repository")) {
            assertEquals(Set.of(narrow), GitHubScopes.expand(Set.of(narrow)));
        }
    }

    @Test
    void scopesAreListedWithCommasAndWithSpaces() {
        assertEquals(Set.of("repo", "read:org", "gist"), GitHubScopes.parse("repo,read:org, gist"));
        assertEquals(Set.of("repo", "gist"), GitHubScopes.parse("repo gist"));
        assertEquals(Set.of(), GitHubScopes.parse(""));
    }

    @Test
    void whatABroaderScopeImpliesGrantsToo() {
        assertTrue(mapper.granted(token(Set.of("repo"))).containsAll(Set.of("mcp:read", "mcp:write", "public_repo")));
        assertEquals(Set.of("public_repo", "mcp:read"), mapper.granted(token(Set.of("public_repo"))));
        assertEquals(Set.of("gist"), mapper.granted(token(Set.of("gist"))));
        assertEquals(Set.of(), mapper.granted(token(Set.of())));
    }

    @Test
    void clientsAreToldGitHubsNamesAlone() {
        assertEquals(Set.of("public_repo"), mapper.requested(Set.of("mcp:read")));
        assertEquals(Set.of(), mapper.requested(Set.of("mcp:admin", "mcp:unknown")));
        assertEquals(Set.of("gist", "repo"), mapper.requested(Set.of("gist", "mcp:write")));
    }

    @Test
    void clientsAreToldWhatLookingPeopleUpTakes() {
        GitHubScopeMapper looking = new GitHubScopeMapper(GRANTS, Set.of("read:org"));
        assertEquals(Set.of("read:org"), looking.requested(Set.of("mcp:admin")));
        assertEquals(Set.of("read:org", "repo"), looking.requested(Set.of("mcp:write")));
    }
}
