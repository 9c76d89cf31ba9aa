/** Keycloak as the identity provider of an MCP server. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.provider.keycloak {
    requires io.mcpidentity;
    requires static org.jspecify;

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.provider.keycloak.KeycloakProviderFactory;
}
