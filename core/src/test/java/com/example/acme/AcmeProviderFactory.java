package com.example.acme;

import io.mcpidentity.AuthorizationServer;
import io.mcpidentity.Reason;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.Discovery;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.ScopeMapper;
import io.mcpidentity.spi.TokenVerifier;
import java.util.Map;
import java.util.Set;

/** A provider of somebody else's, written against the exported packages alone. */
public final class AcmeProviderFactory implements IdentityProviderFactory {

    private static final String ISSUER = "https://acme.example";

    @Override
    public String id() {
        return "acme";
    }

    @Override
    public IdentityProvider create(ProviderContext context) {
        return new IdentityProvider() {
            @Override
            public String issuer() {
                return ISSUER;
            }

            @Override
            public Discovery discovery() {
                return () -> new AuthorizationServer(ISSUER, Map.of());
            }

            @Override
            public TokenVerifier tokenVerifier() {
                return token -> new Verification.Rejected(Reason.INACTIVE, "Acme knows no tokens");
            }

            @Override
            public ScopeMapper scopeMapper() {
                return new ScopeMapper() {
                    @Override
                    public Set<String> granted(VerifiedToken token) {
                        return token.scopes();
                    }

                    @Override
                    public Set<String> requested(Set<String> serverScopes) {
                        return serverScopes;
                    }
                };
            }
        };
    }
}
