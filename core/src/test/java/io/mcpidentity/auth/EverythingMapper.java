package io.mcpidentity.auth;

import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Setting;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.ScopeMapperFactory;
import java.util.List;
import java.util.Set;

/** A scope mapper of a company: everybody may read and write. */
final class EverythingMapper implements ScopeMapperFactory {

    static final Setting<Set<String>> GRANTS = Setting.words("grants", "What everybody may do.")
            .byDefault("mcp:read mcp:write")
            .build();

    @Override
    public String id() {
        return "everything";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(GRANTS);
    }

    @Override
    public ScopeMapper create(ProviderContext context, IdentityProvider provider) {
        Set<String> grants = context.get(GRANTS);
        return new ScopeMapper() {
            @Override
            public Set<String> granted(VerifiedToken token) {
                return grants;
            }

            @Override
            public Set<String> requested(Set<String> serverScopes) {
                return serverScopes;
            }
        };
    }
}
