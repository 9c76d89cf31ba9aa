/** Auth0 as the identity provider of an MCP server. */
@SuppressWarnings("module") // the name ends with a digit because the product does
@org.jspecify.annotations.NullMarked
module io.mcpidentity.provider.auth0 {
    requires io.mcpidentity;
    requires static org.jspecify;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.provider.auth0.Auth0ProviderFactory;
}
