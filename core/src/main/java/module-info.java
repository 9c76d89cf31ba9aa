/** Verifies access tokens for MCP servers: the provider SPIs, their vocabulary, all policy, and the generic OpenID provider. */
@SuppressWarnings("module") // the broker and the client are built after this one
@org.jspecify.annotations.NullMarked
module io.mcpidentity {
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires java.net.http;
    requires tools.jackson.core;
    requires static org.jspecify;

    exports io.mcpidentity;
    exports io.mcpidentity.auth;
    exports io.mcpidentity.config;
    exports io.mcpidentity.jose to
            io.mcpidentity.broker,
            io.mcpidentity.client;
    exports io.mcpidentity.net to
            io.mcpidentity.broker,
            io.mcpidentity.client;
    exports io.mcpidentity.oidc;
    exports io.mcpidentity.spi;

    uses io.mcpidentity.auth.SecurityListener;
    uses io.mcpidentity.spi.DiscoveryFactory;
    uses io.mcpidentity.spi.IdentityProviderFactory;
    uses io.mcpidentity.spi.ScopeMapperFactory;
    uses io.mcpidentity.spi.TokenVerifierFactory;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.oidc.OidcProviderFactory;
}
