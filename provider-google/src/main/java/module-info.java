/** Google as the identity provider of an MCP server. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.provider.google {
    requires io.mcpidentity;
    requires static com.google.api.client;
    requires static com.google.auth;
    requires static com.google.auth.oauth2;
    requires static java.logging;
    requires static org.jspecify;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.provider.google.GoogleProviderFactory;
}
