/** Verifies access tokens for MCP servers: the provider SPIs, their vocabulary, all policy, and the generic OpenID provider. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity {
    requires static org.jspecify;

    exports io.mcpidentity;
    exports io.mcpidentity.config;
    exports io.mcpidentity.spi;

    uses io.mcpidentity.spi.DiscoveryFactory;
    uses io.mcpidentity.spi.IdentityProviderFactory;
    uses io.mcpidentity.spi.ScopeMapperFactory;
    uses io.mcpidentity.spi.TokenVerifierFactory;

}
