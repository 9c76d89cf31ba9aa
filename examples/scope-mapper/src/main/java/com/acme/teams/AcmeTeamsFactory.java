package com.acme.teams;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.ScopeMapperFactory;
import java.util.LinkedHashSet;
import java.util.Set;

/** Acme's teams grant scopes, whatever the provider: {@code scope-mapper = acme-teams}. */
public final class AcmeTeamsFactory implements ScopeMapperFactory {

    @Override
    public String id() {
        return "acme-teams";
    }

    @Override
    public ScopeMapper create(ProviderContext context, IdentityProvider provider) {
        return new ScopeMapper() {
            @Override
            public Set<String> granted(VerifiedToken token) {
                Set<String> scopes = new LinkedHashSet<>(provider.scopeMapper().granted(token));
                if (token.claims().get("teams") instanceof Iterable<?> teams) {
                    teams.forEach(team -> scopes.add(team.equals("editors") ? "mcp:write" : "mcp:read"));
                }
                return scopes;
            }

            @Override
            public Set<String> requested(Set<String> serverScopes) {
                return provider.scopeMapper().requested(serverScopes);
            }
        };
    }
}
