/** GitHub as the identity provider of an MCP server. */
@org.jspecify.annotations.NullMarked
module io.mcpidentity.provider.github {
    requires io.mcpidentity;
    requires static org.jspecify;
    requires static org.kohsuke.github.api; // for directories alone

    provides io.mcpidentity.spi.IdentityProviderFactory with
            io.mcpidentity.provider.github.GitHubProviderFactory;
}
